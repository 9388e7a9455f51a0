"""The charge lines of one account: cases on both sides of each boundary, and properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.billing import (
    ChargedService,
    ChargeLine,
    Household,
    MonthRules,
    NobodyRegistered,
    Water,
    charge_lines,
)
from avk_app.domain.consumption import DialReading, MeterLife
from avk_app.domain.metering import (
    BilledMeter,
    EstimateTerms,
    Lapse,
    Method,
    ReadingGoesBack,
    Verification,
    lapses_between,
)
from avk_app.domain.period import Period
from avk_app.domain.recalculation import Charged, recalculations

START = Period(2025, 12)
BEFORE = START.plus(-1)
RULES = MonthRules(
    {ChargedService.WATER: 1899, ChargedService.WASTEWATER: 2310},
    {Water.COLD: 4_340, Water.HOT: 3_000},
    300,
    EstimateTerms(average_months=6, minimum_months=3, average_periods=3, lapsed_periods=3),
)
FAMILY = Household(persons=3, has_hot_water=False, meter_refused_on=None, opened_on=date(2020, 1, 1))


def meter(
    *values: int | None, initial: int = 0, due: date = date(2030, 1, 1), digits: int = 5
) -> BilledMeter:
    """A meter installed in December 2025 with one value a month from then on; None is silence."""
    readings = tuple(
        DialReading(START.plus(month), value) for month, value in enumerate(values) if value is not None
    )
    return BilledMeter(1, MeterLife(digits, START, initial, None, readings), due)


def water_line(cold: BilledMeter | None, months: int, household: Household = FAMILY) -> ChargeLine:
    meters = {Water.COLD: [cold] if cold else []}
    return charge_lines(meters, START.plus(months), household, RULES)[0]


def as_charged(line: ChargeLine) -> Charged:
    return Charged(line.volume_litres, line.amount_kopecks, line.method)


def test_the_checked_month() -> None:
    meters = {Water.COLD: [meter(7_412)], Water.HOT: [meter(3_105)]}
    lines = charge_lines(meters, START, FAMILY, RULES)
    assert [line.amount_kopecks for line in lines] == [140_75, 242_94]
    assert [line.volume_litres for line in lines] == [7_412, 10_517]


def test_a_silent_month_is_charged_by_the_average_of_the_last_six() -> None:
    values = [100_000, 101_000, 103_000, 106_000, 110_000, 115_000, 121_000]
    line = water_line(meter(*values), len(values))
    assert (line.method, line.volume_litres) == (Method.AVERAGE, 3_500)


def test_fewer_than_three_months_of_data_mean_the_norm_at_once() -> None:
    assert water_line(meter(1_000, 2_000), 2).method is Method.NORM
    assert water_line(meter(1_000, 2_000, 3_000), 3).method is Method.AVERAGE


def test_the_average_holds_for_three_periods_and_no_longer() -> None:
    silent = meter(1_000, 2_000, 3_000)
    methods = [water_line(silent, month).method for month in range(3, 7)]
    assert methods == [Method.AVERAGE] * 3 + [Method.NORM]


def test_a_lapsed_verification_is_average_for_three_periods_and_raised_after() -> None:
    lapsed = meter(*(month * 1_000 for month in range(1, 12)), due=date(2026, 3, 31))
    methods = [water_line(lapsed, month).method for month in range(3, 8)]
    assert methods == [Method.METER] + [Method.AVERAGE] * 3 + [Method.RAISED_NORM]


def test_no_readings_alone_never_raise_the_norm() -> None:
    line = water_line(meter(1_000, 2_000, 3_000), 9)
    assert (line.method, line.coefficient_hundredths) == (Method.NORM, 100)


@pytest.mark.parametrize(
    ("refused_on", "coefficient"),
    [(None, 100), (START.first_day, 300), (START.day(2), 100)],
)
def test_an_account_without_a_meter_pays_the_norm(refused_on: date | None, coefficient: int) -> None:
    household = FAMILY._replace(meter_refused_on=refused_on)
    lines = charge_lines({}, START, household, RULES)
    assert [line.coefficient_hundredths for line in lines] == [coefficient, 100]
    assert [line.volume_litres for line in lines] == [13_020, 13_020]


def test_a_dial_that_began_again_is_counted_through_zero() -> None:
    rolled = BilledMeter(
        1,
        MeterLife(5, START, 99_998_000, None, (DialReading(START, 1_500, rolled_over=True),)),
        date(2030, 1, 1),
    )
    assert water_line(rolled, 0).volume_litres == 3_500


def test_a_turn_that_a_doubted_reading_showed_is_counted_with_the_next_one() -> None:
    """99,998 m³, then 3 that nobody has looked at yet, then 8 and 13: the dial turned once."""
    values = (99_998_000, 3_000, 8_000, 13_000)
    readings = [DialReading(START.plus(month), value) for month, value in enumerate(values)]
    readings[1] = readings[1]._replace(rolled_over=True, is_settled=False)
    cold = BilledMeter(1, MeterLife(5, START, 99_990_000, None, tuple(readings)), date(2030, 1, 1))
    assert [water_line(cold, month).volume_litres for month in range(4)] == [8_000, 5_000, 5_000, 5_000]


def test_a_doubted_turn_that_was_none_adds_nothing() -> None:
    doubted = DialReading(START.plus(1), 3_000, rolled_over=True, is_settled=False)
    known = meter(99_990_000, None, 99_994_000)
    first, last = known.life.readings
    cold = known._replace(life=known.life._replace(readings=(first, doubted, last)))
    assert water_line(cold, 2).volume_litres == 2_000


def test_a_reading_that_goes_back_names_the_meter() -> None:
    with pytest.raises(ReadingGoesBack) as caught:
        water_line(meter(5_000, 4_000), 1)
    assert (caught.value.meter_id, caught.value.period) == (1, START.plus(1))


def test_nobody_registered_and_no_meter_is_said() -> None:
    with pytest.raises(NobodyRegistered):
        water_line(None, 0, FAMILY._replace(persons=0))


def test_an_account_pays_the_norm_for_the_days_it_was_open() -> None:
    opened = FAMILY._replace(opened_on=date(2025, 12, 17))
    assert water_line(None, 0, opened).volume_litres == 6_300
    assert charge_lines({}, Period(2025, 11), opened, RULES) == []


def test_a_replaced_meter_adds_both_dials() -> None:
    old = BilledMeter(
        1,
        MeterLife(
            5, Period(2020, 1), 0, START, (DialReading(START.plus(-1), 50_000), DialReading(START, 52_000))
        ),
        date(2030, 1, 1),
    )
    new = meter(1_200, initial=200)
    lines = charge_lines({Water.COLD: [old, new]}, START, FAMILY, RULES)
    assert lines[0].volume_litres == 3_000


def test_a_late_reading_gives_each_period_a_line_of_its_own() -> None:
    known, later = meter(1_000, 2_000, 3_000), meter(1_000, 2_000, 3_000, None, 9_001)
    before = water_line(known, 3)
    charged = {
        (before.service, before.period): Charged(before.volume_litres, before.amount_kopecks, before.method)
    }
    (line,) = recalculations(charged, [water_line(later, 3)])
    assert (line.period, line.volume_litres) == (START.plus(3), 2_000)
    assert before.volume_litres + line.volume_litres + water_line(later, 4).volume_litres == 6_001


HISTORIES = st.lists(st.none() | st.integers(0, 30_000), min_size=1, max_size=30)


@given(HISTORIES)
def test_after_a_late_reading_the_volumes_add_up_to_the_dial(steps: list[int | None]) -> None:
    """Month by month with what was known then, recalculated whenever a reading came."""
    charged: dict[tuple[ChargedService, Period], Charged] = {}
    total, values, dial = 0, [], 0
    for month, step in enumerate(steps):
        dial += step or 0
        values.append(None if step is None else dial)
        known = meter(*values)
        now = [water_line(known, earlier) for earlier in range(month + 1)]
        for difference in recalculations(charged, now[:-1]):
            key = (difference.service, difference.period)
            charged[key] = Charged(
                difference.now.volume_litres, difference.now.amount_kopecks, difference.now.method
            )
            total += difference.volume_litres
        charged[now[-1].service, now[-1].period] = as_charged(now[-1])
        total += now[-1].volume_litres
        if step is not None:
            assert total == dial
    assert total == sum(entry.volume_litres for entry in charged.values())


def lapsed_meter() -> BilledMeter:
    """Read every month, its verification expired in months 6 to 9, verified again in month 10."""
    lapse = Lapse(START.plus(6), START.plus(9))
    return meter(*(1_000 * month for month in range(1, 15)))._replace(lapses=(lapse,))


def test_readings_of_a_lapse_are_not_trusted_after_the_next_verification_either() -> None:
    methods = [water_line(lapsed_meter(), month).method for month in range(5, 14)]
    assert methods == [Method.METER, *[Method.AVERAGE] * 3, *[Method.RAISED_NORM], Method.NORM] + (
        [Method.METER] * 3
    )


def test_the_first_reading_after_a_new_verification_starts_anew() -> None:
    line = water_line(lapsed_meter(), 11)
    (part,) = line.waters[0].meters
    assert (part.since.period, part.volume_litres) == (START.plus(10), 1_000)


def test_an_average_counts_no_month_before_a_lapse() -> None:
    silent = lapsed_meter()
    readings = tuple(r for r in silent.life.readings if r.period <= START.plus(12))
    cold = silent._replace(life=silent.life._replace(readings=readings))
    assert water_line(cold, 13).method is Method.NORM


def test_a_lapse_that_began_before_the_meter_was_installed_is_spanned_by_no_dial() -> None:
    lapse = Lapse(START.plus(-5), START.plus(3))
    turned = DialReading(START.plus(1), 300, rolled_over=True)
    later = (DialReading(START.plus(place), 7_000 + 1_000 * place) for place in (4, 5, 6))
    life = MeterLife(5, START, 99_990_000, None, (turned, *later))
    installed = BilledMeter(1, life, date(2032, 1, 1), (lapse,))
    methods = [water_line(installed, month).method for month in range(5)]
    assert methods == [Method.RAISED_NORM] * 4 + [Method.NORM]
    assert water_line(installed, 5).volume_litres == 1_000


@pytest.mark.parametrize(
    ("due_on", "verified_on", "lapses"),
    [
        (date(2026, 3, 31), date(2026, 4, 30), ()),
        (date(2026, 3, 1), date(2026, 3, 31), ()),
        (date(2026, 3, 31), date(2026, 5, 1), (Lapse(Period(2026, 4), Period(2026, 4)),)),
        (date(2026, 3, 31), date(2026, 2, 1), ()),
    ],
)
def test_a_lapse_is_the_whole_months_between_two_verifications(
    due_on: date, verified_on: date, lapses: tuple[Lapse, ...]
) -> None:
    known = [Verification(verified_on, date(2032, 1, 1)), Verification(date(2020, 1, 1), due_on)]
    assert lapses_between(known) == lapses
