"""Receipts on their way to the cash register: claimed like letters (`claims`), registered once.

A worker killed between the register's answer and `mark_registered` leaves a claim that ends by itself. The
receipt is then sent again under the same number, by which the register knows it and gives the same document.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, update

from avk_app import clock
from avk_app.domain.receipts import ReceiptStatus, ReceiptSums, receipt_items
from avk_app.domain.retries import LONGEST_DELAY, retry_delay
from avk_app.gateways.fiscal import FiscalDocument, FiscalItem, FiscalReceipt
from avk_app.letters.receipt import item_name
from avk_app.models import Receipt
from avk_app.services.claims import MAX_ERROR_LENGTH, claim_next, is_due
from avk_app.services.receipt_document import sums_of
from avk_app.services.receipt_letters import queue_receipt_letter


@dataclass(frozen=True)
class ClaimedReceipt:
    """A receipt this worker alone may register. `attempt` (≥ 1) tells this claim from later ones."""

    receipt_id: int
    attempt: int
    receipt: FiscalReceipt


def is_receipt_due(session: Session) -> bool:
    """Whether there is anything to claim; reads only."""
    return is_due(session, Receipt)


def claim_receipt(session: Session) -> ClaimedReceipt | None:
    """Take the receipt that waits longest, unless another worker has it. The caller commits at once."""
    receipt_id = claim_next(session, Receipt)
    if receipt_id is None:
        return None
    row = session.get_one(Receipt, receipt_id, populate_existing=True)
    return ClaimedReceipt(receipt_id, row.attempts, _for_register(row))


def _for_register(row: Receipt) -> FiscalReceipt:
    sums = sums_of(row)
    return FiscalReceipt(
        number=row.number,
        kind=row.kind,
        taxation=row.taxation,
        items=fiscal_items(sums),
        total_kopecks=sums.total_kopecks,
        is_cash=row.is_cash,
        buyer_email=row.buyer_email,
        place=row.place,
        issued_at=row.issued_at,
    )


def fiscal_items(sums: ReceiptSums) -> tuple[FiscalItem, ...]:
    """A receipt's lines as a register takes them."""
    return tuple(
        FiscalItem(
            name=item_name(item.subject),
            sign=item.sign,
            amount_kopecks=item.amount_kopecks,
            vat_percent=None if item.vat_kopecks is None else sums.vat_percent,
            vat_kopecks=item.vat_kopecks or 0,
        )
        for item in receipt_items(sums)
    )


def mark_registered(session: Session, claimed: ClaimedReceipt, document: FiscalDocument) -> None:
    """Keep the register's marks and queue the letter, once, whoever else may have tried it since."""
    marks = document.marks
    done = session.exec(
        update(Receipt)
        .where(col(Receipt.id) == claimed.receipt_id, col(Receipt.status) != ReceiptStatus.REGISTERED)
        .values(
            status=ReceiptStatus.REGISTERED,
            is_fiscal=document.is_fiscal,
            register_number=marks.register_number,
            drive_number=marks.drive_number,
            document_number=marks.document_number,
            fiscal_sign=marks.sign,
            registered_at=marks.registered_at,
            next_attempt_at=None,
            last_error="",
        )
    )
    if done.rowcount:
        queue_receipt_letter(session, claimed.receipt_id)


def mark_failed(session: Session, claimed: ClaimedReceipt, reason: str, *, is_retryable: bool) -> bool:
    """Keep the reason and plan the next attempt: the law wants the receipt, however late.

    False when the register refused this receipt for good; its letter then confirms the payment only.
    """
    delay = (retry_delay(claimed.attempt) or LONGEST_DELAY) if is_retryable else None
    status = ReceiptStatus.TO_REGISTER if delay else ReceiptStatus.FAILED
    noted = session.exec(
        update(Receipt)
        .where(
            col(Receipt.id) == claimed.receipt_id,
            col(Receipt.attempts) == claimed.attempt,
            col(Receipt.status) == ReceiptStatus.TO_REGISTER,
        )
        .values(
            status=status,
            next_attempt_at=clock.now() + delay if delay else None,
            last_error=reason[:MAX_ERROR_LENGTH],
        )
    )
    if noted.rowcount and delay is None:
        queue_receipt_letter(session, claimed.receipt_id)
    return delay is not None
