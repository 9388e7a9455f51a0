"""The raised norm in bills: what it answers for, what it leaves alone, and how a mistake is put right."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlmodel import Session, col, func, select

from avk_app.domain.metering import Method, Verification
from avk_app.domain.period import Period
from avk_app.models import Account, Bill, ChargeLine
from avk_app.models.meters import MeterKind
from avk_app.services.meter_verifications import record_verifications
from avk_app.services.rules import load_rules
from tests.billing import bill_month
from tests.factories import make_account, make_history, make_meter, make_reading

JUNE = Period(2026, 6)


@pytest.fixture(autouse=True)
def _rules(session: Session) -> None:
    load_rules(session)


def _bill(session: Session, account: Account, months: range) -> list[Method]:
    """What the water of each month was charged by in its own bill."""
    bills = [bill_month(session, account, JUNE.plus(month)) for month in months]
    return [bill.lines[0].method for bill in bills]


def _litres(session: Session, account: Account, service: str) -> int:
    query = (
        select(func.sum(ChargeLine.volume_litres))
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(col(Bill.account_id) == account.id, col(ChargeLine.service) == service)
    )
    return session.exec(query).one()


def test_months_raised_for_want_of_a_paper_are_put_right_when_it_comes(session: Session) -> None:
    """Verified in June in time and read every month; the utility hears of it in December."""
    account = make_account(session)
    meter = make_meter(
        session, account, installed_on=date(2025, 6, 10), verification_due_on=date(2026, 6, 10)
    )
    make_history(session, meter, JUNE.plus(6), *range(3_000, 60_000, 3_000))
    assert _bill(session, account, range(6)) == [
        Method.METER,
        *[Method.AVERAGE] * 3,
        *[Method.RAISED_NORM] * 2,
    ]
    with time_machine.travel(datetime(2026, 12, 5, tzinfo=UTC), tick=False):
        record_verifications(session, [(meter.id or 0, Verification(date(2026, 6, 9), date(2032, 6, 9)))])
    _bill(session, account, range(6, 7))
    assert _litres(session, account, "water") == 7 * 3_000


def test_wastewater_follows_its_cold_part_while_the_hot_one_is_raised(session: Session) -> None:
    account = make_account(session)
    cold = make_meter(session, account)
    make_meter(session, account, kind=MeterKind.HOT, verification_due_on=date(2025, 6, 1))
    make_history(session, cold, JUNE, *range(5_000, 45_000, 5_000))
    hot = 0
    for month in range(4):
        if month == 3:
            make_reading(session, cold, JUNE.plus(3), 40_600)
        bill = bill_month(session, account, JUNE.plus(month))
        hot += bill.lines[1].waters[1].volume_litres
    assert _litres(session, account, "water") == 5_000 + 600
    assert _litres(session, account, "wastewater") == 5_000 + 600 + hot


def test_whoever_refused_access_twice_pays_the_raised_norm_from_the_next_month(session: Session) -> None:
    account = make_account(session, meter_refused_on=date(2026, 7, 15))
    make_history(session, make_meter(session, account), JUNE.plus(3), *range(1_000, 13_000, 1_000))
    assert _bill(session, account, range(4)) == [Method.METER] * 2 + [Method.RAISED_NORM] * 2
