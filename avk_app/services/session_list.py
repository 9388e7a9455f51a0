"""«Где вы вошли»: open sessions, and ending them.

A surname session sees and ends the surname sessions of its account only: whoever found a bill must not
learn about the owner's own sign-ins, let alone end them. The owner's password session sees and ends its
user's sessions and the surname sessions of the accounts it owns.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.session_list import shorten_address
from avk_app.domain.sessions import LIFETIMES
from avk_app.errors import NotFound
from avk_app.models import UserAccount, UserSession
from avk_app.models.sessions import SessionKind
from avk_app.services import audit
from avk_app.services.access import Actor

MAX_SESSIONS = 30


@dataclass(frozen=True)
class OpenSession:
    """One place where somebody is signed in. `address` is shortened."""

    session_id: int
    kind: SessionKind
    device: str
    address: str
    opened_at: datetime
    last_seen_at: datetime
    is_current: bool


def list_sessions(session: Session, actor: Actor) -> tuple[OpenSession, ...]:
    """Open sessions this actor may see, this one first, then the latest seen; at most 30."""
    rows = session.exec(
        select(UserSession)
        .where(_may_end(actor), _is_open())
        .order_by(
            (col(UserSession.id) == actor.session_id).desc(),
            col(UserSession.last_seen_at).desc(),
            col(UserSession.id).desc(),
        )
        .limit(MAX_SESSIONS)
    )
    return tuple(_as_open(row, actor) for row in rows)


def _as_open(row: UserSession, actor: Actor) -> OpenSession:
    return OpenSession(
        session_id=row.id or 0,
        kind=row.kind,
        device=row.device,
        address=shorten_address(row.address),
        opened_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=row.id == actor.session_id,
    )


def end_session(session: Session, actor: Actor, session_id: int) -> None:
    """Sign out one device. Raises NotFound when there is no such open session of this actor."""
    if not _end(session, actor, col(UserSession.id) == session_id):
        raise NotFound("session")


def end_all_sessions(session: Session, actor: Actor) -> int:
    """Sign out everywhere, here too; how many sessions ended."""
    return _end(session, actor, _is_open())


def _end(session: Session, actor: Actor, which: ColumnElement[bool]) -> int:
    ended = session.exec(
        update(UserSession)
        .where(which, _may_end(actor), col(UserSession.revoked_at).is_(None))
        .values(revoked_at=clock.now())
        .returning(col(UserSession.id))
        .execution_options(synchronize_session=False)
    ).all()
    for row in ended:
        audit.record(session, actor, "session.end", "user_session", row[0])
    return len(ended)


def _is_open() -> ColumnElement[bool]:
    now = clock.now()
    not_idle = [
        and_(col(UserSession.kind) == kind, col(UserSession.last_seen_at) > now - LIFETIMES[kind].idle)
        for kind in SessionKind
    ]
    return and_(col(UserSession.revoked_at).is_(None), col(UserSession.expires_at) > now, or_(*not_idle))


def _may_end(actor: Actor) -> ColumnElement[bool]:
    is_surname = col(UserSession.kind) == SessionKind.SURNAME
    if actor.kind is SessionKind.SURNAME:
        return and_(is_surname, col(UserSession.account_id) == actor.account_id)
    if actor.user_id is None:
        return false()
    owned = select(UserAccount.account_id).where(
        col(UserAccount.user_id) == actor.user_id, col(UserAccount.is_owner)
    )
    return or_(
        col(UserSession.user_id) == actor.user_id,
        and_(is_surname, col(UserSession.account_id).in_(owned)),
    )
