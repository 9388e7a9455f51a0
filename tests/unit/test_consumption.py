"""Consumption by month: what the dial counted, spread over silence, never a litre lost."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.consumption import (
    DialReading,
    MeterLife,
    MonthVolume,
    consumption_by_month,
    consumption_of_meter,
    months_between,
    spread_evenly,
)
from avk_app.domain.period import Period

JANUARY = Period(2026, 1)
CAPACITY_OF_FIVE_DIGITS = 100_000_000


def _month(number: int) -> Period:
    return JANUARY.plus(number - 1)


def _meter(
    *readings: DialReading,
    installed_in: Period = JANUARY,
    initial_litres: int = 0,
    removed_in: Period | None = None,
) -> MeterLife:
    return MeterLife(5, installed_in, initial_litres, removed_in, readings)


def test_a_reading_each_month_gives_the_differences() -> None:
    meter = _meter(DialReading(_month(1), 7_412), DialReading(_month(2), 15_000))
    assert consumption_of_meter(meter) == {
        _month(1): MonthVolume(7_412, False),
        _month(2): MonthVolume(7_588, False),
    }


def test_silent_months_share_the_next_difference_and_are_estimated() -> None:
    meter = _meter(DialReading(_month(1), 1_000), DialReading(_month(4), 11_000))
    assert [consumption_of_meter(meter)[_month(number)] for number in (2, 3, 4)] == [
        MonthVolume(3_333, True),
        MonthVolume(3_333, True),
        MonthVolume(3_334, True),
    ]


def test_months_after_the_last_reading_are_unknown() -> None:
    meter = _meter(DialReading(_month(1), 1_000))
    assert consumption_by_month([meter], [_month(1), _month(2)]) == [MonthVolume(1_000, False), None]


def test_a_confirmed_turn_of_the_dial_counts_through_zero() -> None:
    meter = _meter(
        DialReading(_month(1), CAPACITY_OF_FIVE_DIGITS - 2_000),
        DialReading(_month(2), 3_500, rolled_over=True),
    )
    assert consumption_of_meter(meter)[_month(2)] == MonthVolume(5_500, False)


def test_a_correction_downwards_stays_negative() -> None:
    meter = _meter(DialReading(_month(1), 90_000), DialReading(_month(2), 80_000))
    assert consumption_of_meter(meter)[_month(2)] == MonthVolume(-10_000, False)


def test_a_reading_that_is_still_checked_makes_both_its_sides_estimates() -> None:
    meter = _meter(
        DialReading(_month(1), 1_000),
        DialReading(_month(2), 90_000, is_settled=False),
        DialReading(_month(3), 91_000),
    )
    assert [volume.is_estimated for volume in consumption_of_meter(meter).values()] == [False, True, True]


def test_a_meter_replaced_inside_a_month_counts_on_both_dials() -> None:
    old = _meter(DialReading(_month(1), 400_000), DialReading(_month(2), 403_000), removed_in=_month(2))
    new = _meter(DialReading(_month(2), 2_500), installed_in=_month(2), initial_litres=20)
    assert consumption_by_month([old, new], [_month(2)]) == [MonthVolume(3_000 + 2_480, False)]


def test_a_month_with_one_meter_of_two_read_is_estimated() -> None:
    kitchen = _meter(DialReading(_month(1), 3_000))
    bath = _meter()
    assert consumption_by_month([kitchen, bath], [_month(1)]) == [MonthVolume(3_000, True)]


def test_nothing_is_known_without_meters() -> None:
    assert consumption_by_month([], [_month(1)]) == [None]


@given(st.integers(-(10**12), 10**12), st.integers(1, 400))
def test_parts_of_a_spread_add_up_and_differ_by_a_litre_at_most(volume_litres: int, months: int) -> None:
    parts = spread_evenly(volume_litres, months)
    assert len(parts) == months
    assert sum(parts) == volume_litres
    assert max(parts) - min(parts) <= 1


_dials = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, CAPACITY_OF_FIVE_DIGITS - 1), st.booleans()), max_size=30
)


def _readings(steps: Sequence[tuple[int, int, bool]]) -> list[DialReading]:
    period, readings = JANUARY.plus(-1), []
    for months, value_litres, rolled_over in steps:
        period = period.plus(months)
        readings.append(DialReading(period, value_litres, rolled_over))
    return readings


@given(_dials, st.integers(0, CAPACITY_OF_FIVE_DIGITS - 1))
def test_months_add_up_to_the_difference_on_the_dial(
    steps: list[tuple[int, int, bool]], initial_litres: int
) -> None:
    readings = _readings(steps)
    values = [initial_litres, *(reading.value_litres for reading in readings)]
    turns = sum(
        reading.rolled_over and reading.value_litres < before
        for before, reading in zip(values, readings, strict=False)
    )
    volumes = consumption_of_meter(_meter(*readings, initial_litres=initial_litres))
    counted = values[-1] - values[0] + turns * CAPACITY_OF_FIVE_DIGITS
    assert sum(month.volume_litres for month in volumes.values()) == counted


@given(_dials)
def test_every_month_up_to_the_last_reading_has_a_volume(steps: list[tuple[int, int, bool]]) -> None:
    readings = _readings(steps)
    volumes = consumption_of_meter(_meter(*readings))
    expected = list(months_between(JANUARY, readings[-1].period)) if readings else []
    assert list(volumes) == expected


@given(_dials, _dials)
def test_meters_together_are_the_sum_of_each(
    one: list[tuple[int, int, bool]], other: list[tuple[int, int, bool]]
) -> None:
    meters = [_meter(*_readings(one)), _meter(*_readings(other))]
    window = list(months_between(JANUARY, JANUARY.plus(200)))
    together = consumption_by_month(meters, window)
    apart = [sum(v.volume_litres for v in consumption_of_meter(meter).values()) for meter in meters]
    assert sum(month.volume_litres for month in together if month) == sum(apart)
