"""The bills of a month one after another, for whoever prints them all."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from avk_app.domain.bill_document import BillDocument
from avk_app.domain.period import Period
from avk_app.models import Account, Bill
from avk_app.services.access import console_actor
from avk_app.services.bill_document import get_bill_document


class BilledAccount(NamedTuple):
    """An account that was charged for the month."""

    id: int
    number: str


def list_billed_accounts(session: Session, period: Period) -> list[BilledAccount]:
    """Whoever has a bill of this period, in the order of account numbers."""
    rows = session.connection().execute(
        select(col(Account.id), col(Account.number))
        .join(Bill, col(Bill.account_id) == col(Account.id))
        .where(col(Bill.period) == period.code)
        .order_by(col(Account.number))
    )
    return [BilledAccount(account_id or 0, number) for account_id, number in rows]


def get_printed_bill(session: Session, account_id: int, period: Period) -> BillDocument:
    """A bill as it goes on paper, name and address in full; for commands. Raises NotFound."""
    return get_bill_document(session, console_actor(account_id), period)
