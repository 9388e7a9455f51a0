"""The current password, asked again before a change that a borrowed session must not make."""

from datetime import timedelta

from sqlmodel import Session, col, func, select

from avk_app import clock
from avk_app.errors import NotAllowed, TooManyAttempts
from avk_app.gateways.passwords import PASSWORDS
from avk_app.models import AuditRecord, User
from avk_app.models.sessions import SessionKind
from avk_app.services import audit
from avk_app.services.access import Actor

WRONG_PASSWORD = "password.wrong"
MAX_WRONG = 5
WINDOW = timedelta(minutes=15)


def get_own_user(session: Session, actor: Actor) -> User:
    """The user of a password session, its row locked. Raises NotAllowed for any other session."""
    if actor.kind is not SessionKind.PASSWORD:
        raise NotAllowed("password")
    found = select(User).where(col(User.id) == actor.user_id).with_for_update()
    return session.exec(found.execution_options(populate_existing=True)).one()


def is_current_password(session: Session, actor: Actor, user: User, password: str) -> bool:
    """Whether this is the user's password. A wrong one is counted, so the caller returns and commits.

    Raises TooManyAttempts, before anything is hashed, after 5 wrong ones in 15 minutes.
    """
    _refuse_too_many(session, user)
    if PASSWORDS.verify_password(password, user.password_hash):
        return True
    audit.record(session, actor, WRONG_PASSWORD, "app_user", user.id)
    return False


def _refuse_too_many(session: Session, user: User) -> None:
    now = clock.now()
    wrong, first_at = session.exec(
        select(func.count(), func.min(AuditRecord.happened_at)).where(
            col(AuditRecord.entity) == "app_user",
            col(AuditRecord.entity_id) == user.id,
            col(AuditRecord.action) == WRONG_PASSWORD,
            col(AuditRecord.happened_at) > now - WINDOW,
        )
    ).one()
    if wrong >= MAX_WRONG:
        raise TooManyAttempts(max(1, int((first_at + WINDOW - now).total_seconds())))
