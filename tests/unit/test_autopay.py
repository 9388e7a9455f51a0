"""The days of autopay: nobody is charged before being told, and a chosen day is kept wherever it can be."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.autopay import (
    FIRST_DAY,
    LAST_DAY,
    NOTICE_DAYS,
    billed_period,
    charge_day,
    first_period,
    is_too_late,
    kept_day,
    last_day_to_tell,
    was_told_in_time,
)
from avk_app.domain.period import Period
from avk_app.services.autopay import AutopayState, AutopayTerms
from avk_app.view_models.autopay import DAYS, autopay_view

days = st.dates(date(2024, 1, 1), date(2035, 12, 31))
chosen = st.integers(1, LAST_DAY)
"""The 1st and the 2nd could be chosen once, and rows with them are charged on."""
offered = [int(choice.value) for choice in DAYS]


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


@given(chosen, st.integers(1, 12))
def test_a_day_that_is_offered_is_kept_when_the_bill_comes_on_the_first(day: int, month: int) -> None:
    charged_on = charge_day(day, date(2026, month, 1))
    assert charged_on == date(2026, month, kept_day(day))
    assert (day in offered) is (charged_on.day == day)


def test_a_form_of_a_day_that_was_chosen_once_shows_the_day_it_is_charged_on() -> None:
    view = autopay_view(AutopayState(1, True, True, AutopayTerms(1, 100_00)))
    assert view.day == str(FIRST_DAY)
    assert f"{FIRST_DAY}-е число каждого месяца" in [fact.value for fact in view.facts]


@given(chosen, days)
def test_a_day_that_is_over_when_it_is_chosen_is_for_the_next_bill(day: int, chosen_on: date) -> None:
    billed = billed_period(chosen_on)
    assert first_period(day, chosen_on) == (billed if day >= chosen_on.day else billed.plus(1))


def test_a_letter_that_never_left_is_no_notice() -> None:
    assert not was_told_in_time(None, date(2026, 11, 5))
