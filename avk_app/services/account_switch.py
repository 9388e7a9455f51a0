"""Looking at another account of the same user."""

from sqlmodel import Session, col, select, update

from avk_app.errors import NotAllowed, NotFound
from avk_app.models import Account, UserSession
from avk_app.models.sessions import SessionKind
from avk_app.services import audit
from avk_app.services.access import Actor, may_see_account


def switch_account(session: Session, actor: Actor, account_id: int) -> None:
    """From now on the actor's session looks at this account.

    Raises NotAllowed outside a password session, NotFound for an account the user is not linked to.
    """
    if actor.kind is not SessionKind.PASSWORD:
        raise NotAllowed("password")
    found = session.exec(
        select(Account.id).where(col(Account.id) == account_id, may_see_account(actor))
    ).first()
    if found is None:
        raise NotFound("account")
    session.exec(update(UserSession).where(col(UserSession.id) == actor.session_id).values(account_id=found))
    audit.record(session, actor, "session.switch_account", "account", found)
