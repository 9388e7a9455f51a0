"""Sessions: a ticket opens one session, once; the token is looked up by its fingerprint."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import Session

from avk_app import clock
from avk_app.errors import NotFound
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from tests.factories import make_account


def _open(session: Session) -> sessions.OpenedSession:
    account = make_account(session)
    ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
    return sessions.open_session(session, ticket, "Chrome, Android", "127.0.0.1")


def test_an_unknown_fingerprint_is_nobody(session: Session) -> None:
    assert sessions.find_actor(session, sessions.fingerprint_of("guess")) is None


def test_a_ticket_opens_one_session_only(session: Session) -> None:
    account = make_account(session)
    ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
    opened = sessions.open_session(session, ticket, "", "")
    with pytest.raises(NotFound):
        sessions.open_session(session, ticket, "", "")
    actor = sessions.find_actor(session, sessions.fingerprint_of(opened.token))
    assert actor is not None
    assert actor.account_id == account.id


def test_a_ticket_dies_after_thirty_seconds(session: Session) -> None:
    account = make_account(session)
    ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
    with time_machine.travel(clock.now() + timedelta(seconds=31)), pytest.raises(NotFound):
        sessions.open_session(session, ticket, "", "")


def test_a_session_ends_after_idle_time(session: Session) -> None:
    fingerprint = sessions.fingerprint_of(_open(session).token)
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        assert sessions.find_actor(session, fingerprint) is None


def test_a_session_that_is_used_does_not_go_idle(session: Session) -> None:
    fingerprint = sessions.fingerprint_of(_open(session).token)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(3):
            traveller.shift(timedelta(minutes=20))
            actor = sessions.find_actor(session, fingerprint)
            assert actor is not None
            assert sessions.is_touch_due(session, actor)
            sessions.touch_session(session, fingerprint)
            assert not sessions.is_touch_due(session, actor)


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(session: Session) -> None:
    fingerprint = sessions.fingerprint_of(_open(session).token)
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(36):
            sessions.touch_session(session, fingerprint)
            traveller.shift(timedelta(minutes=20))
        assert sessions.find_actor(session, fingerprint) is None


def test_a_closed_session_opens_nothing(session: Session) -> None:
    fingerprint = sessions.fingerprint_of(_open(session).token)
    sessions.close_session(session, fingerprint)
    assert sessions.find_actor(session, fingerprint) is None
