"""Receipts of the demo city: one a payment, as that of its day was made, and nobody is written to."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, col, delete, func, select

from avk_app.config import get_settings
from avk_app.domain.receipts import ReceiptDocument
from avk_app.gateways.fiscal import DemoRegister
from avk_app.gateways.pdf_receipt import render_receipt
from avk_app.models import Account, LedgerEntry, Letter, Payment, Receipt
from avk_app.models.payments import PaymentChannel
from avk_app.services import receipt_registration as registration
from avk_app.services.checks import check_books
from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.demo.charging import charge_city
from avk_app.services.demo.city import FIRST_HOME, SECOND_HOME, SHOWCASE, CityPlan
from avk_app.services.demo.load import load_city
from avk_app.services.ledger import PostedPayment
from avk_app.services.payments import MAX_ROWS, get_payments_page
from avk_app.services.payments_result import MadePayment
from avk_app.services.receipt_document import get_receipt
from avk_app.services.receipts import issue_receipt
from avk_app.view_models.receipt import receipt_view
from avk_app.view_models.receipt_sheet import receipt_sheet
from tests.actors import actor_for
from tests.databases import copy_database

pytestmark = pytest.mark.slow

PLAN = CityPlan(seed=20_261, accounts=60, months=12, today=date(2026, 11, 22))
SMALL = CityPlan(seed=20_261, accounts=12, months=2, today=date(2026, 11, 22))


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 22, 6, tzinfo=UTC), tick=False):
        yield


def _charged(engine: Engine, plan: CityPlan) -> Engine:
    with transaction(engine) as session:
        load_city(session, plan)
    charge_city(engine)
    return engine


def _receipts(session: Session) -> list[Receipt]:
    return list(session.exec(select(Receipt).order_by(Receipt.number)))


def test_every_payment_has_one_and_nobody_is_written_to(fresh_engine: Engine) -> None:
    with reading(_charged(fresh_engine, PLAN)) as session:
        payments = {payment.id: payment for payment in session.exec(select(Payment))}
        receipts = _receipts(session)
        assert sorted(receipt.payment_id for receipt in receipts) == sorted(payments)
        for receipt in receipts:
            paid = payments[receipt.payment_id]
            assert (receipt.amount_kopecks, receipt.fee_kopecks) == (paid.amount_kopecks, paid.fee_kopecks)
            assert receipt.vat_percent == (20 if paid.paid_on.year == 2025 else 22)
            assert bool(paid.fee_kopecks) == (paid.channel in {PaymentChannel.CARD, PaymentChannel.E_WALLET})
        assert not registration.is_receipt_due(session)
        assert not any(receipt.is_fiscal for receipt in receipts)
        assert session.exec(select(func.count(col(Letter.id)))).one() == 0
        assert check_books(session) == []


def test_each_says_what_one_issued_and_registered_on_its_day_says(fresh_engine: Engine) -> None:
    with transaction(_charged(fresh_engine, PLAN)) as session:
        for stored, payment, after_kopecks in _oldest_by_channel(session):
            expected = _facts(stored)
            session.exec(delete(Receipt).where(col(Receipt.id) == stored.id))
            with time_machine.travel(payment.received_at, tick=False):
                posted = _as_posted(payment, after_kopecks)
                issue_receipt(session, posted, place=stored.place, is_cash=stored.is_cash)
                _register_next(session)
            query = select(Receipt).where(Receipt.payment_id == payment.id)
            made = session.exec(query.execution_options(populate_existing=True)).one()
            assert _facts(made) == expected


def _facts(receipt: Receipt) -> dict[str, object]:
    return receipt.model_dump(exclude={"id"})


def _oldest_by_channel(session: Session) -> list[tuple[Receipt, Payment, int]]:
    """One of each channel, and the balance after it."""
    found = session.exec(
        select(Receipt, Payment, LedgerEntry.balance_after_kopecks)
        .join(Payment, col(Payment.id) == col(Receipt.payment_id))
        .join(LedgerEntry, col(LedgerEntry.payment_id) == col(Payment.id))
        .order_by(col(Payment.id).desc())
    ).all()
    oldest = {payment.channel: (receipt, payment, after) for receipt, payment, after in found}
    assert set(oldest) == set(PaymentChannel)
    return list(oldest.values())


def _as_posted(payment: Payment, after_kopecks: int) -> PostedPayment:
    return PostedPayment(
        payment.id or 0,
        payment.account_id,
        payment.channel,
        payment.amount_kopecks,
        payment.fee_kopecks,
        after_kopecks,
    )


def _register_next(session: Session) -> None:
    claimed = registration.claim_receipt(session)
    if claimed:
        registration.mark_registered(session, claimed, DemoRegister().register(claimed.receipt))


def test_each_payment_that_a_person_sees_leads_to_a_page_and_a_paper(fresh_engine: Engine) -> None:
    with transaction(_charged(fresh_engine, PLAN)) as session:
        for account_id in (SHOWCASE, FIRST_HOME, SECOND_HOME):
            actor = actor_for(session, session.get_one(Account, account_id))
            rows = get_payments_page(session, actor, MAX_ROWS).rows
            assert rows
            for row in rows:
                assert isinstance(row, MadePayment)
                _open(get_receipt(session, actor, row.receipt_number))


def _open(document: ReceiptDocument) -> None:
    assert document.number in receipt_view(document).title
    sheet = receipt_sheet(document, get_settings().origin, "localhost/verify")
    assert render_receipt(sheet).startswith(b"%PDF")


def test_the_same_seed_makes_the_same_receipts(template_url: str, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        engine = _charged(build_engine(copy_database(template_url, tmp_path / name)), SMALL)
        with reading(engine) as session:
            made.append([receipt.model_dump() for receipt in _receipts(session)])
        engine.dispose()
    assert made[0] == made[1] != []
