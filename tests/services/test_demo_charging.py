"""The demo city's past: charged by the real engine, paid for, restartable, and whole."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from avk_app.errors import ConfigError
from avk_app.models import Bill, BillingError, ChargeLine, LedgerEntry, OfficePayment, Payment, Receipt
from avk_app.models.billing import LineKind
from avk_app.models.payments import PaymentChannel
from avk_app.models.users import Role
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.demo import charging
from avk_app.services.demo.charging import charge_city, needs_charging
from avk_app.services.demo.city import FIRST_HOME, SECOND_HOME, SHOWCASE, CityPlan
from avk_app.services.demo.load import load_city
from avk_app.services.ledger import get_balance
from avk_app.services.office_payments import cancel_office_payment
from tests.actors import staff_actor

pytestmark = pytest.mark.slow

PLAN = CityPlan(seed=20_261, accounts=60, months=10, today=date(2026, 11, 22))


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 22, 6, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def city(fresh_engine: Engine) -> Engine:
    with transaction(fresh_engine) as session:
        load_city(session, PLAN)
    return fresh_engine


def _bills(session: Session, account_id: int) -> list[Bill]:
    query = select(Bill).where(col(Bill.account_id) == account_id).order_by(col(Bill.period))
    return list(session.exec(query))


def _lines(session: Session) -> list[tuple[ChargeLine, int]]:
    """Each charge line with its account."""
    query = select(ChargeLine, Bill.account_id).join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
    return list(session.exec(query))


def _entries(engine: Engine) -> list[tuple[object, ...]]:
    with reading(engine) as session:
        rows = session.exec(
            select(LedgerEntry).order_by(col(LedgerEntry.account_id), col(LedgerEntry.sequence))
        )
        return [
            (row.account_id, row.sequence, row.kind, row.amount_kopecks, row.effective_on) for row in rows
        ]


def test_without_a_demo_city_nothing_is_charged(fresh_engine: Engine) -> None:
    assert not needs_charging(fresh_engine, 5_000)
    with pytest.raises(ConfigError, match="no demo city"):
        charge_city(fresh_engine)


def test_the_house_of_the_showcase_was_dry_and_only_its_newest_bill_is_lower(city: Engine) -> None:
    charge_city(city)
    charge_city(city)
    with reading(city) as session:
        credited = [(line, owner) for line, owner in _lines(session) if line.kind is LineKind.CREDIT]
        assert [(owner, line.service, line.period) for line, owner in credited] == [
            (SHOWCASE, "water", 202610)
        ]
        credit, _owner = credited[0]
        charge = session.exec(
            select(ChargeLine.amount_kopecks).where(
                col(ChargeLine.bill_id) == credit.bill_id, col(ChargeLine.service) == "water"
            )
        ).first()
        assert credit.amount_kopecks == -round((charge or 0) * 12 * 15 / 10_000)


def test_every_month_is_charged_nobody_fails_and_the_books_are_whole(city: Engine) -> None:
    assert needs_charging(city, PLAN.accounts)
    assert not needs_charging(city, PLAN.accounts - 1)
    charged = charge_city(city)
    assert (charged.months, charged.failed) == (PLAN.months, 0)
    assert not needs_charging(city, PLAN.accounts)
    with reading(city) as session:
        assert session.exec(select(func.count(col(BillingError.id)))).one() == 0
        assert session.exec(select(func.count(col(Payment.id)))).one() == charged.payments > 0
        assert session.exec(select(func.max(col(Payment.paid_on)))).one() < PLAN.today
        assert check_books(session) == []


def test_the_showcase_has_a_story(city: Engine) -> None:
    charge_city(city)
    with reading(city) as session:
        bills = _bills(session, SHOWCASE)
        kinds = {line.kind for line, owner in _lines(session) if owner == SHOWCASE}
        assert kinds == set(LineKind)
        assert 0 < sum(bill.penalty_kopecks for bill in bills) < 1_000
        assert (bills[-1].period, bills[-1].opening_kopecks) == (202610, 0)
        assert get_balance(session, SHOWCASE).kopecks == bills[-1].due_kopecks > 0
        assert get_balance(session, FIRST_HOME).kopecks == 0
        assert get_balance(session, SECOND_HOME).kopecks < 0


def test_charging_that_was_broken_off_ends_the_same(city: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall_over(*_arguments: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(charging, "_take_in_payments", fall_over)
        with pytest.raises(KeyboardInterrupt):
            charge_city(city)
    assert needs_charging(city, PLAN.accounts)
    charge_city(city)
    entries = _entries(city)
    charge_city(city)
    assert _entries(city) == entries
    with reading(city) as session:
        assert check_books(session) == []


def test_months_without_rules_are_left_out(fresh_engine: Engine) -> None:
    with transaction(fresh_engine) as session:
        load_city(session, replace(PLAN, accounts=3, months=40))
    assert charge_city(fresh_engine).months == 24


def test_what_was_paid_in_an_office_was_taken_by_the_cashier_and_can_be_cancelled(city: Engine) -> None:
    charge_city(city)
    with transaction(city) as session:
        in_office = select(Payment.id, Payment.paid_on, Receipt.place).join(
            Receipt, col(Receipt.payment_id) == col(Payment.id)
        )
        paid = set(session.exec(in_office.where(col(Payment.channel) == PaymentChannel.OFFICE)))
        taken = set(
            session.exec(select(OfficePayment.payment_id, OfficePayment.taken_on, OfficePayment.office))
        )
        assert taken == paid != set()
        payment_id, _day, _office = min(taken)
        cancel_office_payment(session, staff_actor(session, Role.ADMINISTRATOR), payment_id, "не тот счёт")
        assert check_books(session) == []
