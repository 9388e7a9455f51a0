"""Housekeeping: what has served its purpose goes, what is still counted or owed stays."""

from datetime import timedelta

import time_machine
from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.provider import ProviderMessage
from avk_app.models import Letter, ProviderEvent, SignInAttempt, SignInTicket
from avk_app.models.sessions import SessionKind
from avk_app.services.checkout_settlement import Outcome
from avk_app.services.housekeeping import forget_old_rows
from avk_app.services.letters import queue_letter
from avk_app.services.provider_events import receive_message
from avk_app.services.sessions import issue_ticket
from tests.factories import make_account


def _attempt(session: Session) -> None:
    session.add(
        SignInAttempt(subject_hash="s", address="127.0.0.1", is_success=False, attempted_at=clock.now())
    )
    session.flush()


def test_young_rows_stay(session: Session) -> None:
    _attempt(session)
    issue_ticket(session, SessionKind.SURNAME, None, make_account(session).id)
    queue_letter(session, "a@example.ru", "Код", "123456")
    session.flush()
    assert forget_old_rows(session) == 0


def test_old_attempts_and_tickets_go(session: Session) -> None:
    _attempt(session)
    issue_ticket(session, SessionKind.SURNAME, None, make_account(session).id)
    session.flush()
    with time_machine.travel(clock.now() + timedelta(days=101)):
        assert forget_old_rows(session) == 2
    assert session.exec(select(SignInAttempt)).all() == []
    assert session.exec(select(SignInTicket)).all() == []


def _message(event_id: str) -> ProviderMessage:
    payload = '{"data": {"object": {"object": "nothing of ours"}}}'
    return ProviderMessage(event_id, "customer.created", clock.now(), payload)


def test_a_message_of_the_provider_goes_when_its_age_keeps_it_from_moving_anything(session: Session) -> None:
    old = _message("old")
    for message in (old, _message("waiting")):
        receive_message(session, message)
    is_waiting = col(ProviderEvent.event_id) == "waiting"
    session.exec(update(ProviderEvent).where(is_waiting).values(processed_at=None))
    with time_machine.travel(clock.now() + timedelta(days=89)):
        receive_message(session, _message("young"))
        assert forget_old_rows(session) == 0
    with time_machine.travel(clock.now() + timedelta(days=91)):
        assert forget_old_rows(session) == 1
        assert receive_message(session, old) is Outcome.IGNORED
    assert set(session.exec(select(ProviderEvent.event_id))) == {"young", "waiting"}


def test_a_sent_letter_loses_its_text_and_keeps_its_row(session: Session) -> None:
    sent = queue_letter(session, "a@example.ru", "Код", "123456")
    waiting = queue_letter(session, "b@example.ru", "Код", "654321")
    sent.sent_at = clock.now()
    session.flush()
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert forget_old_rows(session) == 1
    session.expire_all()
    assert session.exec(select(Letter.body).order_by(Letter.recipient)).all() == ["", waiting.body]
