"""Receipts as documents: for whom they belong to, and for the letter that brings them."""

from collections.abc import Collection

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.config import get_settings
from avk_app.domain.period import Period
from avk_app.domain.receipts import (
    FiscalMarks,
    ReceiptDocument,
    ReceiptKind,
    ReceiptStatus,
    ReceiptSums,
    receipt_check_code,
    receipt_number_in,
)
from avk_app.errors import NotFound
from avk_app.gateways.requisites import provider_on
from avk_app.models import Account, Payment, Receipt
from avk_app.services.access import Actor, may_see_account
from avk_app.services.id_lists import is_among


def get_receipt(session: Session, actor: Actor, typed_number: str) -> ReceiptDocument:
    """A receipt of an account that the actor may see. Raises NotFound for any other number."""
    number = receipt_number_in(typed_number)
    return _get(session, col(Receipt.number) == number, may_see_account(actor))


def load_receipt(session: Session, receipt_id: int) -> ReceiptDocument:
    """A receipt whoever it belongs to: for letters. Authorisation is the caller's. Raises NotFound."""
    return _get(session, col(Receipt.id) == receipt_id)


def list_receipt_numbers(session: Session, payment_ids: Collection[int]) -> dict[int, str]:
    """The number of each payment's own receipt; payments without one are absent.

    Authorisation is the caller's.
    """
    query = select(Receipt.payment_id, Receipt.number).where(
        is_among(col(Receipt.payment_id), payment_ids), col(Receipt.part) == 0
    )
    return dict(session.exec(query).all())


def sums_of(receipt: Receipt) -> ReceiptSums:
    """What a stored receipt says was paid."""
    return ReceiptSums(
        receipt.amount_kopecks, receipt.advance_kopecks, receipt.fee_kopecks, receipt.vat_percent
    )


def _get(session: Session, *conditions: ColumnElement[bool]) -> ReceiptDocument:
    found = session.exec(
        select(Receipt, Payment, Account.number)
        .join(Payment, col(Payment.id) == col(Receipt.payment_id))
        .join(Account, col(Account.id) == col(Payment.account_id))
        .where(*conditions)
    ).first()
    if found is None:
        raise NotFound("receipt")
    receipt, payment, account_number = found
    return document_of(receipt, payment, account_number, _numbers_by_part(session, receipt))


def _numbers_by_part(session: Session, receipt: Receipt) -> dict[int, str]:
    query = select(Receipt.part, Receipt.number).where(col(Receipt.payment_id) == receipt.payment_id)
    return dict(session.exec(query.order_by(col(Receipt.part))).all())


def document_of(
    receipt: Receipt, payment: Payment, account_number: str, numbers: dict[int, str]
) -> ReceiptDocument:
    """A receipt as it is shown; `numbers` are those of the payment's receipts by part."""
    sums, key = sums_of(receipt), get_settings().signing_key()
    seller = provider_on(clock.to_city(receipt.issued_at).date()).payee
    is_return = receipt.kind is ReceiptKind.RETURN
    return ReceiptDocument(
        number=receipt.number,
        check_code=receipt_check_code(key, receipt.number, sums.total_kopecks),
        kind=receipt.kind,
        status=receipt.status,
        is_fiscal=receipt.is_fiscal,
        issued_at=receipt.issued_at,
        paid_on=payment.paid_on,
        account_number=account_number,
        channel=payment.channel,
        is_cash=receipt.is_cash,
        named_period=Period.from_code(payment.named_period) if payment.named_period else None,
        sums=sums,
        taxation=receipt.taxation,
        buyer_email=receipt.buyer_email,
        place=receipt.place,
        seller=seller.name,
        seller_inn=seller.inn,
        fiscal=_marks(receipt),
        original=numbers.get(0, "") if is_return else "",
        returns=() if is_return else tuple(number for part, number in numbers.items() if part),
    )


def _marks(receipt: Receipt) -> FiscalMarks | None:
    if receipt.status is not ReceiptStatus.REGISTERED or receipt.registered_at is None:
        return None
    return FiscalMarks(
        receipt.register_number,
        receipt.drive_number,
        receipt.document_number,
        receipt.fiscal_sign,
        receipt.registered_at,
    )
