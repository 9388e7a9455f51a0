"""Accounts that closed and meters that went, told late: the next bill puts right what was charged before."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from avk_app.domain.period import Period
from avk_app.domain.register import RegisterReading
from avk_app.models import Account, Bill, ChargeLine
from avk_app.models.billing import LineKind
from avk_app.services.billing_comparison import compare_month
from avk_app.services.billing_run import run_billing
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance
from avk_app.services.policy import load_policy
from avk_app.services.register_endings import Removal, close_accounts, remove_meters
from avk_app.services.tariffs import load_tariffs
from tests.factories import make_account, make_history, make_meter, make_reading

JULY, AUGUST, SEPTEMBER = (Period(2026, month) for month in (7, 8, 9))
TOLD_ON = datetime(2026, 9, 10, tzinfo=UTC)


@pytest.fixture
def town(fresh_engine: Engine) -> Iterator[Engine]:
    """One account by the norm and one by a meter, charged for July and August."""
    with transaction(fresh_engine) as session:
        load_policy(session)
        load_tariffs(session)
        make_account(session)
        make_history(session, make_meter(session, make_account(session)), AUGUST, 1_000, 4_000, 7_000)
    _run(fresh_engine, JULY, AUGUST)
    return fresh_engine


def _run(engine: Engine, *periods: Period) -> None:
    for period in periods:
        after = period.plus(1)
        assert run_billing(engine, period, datetime(after.year, after.month, 2, tzinfo=UTC)).failed == []


def _recalculated(session: Session, account_id: int, period: Period) -> list[int]:
    """What the bill of a period takes back of earlier months, water and wastewater together."""
    query = (
        select(ChargeLine.amount_kopecks)
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(col(Bill.account_id) == account_id, col(Bill.period) == period.code)
        .where(col(ChargeLine.kind) == LineKind.RECALCULATION)
        .order_by(col(ChargeLine.id))
    )
    return list(session.exec(query))


def _is_sound(engine: Engine, *periods: Period) -> bool:
    """The books are whole, and each month comes out as it was posted."""
    with reading(engine) as session:
        assert check_books(session) == []
    return not any(compare_month(engine, period).differences for period in periods)


def test_an_account_that_turns_out_to_have_closed_pays_for_nothing_after_it(town: Engine) -> None:
    with transaction(town) as session, time_machine.travel(TOLD_ON, tick=False):
        close_accounts(session, [(1, date(2026, 7, 31))])
    with reading(town) as session:
        august = -session.exec(select(Bill.charged_kopecks).where(Bill.account_id == 1)).all()[1]
        owed = get_balance(session, 1).kopecks
    _run(town, SEPTEMBER)
    with reading(town) as session:
        assert sum(_recalculated(session, 1, SEPTEMBER)) == august < 0
        penalty = session.exec(select(Bill.penalty_kopecks).where(Bill.account_id == 1)).all()[2]
        assert get_balance(session, 1).kopecks == owed + august + penalty
    _run(town, SEPTEMBER.plus(1))
    with reading(town) as session:
        assert len(session.exec(select(Bill).where(Bill.account_id == 1)).all()) == 3
    assert _is_sound(town, JULY, AUGUST, SEPTEMBER)


def test_a_closing_inside_a_charged_month_leaves_its_days(town: Engine) -> None:
    with transaction(town) as session, time_machine.travel(TOLD_ON, tick=False):
        close_accounts(session, [(1, date(2026, 8, 15))])
    _run(town, SEPTEMBER)
    with reading(town) as session:
        august = session.exec(select(Bill.charged_kopecks).where(Bill.account_id == 1)).all()[1]
        taken_back = -sum(_recalculated(session, 1, SEPTEMBER))
    assert abs(taken_back * 31 - august * 16) < 31 * 100
    assert _is_sound(town, JULY, AUGUST, SEPTEMBER)


def test_a_closing_known_in_time_needs_no_correction(town: Engine) -> None:
    with transaction(town) as session, time_machine.travel(TOLD_ON, tick=False):
        close_accounts(session, [(1, date(2026, 9, 5))])
    _run(town, SEPTEMBER, SEPTEMBER.plus(1))
    with reading(town) as session:
        bills = session.exec(select(Bill.charged_kopecks).where(Bill.account_id == 1)).all()
        assert _recalculated(session, 1, SEPTEMBER) == []
    assert len(bills) == 3
    assert 0 < bills[2] < bills[1]
    assert _is_sound(town, JULY, AUGUST, SEPTEMBER)


def test_a_meter_replaced_in_a_charged_month_is_charged_by_both_dials(town: Engine) -> None:
    with transaction(town) as session, time_machine.travel(TOLD_ON, tick=False):
        remove_meters(session, [Removal(1, date(2026, 8, 10), RegisterReading(5_000, date(2026, 8, 10)))])
        account_id = 2
        account = session.get_one(Account, account_id)
        new = make_meter(session, account, installed_on=date(2026, 8, 10), entered_at=TOLD_ON)
        make_reading(session, new, AUGUST, 500, received_at=TOLD_ON)
        make_reading(session, new, SEPTEMBER, 2_500)
    _run(town, SEPTEMBER)
    with reading(town) as session:
        query = (
            select(ChargeLine.period, ChargeLine.volume_litres)
            .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
            .where(col(Bill.account_id) == account_id, col(ChargeLine.service) == "water")
            .order_by(col(ChargeLine.id))
        )
        volumes: dict[int, int] = {}
        for period, litres in session.exec(query):
            volumes[period] = volumes.get(period, 0) + litres
    assert volumes == {JULY.code: 3_000, AUGUST.code: 1_500, SEPTEMBER.code: 2_000}
    assert _is_sound(town, JULY, AUGUST, SEPTEMBER)
