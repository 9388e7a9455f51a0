"""Sessions: a ticket is made by a checked sign-in, redeemed once for a cookie, looked up on every event."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.sessions import (
    LIFETIMES,
    TICKET_LIFETIME,
    TOUCH_INTERVAL,
    is_session_alive,
)
from avk_app.errors import NotFound
from avk_app.models import SignInTicket, User, UserSession
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services import audit
from avk_app.services.access import Actor

TOKEN_BYTES = 32


@dataclass(frozen=True)
class OpenedSession:
    """The cookie's value, known only to the browser, and how long it may live."""

    token: str
    kind: SessionKind
    max_age_seconds: int


def fingerprint_of(token: str) -> str:
    """What is kept and compared instead of the token itself."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_ticket(session: Session, kind: SessionKind, user_id: int | None, account_id: int | None) -> str:
    """A one-time ticket for `open_session`, good for 30 seconds. The caller checked the credentials."""
    ticket = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignInTicket(
            ticket_hash=fingerprint_of(ticket),
            kind=kind,
            user_id=user_id,
            account_id=account_id,
            created_at=clock.now(),
        )
    )
    return ticket


def open_session(session: Session, ticket: str, device: str, address: str) -> OpenedSession:
    """Redeem a ticket. Raises NotFound when it is unknown, used or older than 30 seconds."""
    now = clock.now()
    redeemed = session.exec(
        update(SignInTicket)
        .where(
            col(SignInTicket.ticket_hash) == fingerprint_of(ticket),
            col(SignInTicket.used_at).is_(None),
            col(SignInTicket.created_at) > now - TICKET_LIFETIME,
        )
        .values(used_at=now)
        .returning(col(SignInTicket.id))
    ).first()
    if redeemed is None:
        raise NotFound("ticket")
    opened = session.get_one(SignInTicket, redeemed[0])
    return _start(session, opened, device, address)


def _start(session: Session, ticket: SignInTicket, device: str, address: str) -> OpenedSession:
    token, now = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    absolute = LIFETIMES[ticket.kind].absolute
    row = UserSession(
        token_hash=fingerprint_of(token),
        kind=ticket.kind,
        user_id=ticket.user_id,
        account_id=ticket.account_id,
        device=device[:120],
        address=address,
        created_at=now,
        last_seen_at=now,
        expires_at=now + absolute,
    )
    session.add(row)
    session.flush()
    audit.record(session, None, "session.open", "user_session", row.id, ticket.kind)
    return OpenedSession(token, ticket.kind, int(absolute.total_seconds()))


def find_actor(session: Session, fingerprint: str, address: str = "") -> Actor | None:
    """Who holds the session with this fingerprint, if it is alive."""
    found = session.exec(
        select(UserSession, User)
        .outerjoin(User, col(User.id) == col(UserSession.user_id))
        .where(col(UserSession.token_hash) == fingerprint, col(UserSession.revoked_at).is_(None))
    ).first()
    if found is None:
        return None
    row, user = found
    if not is_session_alive(row.kind, row.last_seen_at, row.expires_at, clock.now()):
        return None
    if user is not None and not user.is_active:
        return None
    return _as_actor(row, user, address)


def _as_actor(row: UserSession, user: User | None, address: str) -> Actor:
    return Actor(
        session_id=row.id or 0,
        kind=row.kind,
        role=user.role if user else Role.SUBSCRIBER,
        user_id=row.user_id,
        account_id=row.account_id,
        address=address,
    )


def is_touch_due(session: Session, actor: Actor) -> bool:
    """Whether the actor's session was last noted as seen more than a minute ago."""
    last_seen_at = session.get_one(UserSession, actor.session_id).last_seen_at
    return clock.now() - last_seen_at > TOUCH_INTERVAL


def touch_session(session: Session, fingerprint: str) -> None:
    """Note that the session was seen now: its idle time starts again."""
    session.exec(
        update(UserSession)
        .where(col(UserSession.token_hash) == fingerprint, col(UserSession.revoked_at).is_(None))
        .values(last_seen_at=clock.now())
    )


def close_session(session: Session, fingerprint: str) -> None:
    """Sign out: the session with this fingerprint opens nothing any more. Unknown ones are ignored."""
    session.exec(
        update(UserSession)
        .where(col(UserSession.token_hash) == fingerprint, col(UserSession.revoked_at).is_(None))
        .values(revoked_at=clock.now())
    )
