"""Lines of a statement as the bulk writer takes them, and the accounts that they may be for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from avk_app.domain.statement_matching import Doubt, KnownAccount
from avk_app.models import Account
from avk_app.models.statements import StatementLineStatus
from avk_app.services.billing_compute import load_balances
from avk_app.services.id_lists import is_among_texts
from avk_app.services.ledger import Balance

_NOTHING = Balance(0, 0)


class StatementLineRow(NamedTuple):
    """A row of `bank_statement_line`; the database numbers it."""

    fingerprint: str
    operation_on: date
    document_number: str
    amount_kopecks: int
    payer_name: str
    payer_account: str
    purpose: str
    status: StatementLineStatus
    doubt: Doubt | None
    payment_id: int | None
    imported_at: datetime


def load_known_accounts(session: Session, numbers: Iterable[str]) -> dict[str, KnownAccount]:
    """Those of the numbers that are accounts."""
    rows = session.exec(
        select(col(Account.id), col(Account.number), col(Account.surname), col(Account.closed_on)).where(
            is_among_texts(col(Account.number), numbers)
        )
    ).all()
    balances = load_balances(session, [key or 0 for key, _number, _surname, closed_on in rows if closed_on])
    return {
        number: KnownAccount(key or 0, number, surname, closed_on, balances.get(key or 0, _NOTHING).kopecks)
        for key, number, surname, closed_on in rows
    }
