"""When a reading is in time, late, or the person's own to correct."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.period import Period
from avk_app.domain.readings_calendar import (
    closes_on,
    days_left,
    has_ended,
    is_late,
    open_periods,
)

NOVEMBER = Period(2026, 11)
days = st.dates(min_value=date(2015, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(("day", "left"), [(1, 25), (22, 4), (25, 1), (26, 0), (27, -1), (30, -4)])
def test_days_left_count_down_to_the_close_day(day: int, left: int) -> None:
    assert days_left(date(2026, 11, day), 26) == left


@pytest.mark.parametrize(("day", "expected"), [(25, False), (26, False), (27, True)])
def test_a_reading_is_late_from_the_day_after_the_close_day(day: int, expected: bool) -> None:
    assert is_late(NOVEMBER, date(2026, 11, day), 26) is expected


def test_a_short_month_closes_on_its_last_day() -> None:
    assert closes_on(Period(2026, 2), 30) == date(2026, 2, 28)


def test_a_month_has_ended_when_the_next_one_begins() -> None:
    assert not has_ended(NOVEMBER, date(2026, 11, 30))
    assert has_ended(NOVEMBER, date(2026, 12, 1))


@given(days)
def test_the_current_period_is_open_every_day_and_the_one_before_stays_open_as_late(today: date) -> None:
    current, previous = open_periods(today)
    assert current == Period.of(today)
    assert previous.plus(1) == current
    assert is_late(previous, today, 26)
    assert is_late(current, today, 26) is (days_left(today, 26) < 0)
