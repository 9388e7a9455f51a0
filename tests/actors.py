"""Actors for tests, made the only way there is: by opening a session."""

import re

from sqlmodel import Session, col, select

from avk_app.models import Account, Letter, User
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services import sessions
from avk_app.services.access import Actor
from tests.factories import make_user

_CODE = re.compile(r"\b\d{6}\b")


def actor_for(session: Session, account: Account, user: User | None = None, address: str = "") -> Actor:
    """Somebody who has just signed in: by surname, or as the user given."""
    kind = SessionKind.PASSWORD if user else SessionKind.SURNAME
    ticket = sessions.issue_ticket(session, kind, user.id if user else None, account.id)
    opened = sessions.open_session(session, ticket, "Chrome, Android", address)
    actor = sessions.find_actor(session, sessions.fingerprint_of(opened.token), address)
    assert actor is not None
    return actor


def staff_actor(session: Session, role: Role, is_active: bool = True) -> Actor:
    """A member of staff at work; with `is_active` false one who was dismissed since."""
    user = make_user(session, role=role)
    ticket = sessions.issue_ticket(session, SessionKind.STAFF, user.id, None)
    opened = sessions.open_session(session, ticket, "Firefox, Windows", "")
    actor = sessions.find_actor(session, sessions.fingerprint_of(opened.token))
    assert actor is not None
    user.is_active = is_active
    session.flush()
    return actor


def letters_to(session: Session, recipient: str) -> list[Letter]:
    query = select(Letter).where(col(Letter.recipient) == recipient).order_by(col(Letter.id))
    return list(session.exec(query))


def code_in_last_letter(session: Session, recipient: str) -> str:
    """What the person reads in the newest letter."""
    session.flush()
    found = _CODE.search(letters_to(session, recipient)[-1].body)
    assert found is not None
    return found.group()


def another(code: str) -> str:
    """A code that is surely wrong."""
    return code[:-1] + ("1" if code[-1] == "0" else "0")
