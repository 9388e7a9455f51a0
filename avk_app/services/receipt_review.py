"""Receipts that the cash register refused: a person puts right what was wrong and has them sent again."""

from dataclasses import dataclass

from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.receipts import ReceiptStatus
from avk_app.models import Receipt
from avk_app.services import audit
from avk_app.services.access import Actor, may_handle_money
from avk_app.services.console import Console, console_or, session_of

MOST_LISTED = 500


@dataclass(frozen=True)
class RefusedReceipt:
    """A receipt that was refused for good, and why."""

    number: str
    reason: str


def list_refused_receipts(session: Session, actor: Actor | Console) -> list[RefusedReceipt]:
    """What was refused, oldest first, at most 500. Others than money staff see nothing."""
    rows = session.exec(
        select(Receipt.number, Receipt.last_error)
        .where(col(Receipt.status) == ReceiptStatus.FAILED, console_or(may_handle_money, actor))
        .order_by(col(Receipt.id))
        .limit(MOST_LISTED)
    )
    return [RefusedReceipt(*row) for row in rows]


def retry_refused_receipts(session: Session, actor: Actor | Console) -> int:
    """Have every refused receipt sent again under its number; how many. None for others than money staff."""
    done = session.exec(
        update(Receipt)
        .where(col(Receipt.status) == ReceiptStatus.FAILED, console_or(may_handle_money, actor))
        .values(status=ReceiptStatus.TO_REGISTER, next_attempt_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if done.rowcount:
        audit.record(session, session_of(actor), "receipt.retry", "receipt", None, str(done.rowcount))
    return done.rowcount
