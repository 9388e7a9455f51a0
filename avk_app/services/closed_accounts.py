"""A closed account: its last bill comes after closing, so it is still looked at, and takes what it owes."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col

from avk_app import clock
from avk_app.domain.payments import require_no_more_than_owed
from avk_app.errors import FieldProblem, InvalidInput
from avk_app.models import Account, LedgerEntry
from avk_app.services.ledger import get_balance, of_last_entry

LOOKED_AT_FOR = timedelta(days=3 * 366)
"""For so long something may be claimed (Civil Code art. 196)."""


def is_closed(account: Account) -> bool:
    """Whether its last day has passed."""
    return closed_since(account) is not None


def closed_since(account: Account) -> date | None:
    """The last day of a closed account; None while it is open."""
    closed_on = account.closed_on
    return closed_on if closed_on is not None and closed_on < clock.today() else None


def may_be_looked_at() -> ColumnElement[bool]:
    """The SQL condition on `account`: open, closed within the last three years, or not yet even."""
    balance = of_last_entry(LedgerEntry.balance_after_kopecks)
    closed_on = col(Account.closed_on)
    is_recent = closed_on >= clock.today() - LOOKED_AT_FOR
    return or_(closed_on.is_(None), is_recent, func.coalesce(balance, 0) != 0)


def require_open(account: Account, field: str, code: str) -> None:
    """Raises InvalidInput with this code for a closed account."""
    if is_closed(account):
        raise InvalidInput((FieldProblem(field, code),))


def require_takes_money(session: Session, account: Account, amount_kopecks: int, field: str) -> None:
    """An open account takes any amount. A closed one takes what it owes and no advance: no bill will come
    that it could settle. The caller holds the account.

    Raises InvalidInput (`account_closed` without a debt, `amount_over_debt`).
    """
    if not is_closed(account):
        return
    owed = get_balance(session, account.id or 0).kopecks
    if owed <= 0:
        raise InvalidInput((FieldProblem(field, "account_closed"),))
    require_no_more_than_owed(amount_kopecks, owed)
