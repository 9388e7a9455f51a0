"""The account whose owner data an actor may change."""

from sqlalchemy import ColumnElement, false
from sqlmodel import Session, col, exists, select

from avk_app.errors import NotFound
from avk_app.models import Account, UserAccount
from avk_app.models.sessions import SessionKind
from avk_app.services.access import Actor, may_see_account


def may_change_account(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition on `account`: theirs, and not as a delegate or as staff."""
    if actor.kind is SessionKind.SURNAME:
        return may_see_account(actor)
    if actor.kind is SessionKind.PASSWORD:
        return exists().where(
            col(UserAccount.account_id) == Account.id,
            col(UserAccount.user_id) == actor.user_id,
            col(UserAccount.is_owner),
        )
    return false()


def get_account_to_change(session: Session, actor: Actor) -> Account:
    """The actor's account, its row locked until the end of the transaction.

    Raises NotFound, also for a delegate: contacts belong to the owner.
    """
    account = session.exec(
        select(Account)
        .where(col(Account.id) == actor.account_id, may_change_account(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if account is None:
        raise NotFound("account")
    return account
