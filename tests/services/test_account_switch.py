"""Only a user with a password looks from one account to another, and only at linked ones."""

import pytest
from sqlmodel import Session, select

from avk_app.errors import NotAllowed, NotFound
from avk_app.models import Account, AuditRecord, User, UserSession
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.access import Actor
from avk_app.services.account_switch import switch_account
from tests.factories import make_account, make_user

MISSING_ID = 2_000_000_000


def _sign_in(session: Session, account: Account, user: User | None = None) -> Actor:
    kind = SessionKind.PASSWORD if user else SessionKind.SURNAME
    ticket = sessions.issue_ticket(session, kind, user.id if user else None, account.id)
    opened = sessions.open_session(session, ticket, "", "")
    actor = sessions.find_actor(session, sessions.fingerprint_of(opened.token))
    assert actor is not None
    return actor


def _current_account_id(session: Session, actor: Actor) -> int | None:
    session.expire_all()
    return session.get_one(UserSession, actor.session_id).account_id


def test_a_surname_session_cannot_switch_even_to_its_own_account(session: Session) -> None:
    account = make_account(session)
    actor = _sign_in(session, account)
    with pytest.raises(NotAllowed):
        switch_account(session, actor, account.id or 0)


@pytest.mark.parametrize("is_missing", [False, True])
def test_a_foreign_and_a_missing_account_look_the_same(session: Session, is_missing: bool) -> None:
    own, foreign = make_account(session), make_account(session)
    make_user(session, foreign)
    actor = _sign_in(session, own, make_user(session, own))
    with pytest.raises(NotFound):
        switch_account(session, actor, MISSING_ID if is_missing else foreign.id or 0)
    assert _current_account_id(session, actor) == own.id


def test_a_linked_account_becomes_the_current_one_of_this_session_only(session: Session) -> None:
    home, parents = make_account(session), make_account(session)
    user = make_user(session, home, parents)
    here, elsewhere = _sign_in(session, home, user), _sign_in(session, home, user)
    switch_account(session, here, parents.id or 0)
    assert _current_account_id(session, here) == parents.id
    assert _current_account_id(session, elsewhere) == home.id


def test_switching_is_recorded(session: Session) -> None:
    home, parents = make_account(session), make_account(session)
    user = make_user(session, home, parents)
    switch_account(session, _sign_in(session, home, user), parents.id or 0)
    found = session.exec(select(AuditRecord).where(AuditRecord.action == "session.switch_account")).one()
    assert (found.user_id, found.entity, found.entity_id) == (user.id, "account", parents.id)
