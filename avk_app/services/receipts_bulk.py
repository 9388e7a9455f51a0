"""Many receipts at once, each as `issue_receipt` makes it for one payment."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.config import get_settings
from avk_app.domain.policy import PolicyKey
from avk_app.domain.receipts import ReceiptKind, ReceiptStatus, ReceiptSums, advance_kopecks
from avk_app.letters.receipt import receipt_letter
from avk_app.models import Account, LedgerEntry, Payment, Receipt
from avk_app.services.id_lists import is_among
from avk_app.services.letters import queue_letter
from avk_app.services.policy import get_policy_value
from avk_app.services.receipt_document import document_of
from avk_app.services.receipts import new_receipt


def issue_receipts(session: Session, payment_ids: Collection[int]) -> None:
    """Issue the receipts of payments posted in this transaction, none of which has one yet."""
    vat_percent = get_policy_value(session, PolicyKey.VAT_PERCENT, clock.today())
    found = session.exec(
        select(Payment, LedgerEntry.balance_after_kopecks, Account.number, Account.email)
        .join(LedgerEntry, col(LedgerEntry.payment_id) == col(Payment.id))
        .join(Account, col(Account.id) == col(Payment.account_id))
        .where(is_among(col(Payment.id), payment_ids))
        .order_by(col(Payment.id))
    ).all()
    for payment, after_kopecks, account_number, email in found:
        advance = advance_kopecks(after_kopecks, payment.amount_kopecks)
        sums = ReceiptSums(payment.amount_kopecks, advance, payment.fee_kopecks, vat_percent)
        receipt = new_receipt(payment, ReceiptKind.INCOME, 0, sums)
        receipt.buyer_email = email
        session.add(receipt)
        _send_on(session, receipt, payment, account_number)
    session.flush()


def _send_on(session: Session, receipt: Receipt, payment: Payment, account_number: str) -> None:
    """To the cash register, or straight to the payer."""
    if receipt.status is ReceiptStatus.TO_REGISTER:
        receipt.next_attempt_at = receipt.issued_at
    elif receipt.buyer_email:
        letter = receipt_letter(document_of(receipt, payment, account_number, {}), get_settings().origin)
        queue_letter(session, receipt.buyer_email, letter.subject, letter.body)
