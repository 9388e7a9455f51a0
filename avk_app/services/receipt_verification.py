"""Whether a receipt is genuine: anybody may ask, and learns nothing that the receipt does not say."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from avk_app.domain.receipts import ReceiptKind, receipt_in_code, receipt_number_in
from avk_app.models import Receipt
from avk_app.services.paper_checks import PaperQuestion, is_genuine, require_number
from avk_app.services.receipt_document import sums_of


@dataclass(frozen=True)
class GenuineReceipt:
    """What a genuine receipt says of itself; `is_fiscal` when a real cash register registered it."""

    number: str
    kind: ReceiptKind
    issued_at: datetime
    total_kopecks: int
    is_fiscal: bool


def verify_receipt(session: Session, question: PaperQuestion) -> GenuineReceipt | None:
    """The receipt with this number and code; None when the utility issued no such receipt.

    Raises InvalidInput (`receipt_number_format`, `receipt_code_empty`), TooManyAttempts.
    """
    number = require_number(question, receipt_number_in(question.number), "receipt")
    receipt = session.exec(select(Receipt).where(col(Receipt.number) == number)).first()
    total_kopecks = sums_of(receipt).total_kopecks if receipt else None
    if not is_genuine(session, receipt_in_code(number), total_kopecks, question) or receipt is None:
        return None
    return GenuineReceipt(
        number, receipt.kind, receipt.issued_at, sums_of(receipt).total_kopecks, receipt.is_fiscal
    )
