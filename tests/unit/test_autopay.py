"""The days of autopay: nobody is charged before being told, and a chosen day is kept wherever it can be."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.autopay import (
    LAST_DAY,
    NOTICE_DAYS,
    billed_period,
    charge_day,
    first_period,
    is_too_late,
    last_day_to_tell,
    was_told_in_time,
)
from avk_app.domain.period import Period

days = st.dates(date(2024, 1, 1), date(2035, 12, 31))
chosen = st.integers(1, LAST_DAY)


@given(chosen, days)
def test_a_charge_comes_two_days_after_the_letter_at_the_earliest(day: int, told_on: date) -> None:
    planned = charge_day(day, told_on)
    assert planned >= told_on + timedelta(days=NOTICE_DAYS)
    assert was_told_in_time(told_on, planned)
    assert not was_told_in_time(told_on, planned - timedelta(days=1)) or planned.day == day
    assert not is_too_late(planned, planned)


@given(chosen, days)
def test_who_is_told_as_soon_as_it_is_due_pays_on_the_chosen_day(day: int, today: date) -> None:
    is_due_today = day <= last_day_to_tell(today)
    was_due_yesterday = today.day > 1 and day <= last_day_to_tell(today - timedelta(days=1))
    if is_due_today and not was_due_yesterday and today.day > 1:
        assert charge_day(day, today) == Period.of(today).day(day)


@given(chosen, days)
def test_a_day_that_is_over_when_it_is_chosen_is_for_the_next_bill(day: int, chosen_on: date) -> None:
    billed = billed_period(chosen_on)
    assert first_period(day, chosen_on) == (billed if day >= chosen_on.day else billed.plus(1))


def test_a_letter_that_never_left_is_no_notice() -> None:
    assert not was_told_in_time(None, date(2026, 11, 5))
