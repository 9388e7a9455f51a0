"""Authorisation: the actor of a request, and the conditions that keep a query to what is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Connection, Integer, bindparam, false, true
from sqlmodel import Session, col, exists, select
from sqlmodel.sql.expression import SelectOfScalar

from avk_app.errors import NotFound
from avk_app.models import Account, User, UserAccount
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role

WORKS_ROLES = (Role.OPERATOR, Role.ADMINISTRATOR)
MONEY_ROLES = (Role.CASHIER, Role.ADMINISTRATOR)

Id = int | BindParameter[int] | None


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


def console_actor(account_id: int) -> Actor:
    """Stands where an actor stands when a command on the server itself reads an account's papers: whoever
    may run commands may read there what staff may. It has no user, and moves no money."""
    return Actor(0, SessionKind.STAFF, Role.OPERATOR, None, account_id)


class AccountFacts(NamedTuple):
    """What a history says of its account."""

    id: int
    number: str
    opened_on: date


def may_see_account(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition on `account` that keeps the query to what this actor may see."""
    return _may_see(actor.kind, actor.user_id, actor.account_id)


def _may_see(kind: SessionKind, user_id: Id, account_id: Id) -> ColumnElement[bool]:
    if kind is SessionKind.STAFF:
        return true()
    if kind is SessionKind.PASSWORD:
        return exists().where(col(UserAccount.account_id) == Account.id, col(UserAccount.user_id) == user_id)
    return col(Account.id) == account_id if account_id is not None else false()


def may_handle_money(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition for staff who take and return money; their role is looked up anew each time."""
    return _has_role(actor, MONEY_ROLES)


def may_record_interruptions(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition for staff who write down when a house had no water."""
    return _has_role(actor, WORKS_ROLES)


def may_review_readings(actor: Actor) -> ColumnElement[bool]:
    """The SQL condition for staff who decide about unusual readings."""
    return _has_role(actor, WORKS_ROLES)


def _has_role(actor: Actor, roles: Sequence[Role]) -> ColumnElement[bool]:
    if actor.kind is not SessionKind.STAFF:
        return false()
    return exists().where(col(User.id) == actor.user_id, col(User.is_active), col(User.role).in_(roles))


def _own_account(kind: SessionKind) -> SelectOfScalar[Account]:
    user_id, account_id = bindparam("user_id", type_=Integer), bindparam("account_id", type_=Integer)
    return select(Account).where(col(Account.id) == account_id, _may_see(kind, user_id, account_id))


# Built once: almost every event of a subscriber begins with one of them.
_OWN = {kind: _own_account(kind) for kind in SessionKind}
_OWN_LOCKED = {kind: query.with_for_update(of=Account, key_share=True) for kind, query in _OWN.items()}
_OWN_FACTS = {
    kind: query.with_only_columns(col(Account.id), col(Account.number), col(Account.opened_on))
    for kind, query in _OWN.items()
}


def get_own_account(session: Session, actor: Actor) -> Account:
    """The account the actor's session looks at. Raises NotFound, also when it is not theirs (any more)."""
    return _get(session, actor, _OWN[actor.kind])


def get_own_account_facts(connection: Connection, actor: Actor) -> AccountFacts:
    """The same account without an ORM row, which takes three times as long to load. Raises NotFound."""
    found = connection.execute(_OWN_FACTS[actor.kind], _own_ids(actor)).first()
    if found is None:
        raise NotFound("account")
    return AccountFacts._make(found)


def lock_own_account(session: Session, actor: Actor) -> Account:
    """The same, held until the transaction ends: whoever writes for the account stands in line."""
    return _get(session, actor, _OWN_LOCKED[actor.kind])


def _get(session: Session, actor: Actor, query: SelectOfScalar[Account]) -> Account:
    account = session.exec(query, params=_own_ids(actor)).first()
    if account is None:
        raise NotFound("account")
    return account


def _own_ids(actor: Actor) -> dict[str, int | None]:
    return {"user_id": actor.user_id, "account_id": actor.account_id}
