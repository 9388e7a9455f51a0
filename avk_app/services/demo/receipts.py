"""Receipts of the demo city's past payments: issued and registered on their day, their letters long sent."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.policy import PolicyKey
from avk_app.domain.receipts import (
    ReceiptKind,
    ReceiptStatus,
    ReceiptSums,
    Taxation,
    advance_kopecks,
    receipt_number,
    vat_kopecks,
)
from avk_app.gateways.fiscal import DemoRegister, FiscalReceipt
from avk_app.models import Account, LedgerEntry, Payment, Receipt
from avk_app.models.payments import PaymentChannel
from avk_app.services.bulk import insert_rows
from avk_app.services.demo.offices import usual_office
from avk_app.services.demo.rows import ReceiptRow
from avk_app.services.id_lists import is_among
from avk_app.services.policy import get_policy_value
from avk_app.services.receipt_registration import fiscal_items
from avk_app.services.receipts import first_status, own_place


def add_receipts(session: Session, seed: int, payment_ids: Collection[int]) -> None:
    """Each as `issue_receipt` makes it on the day of its payment, and as the demo's register answers."""

    @cache
    def vat_percent_on(day: date) -> int:
        return get_policy_value(session, PolicyKey.VAT_PERCENT, day)

    rows = []
    for payment, after_kopecks, email in _list_paid(session, payment_ids):
        advance = advance_kopecks(after_kopecks, payment.amount_kopecks)
        vat_percent = vat_percent_on(payment.paid_on)
        sums = ReceiptSums(payment.amount_kopecks, advance, payment.fee_kopecks, vat_percent)
        row = _issued(seed, payment, sums, email)
        rows.append(_registered(row, sums) if row.status is ReceiptStatus.TO_REGISTER else row)
    insert_rows(session.connection(), Receipt, rows)


def _list_paid(session: Session, payment_ids: Collection[int]) -> Sequence[tuple[Payment, int, str]]:
    """Payments with the balance after each and the e-mail of who paid."""
    return session.exec(
        select(Payment, LedgerEntry.balance_after_kopecks, Account.email)
        .join(LedgerEntry, col(LedgerEntry.payment_id) == col(Payment.id))
        .join(Account, col(Account.id) == col(Payment.account_id))
        .where(is_among(col(Payment.id), payment_ids))
        .order_by(col(Payment.id))
    ).all()


def _issued(seed: int, payment: Payment, sums: ReceiptSums, email: str) -> ReceiptRow:
    is_office = payment.channel is PaymentChannel.OFFICE
    return ReceiptRow(
        number=receipt_number(clock.to_city(payment.received_at).year, payment.id or 0),
        payment_id=payment.id or 0,
        part=0,
        kind=ReceiptKind.INCOME,
        amount_kopecks=sums.amount_kopecks,
        advance_kopecks=sums.advance_kopecks,
        fee_kopecks=sums.fee_kopecks,
        taxation=Taxation.GENERAL,
        vat_percent=sums.vat_percent,
        vat_kopecks=vat_kopecks(sums),
        is_cash=is_office,
        buyer_email=email,
        place=usual_office(seed, payment.account_id) if is_office else own_place(),
        issued_at=payment.received_at,
        status=first_status(payment.channel),
    )


def _registered(row: ReceiptRow, sums: ReceiptSums) -> ReceiptRow:
    document = DemoRegister().register(
        FiscalReceipt(
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
    )
    marks = document.marks
    return row._replace(
        status=ReceiptStatus.REGISTERED,
        is_fiscal=document.is_fiscal,
        register_number=marks.register_number,
        drive_number=marks.drive_number,
        document_number=marks.document_number,
        fiscal_sign=marks.sign,
        registered_at=marks.registered_at,
        attempts=1,
    )
