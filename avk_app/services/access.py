"""Authorisation: the actor of a request, and the conditions that keep a query to what is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, true
from sqlmodel import Session, col, exists, select
from sqlmodel.sql.expression import SelectOfScalar

from avk_app.errors import NotFound
from avk_app.models import Account, User, UserAccount
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role

WORKS_ROLES = (Role.OPERATOR, Role.ADMINISTRATOR)
MONEY_ROLES = (Role.CASHIER, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Actor:
    """Who acts, as the session cookie proves. `address` is where the request came from."""

    session_id: int
    kind: SessionKind
    role: Role
    user_id: int | None
    account_id: int | None
    address: str = ""

    @property
    def is_masked(self) -> bool:
        """A surname session sees personal data masked: surname and number are printed on every bill."""
        return self.kind is SessionKind.SURNAME


def may_see_account(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition on `account` that keeps the query to what this actor may see."""
    if actor.kind is SessionKind.STAFF:
        return true()
    if actor.kind is SessionKind.PASSWORD:
        return exists().where(
            col(UserAccount.account_id) == Account.id, col(UserAccount.user_id) == actor.user_id
        )
    return col(Account.id) == actor.account_id if actor.account_id is not None else false()


def may_handle_money(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition for staff who take and return money; their role is looked up anew each time."""
    return _has_role(actor, MONEY_ROLES)


def may_record_interruptions(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition for staff who write down when a house had no water."""
    return _has_role(actor, WORKS_ROLES)


def _has_role(actor: Actor, roles: Sequence[Role]) -> ColumnElement[bool]:
    if actor.kind is not SessionKind.STAFF:
        return false()
    return exists().where(col(User.id) == actor.user_id, col(User.is_active), col(User.role).in_(roles))


def get_own_account(session: Session, actor: Actor) -> Account:
    """The account the actor's session looks at. Raises NotFound, also when it is not theirs (any more)."""
    return _get(session, _own_account(actor))


def lock_own_account(session: Session, actor: Actor) -> Account:
    """The same, held until the transaction ends: whoever writes for the account stands in line."""
    return _get(session, _own_account(actor).with_for_update(of=Account, key_share=True))


def _own_account(actor: Actor) -> SelectOfScalar[Account]:
    return select(Account).where(col(Account.id) == actor.account_id, may_see_account(actor))


def _get(session: Session, query: SelectOfScalar[Account]) -> Account:
    account = session.exec(query).first()
    if account is None:
        raise NotFound("account")
    return account
