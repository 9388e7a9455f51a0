"""A reading of a month that was billed already: the next bill puts the month right, to the kopeck."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
import time_machine
from sqlmodel import Session, col, select

from avk_app.domain.metering import Method
from avk_app.domain.readings import ReadingFlag
from avk_app.models import Account, Bill, ChargeLine, Meter
from avk_app.models.billing import LineKind
from avk_app.models.readings import ReadingStatus
from avk_app.money import round_half_up
from avk_app.services.access import Actor
from avk_app.services.bill_preview import find_coming_bill
from avk_app.services.readings_check import check_readings
from avk_app.services.readings_history import get_readings_history
from avk_app.services.readings_submit import submit_readings
from tests.bills import SEPTEMBER, charge, make_rules
from tests.factories import make_account, make_history, make_meter
from tests.services.readings_people import IN_TIME, NOVEMBER, OCTOBER, actor_for, command

AFTER_THE_BILL = datetime(2026, 11, 10, 4, tzinfo=UTC)
USUAL = range(370_000, 413_000, 7_000)
WATER_IN_OCTOBER = 20_85


class Flat(NamedTuple):
    account: Account
    meter: Meter
    actor: Actor


@pytest.fixture
def flat(session: Session) -> Flat:
    """One meter that used seven cubic metres every month until September."""
    make_rules(session)
    account = make_account(session)
    meter = make_meter(session, account)
    make_history(session, meter, SEPTEMBER, *USUAL)
    return Flat(account, meter, actor_for(session, account))


def _hand_over(session: Session, flat: Flat, value: str, moment: datetime) -> None:
    period = NOVEMBER if moment == IN_TIME else OCTOBER
    sent = command((flat.meter, value), key=f"{value} {moment:%d.%m}", period=period, is_confirmed=True)
    with time_machine.travel(moment, tick=False):
        submit_readings(session, flat.actor, sent)


def _water(session: Session, flat: Flat) -> list[ChargeLine]:
    query = (
        select(ChargeLine)
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(col(Bill.account_id) == flat.account.id, col(ChargeLine.service) == "water")
        .order_by(col(ChargeLine.id))
    )
    return list(session.exec(query))


def test_a_late_reading_puts_a_month_billed_by_average_right(session: Session, flat: Flat) -> None:
    charge(session, flat.account, OCTOBER)
    _hand_over(session, flat, "421,500", AFTER_THE_BILL)
    _hand_over(session, flat, "427", IN_TIME)
    charge(session, flat.account, NOVEMBER)
    by_average, november, october = _water(session, flat)
    assert (by_average.method, by_average.volume_litres) == (Method.AVERAGE, 7_000)
    assert (november.method, november.volume_litres) == (Method.METER, 5_500)
    assert (october.kind, october.period, october.volume_litres) == (
        LineKind.RECALCULATION,
        OCTOBER.code,
        2_500,
    )
    assert by_average.amount_kopecks + october.amount_kopecks == round_half_up(9_500 * WATER_IN_OCTOBER, 1000)


@pytest.mark.parametrize("corrected_litres", [420_333, 417_777])
def test_a_late_correction_charges_what_it_would_have_cost_in_time(
    session: Session, flat: Flat, corrected_litres: int
) -> None:
    in_october = datetime(2026, 10, 22, 4, tzinfo=UTC)
    _hand_over(session, flat, "419", in_october)
    charge(session, flat.account, OCTOBER)
    _hand_over(session, flat, f"{corrected_litres / 1000:.3f}", AFTER_THE_BILL)
    _hand_over(session, flat, "427", IN_TIME)
    charge(session, flat.account, NOVEMBER)
    first, november, difference = _water(session, flat)
    used = corrected_litres - USUAL[-1]
    assert first.volume_litres + difference.volume_litres == used
    assert first.amount_kopecks + difference.amount_kopecks == round_half_up(used * WATER_IN_OCTOBER, 1000)
    assert sum(line.volume_litres for line in (first, november, difference)) == 427_000 - USUAL[-1]


def test_the_history_and_the_coming_bill_count_a_late_reading(session: Session, flat: Flat) -> None:
    _hand_over(session, flat, "421,500", AFTER_THE_BILL)
    typed = command((flat.meter, "427"))
    with time_machine.travel(IN_TIME, tick=False):
        newest = get_readings_history(session, flat.actor, flat.meter.id).rows[0].reading
        bill = find_coming_bill(session, flat.actor, NOVEMBER, check_readings(session, flat.actor, typed))
    assert (newest.period, newest.status) == (OCTOBER, ReadingStatus.ACCEPTED)
    assert newest.flags == (ReadingFlag.LATE,)
    assert bill is not None
    assert {line.volume_litres for line in bill.lines} == {5_500}


def test_a_correction_under_review_takes_nothing_away_from_a_billed_month(
    session: Session, flat: Flat
) -> None:
    _hand_over(session, flat, "419", datetime(2026, 10, 22, 4, tzinfo=UTC))
    charge(session, flat.account, OCTOBER)
    _hand_over(session, flat, "752", AFTER_THE_BILL)
    _hand_over(session, flat, "760", IN_TIME)
    charge(session, flat.account, NOVEMBER)
    assert [line.volume_litres for line in _water(session, flat) if line.period == OCTOBER.code] == [7_000]
