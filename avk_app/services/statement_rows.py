"""Lines of a statement as the bulk writer takes them, and the accounts that they may be for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from avk_app.domain.statement_matching import Doubt, KnownAccount
from avk_app.models import Account
from avk_app.models.statements import StatementLineStatus
from avk_app.services.id_lists import is_among_texts


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
    )
    return {
        number: KnownAccount(key or 0, number, surname, closed_on) for key, number, surname, closed_on in rows
    }
