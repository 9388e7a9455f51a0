"""A command on the server that acts in the name of a member of staff: the books say whose deed it was."""

from typing import Final

from sqlmodel import Session, col, select

from avk_app.domain.names import login_key
from avk_app.errors import NotFound
from avk_app.models import User
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.sessions import (
    close_session,
    find_actor,
    fingerprint_of,
    issue_ticket,
    open_session,
)

_DEVICE: Final = "python -m avk_app"


def act_as_member(session: Session, typed_login: str) -> Actor:
    """The member as an actor for this transaction: a session that is opened, noted and closed at once.

    Raises NotFound when there is no active member of staff with this login. What the member may do is for
    the services to say.
    """
    user_id = session.exec(
        select(User.id).where(
            col(User.login) == login_key(typed_login),
            col(User.is_active),
            col(User.role) != Role.SUBSCRIBER,
        )
    ).first()
    ticket = issue_ticket(session, SessionKind.STAFF, user_id, None) if user_id else ""
    if not ticket:
        raise NotFound("member")
    fingerprint = fingerprint_of(open_session(session, ticket, _DEVICE, "").token)
    actor = find_actor(session, fingerprint)
    close_session(session, fingerprint)
    if actor is None:
        raise NotFound("member")
    return actor
