"""Everybody sees and ends their own sessions; a surname session never touches the owner's."""

from datetime import timedelta

import pytest
import time_machine
from sqlmodel import Session

from avk_app import clock
from avk_app.errors import NotFound
from avk_app.models import UserSession
from avk_app.services.session_list import end_all_sessions, end_session, list_sessions
from tests.actors import actor_for
from tests.factories import make_account, make_user


def _is_open(session: Session, session_id: int) -> bool:
    return session.get_one(UserSession, session_id, populate_existing=True).revoked_at is None


def test_a_foreign_session_does_not_exist(session: Session) -> None:
    mine, foreign = (actor_for(session, make_account(session)) for _ in range(2))
    assert [row.session_id for row in list_sessions(session, mine)] == [mine.session_id]
    with pytest.raises(NotFound):
        end_session(session, mine, foreign.session_id)
    assert _is_open(session, foreign.session_id)


def test_a_surname_session_neither_sees_nor_ends_the_owners(session: Session) -> None:
    account = make_account(session)
    owner = actor_for(session, account, make_user(session, account))
    finder_of_a_bill = actor_for(session, account)
    assert [row.session_id for row in list_sessions(session, finder_of_a_bill)] == [
        finder_of_a_bill.session_id
    ]
    with pytest.raises(NotFound):
        end_session(session, finder_of_a_bill, owner.session_id)
    end_all_sessions(session, finder_of_a_bill)
    assert _is_open(session, owner.session_id)


def test_the_owner_sees_and_ends_surname_sessions_of_the_account(session: Session) -> None:
    account = make_account(session)
    finder_of_a_bill = actor_for(session, account)
    owner = actor_for(session, account, make_user(session, account))
    end_session(session, owner, finder_of_a_bill.session_id)
    assert not _is_open(session, finder_of_a_bill.session_id)


def test_this_session_comes_first_and_is_marked(session: Session) -> None:
    account = make_account(session)
    user = make_user(session, account)
    mine = actor_for(session, account, user, "95.167.10.20")
    actor_for(session, account, user)
    rows = list_sessions(session, mine)
    assert [row.is_current for row in rows] == [True, False]
    assert (rows[0].device, rows[0].address) == ("Chrome, Android", "95.167.•.•")


def test_everywhere_means_here_too(session: Session) -> None:
    account = make_account(session)
    user = make_user(session, account)
    here, there = actor_for(session, account, user), actor_for(session, account, user)
    assert end_all_sessions(session, here) == 2
    assert not _is_open(session, here.session_id)
    assert not _is_open(session, there.session_id)


def test_a_session_that_idled_away_is_not_listed(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        assert list_sessions(session, actor) == ()
