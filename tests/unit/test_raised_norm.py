"""When the norm is raised: each cause on both sides of its boundary, and never for silence alone."""

from datetime import date

import pytest

from avk_app.domain.billing import ChargedService, ChargeLine, Household, MonthRules, Water, charge_lines
from avk_app.domain.consumption import DialReading, MeterLife
from avk_app.domain.metering import BilledMeter, EstimateTerms, Lapse, Method
from avk_app.domain.period import Period
from avk_app.domain.recalculation import Charged, recalculations

START = Period(2026, 1)
RULES = MonthRules(
    {ChargedService.WATER: 2085, ChargedService.WASTEWATER: 2536},
    {Water.COLD: 4_340, Water.HOT: 3_000},
    300,
    EstimateTerms(average_months=6, minimum_months=3, average_periods=3, lapsed_periods=3),
)
FAMILY = Household(persons=3, has_hot_water=False, meter_refused_on=None, opened_on=date(2020, 1, 1))
FAR = date(2031, 1, 1)
FINE, AVERAGE, NORM, RAISED = Method.METER, Method.AVERAGE, Method.NORM, Method.RAISED_NORM


def meter(
    read_months: int, due: date = FAR, since: Period = START, until: Period | None = None
) -> BilledMeter:
    """A meter with 1 m³ a month, read in its first so many months."""
    readings = tuple(DialReading(since.plus(at), 1_000 * (at + 1)) for at in range(read_months))
    return BilledMeter(1, MeterLife(5, since, 0, until, readings), due)


def lines(cold: list[BilledMeter], month: int, household: Household = FAMILY) -> list[ChargeLine]:
    return charge_lines({Water.COLD: cold}, START.plus(month), household, RULES)


def methods(cold: list[BilledMeter], months: range, household: Household = FAMILY) -> list[Method]:
    return [lines(cold, month, household)[0].method for month in months]


def test_a_lapse_raises_the_norm_after_more_than_three_periods() -> None:
    lapsed = meter(12, due=START.plus(4).day(31))
    assert methods([lapsed], range(3, 10)) == [FINE, FINE, AVERAGE, AVERAGE, AVERAGE, RAISED, RAISED]


def test_a_silent_meter_whose_verification_lapses_later_is_by_the_plain_norm_until_then() -> None:
    """The average is spent by silence in July; the lapse of August counts its own periods."""
    lapsed = meter(3, due=START.plus(7).day(31))
    assert methods([lapsed], range(3, 13)) == [AVERAGE] * 3 + [NORM] * 5 + [RAISED] * 2


def test_a_meter_without_history_that_lapses_is_by_the_plain_norm_first() -> None:
    assert methods([meter(0, due=START.day(20))], range(6)) == [NORM] * 4 + [RAISED] * 2


def test_a_meter_that_lapsed_for_one_period_and_was_replaced_raises_nothing() -> None:
    replaced_in = START.plus(7)
    old = meter(7, due=START.plus(6).day(31), until=replaced_in)
    new = meter(0, since=replaced_in)._replace(meter_id=2)
    assert methods([old, new], range(6, 10)) == [FINE, NORM, NORM, NORM]


@pytest.mark.parametrize(("periods", "last"), [(3, AVERAGE), (4, RAISED)])
def test_a_lapse_that_is_over_raised_only_what_came_after_its_third_period(
    periods: int, last: Method
) -> None:
    lapse = Lapse(START.plus(6), START.plus(5 + periods))
    cold = meter(16)._replace(lapses=(lapse,))
    assert methods([cold], range(5, 7)) == [FINE, AVERAGE]
    assert methods([cold], range(5 + periods, 6 + periods)) == [last]
    assert methods([cold], range(7 + periods, 8 + periods)) == [FINE]


def test_silence_alone_never_raises_the_norm() -> None:
    assert set(methods([meter(6)], range(9, 40))) == {NORM}


REFUSED_ON = START.plus(5).day(15)
REFUSING = FAMILY._replace(meter_refused_on=REFUSED_ON)


@pytest.mark.parametrize("read_months", [12, 3])
def test_access_refused_twice_raises_the_norm_whatever_is_read(read_months: int) -> None:
    """Nobody could look whether the readings are true."""
    known = methods([meter(read_months)], range(4, 8), REFUSING)
    assert known[:2] == methods([meter(read_months)], range(4, 6))
    assert known[2:] == [RAISED, RAISED]
    water, wastewater = lines([meter(read_months)], 6, REFUSING)
    assert (water.coefficient_hundredths, wastewater.coefficient_hundredths) == (300, 100)
    assert water.waters[0].silent_meter_ids == ()


def test_a_meter_fitted_after_the_refusal_ends_it() -> None:
    fitted_in = START.plus(8)
    assert methods([], range(5, 7), REFUSING) == [NORM, RAISED]
    assert methods([meter(6, since=fitted_in)], range(7, 10), REFUSING) == [RAISED, FINE, FINE]


def as_charged(line: ChargeLine) -> tuple[tuple[ChargedService, Period], Charged]:
    return (line.service, line.period), Charged(line.volume_litres, line.amount_kopecks, line.method)


def test_a_raised_month_is_put_right_when_its_cause_turns_out_false() -> None:
    """The meter was verified in time, and that became known months later."""
    raised = lines([meter(12, due=START.plus(4).day(31))], 8)
    now = lines([meter(12)], 8)
    found = recalculations(dict(map(as_charged, raised)), now)
    assert [one.volume_litres for one in found] == [1_000 - 3 * 4_340] * 2
    assert found[1].amount_kopecks == 20_85 - 814_40


def test_the_other_water_of_a_raised_one_is_recalculated() -> None:
    """Hot is raised for good; cold was silent and is read: wastewater follows its cold part."""
    hot, month = meter(0, due=date(2025, 6, 1)), START.plus(8)
    silent = meter(8)
    readings = (*silent.life.readings, DialReading(month, 8_200))
    read = silent._replace(life=silent.life._replace(readings=readings))
    before, now = (
        charge_lines({Water.COLD: [cold], Water.HOT: [hot]}, month, FAMILY, RULES) for cold in (silent, read)
    )
    assert [line.volume_litres for line in before] == [1_000, 1_000 + 9_000]
    found = recalculations(dict(map(as_charged, before)), now)
    assert [(one.service, one.volume_litres) for one in found] == [
        (ChargedService.WASTEWATER, -800),
        (ChargedService.WATER, -800),
    ]
