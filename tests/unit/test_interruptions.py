"""Credit for hours without water: boundaries, months, overlaps, and what was credited before."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.clock import CITY_ZONE
from avk_app.domain.billing import ChargedService
from avk_app.domain.explanations import PricedVolume, recompute_line
from avk_app.domain.interruptions import (
    Break,
    InterruptionTerms,
    find_credits,
    hours_over,
    interruption_credit_kopecks,
    merged,
)
from avk_app.domain.period import Period
from avk_app.services.billing_basis import basis_of_credit
from avk_app.services.billing_basis_reading import read_basis
from tests.unit.billing_oracle import interruption_credit

TERMS = InterruptionTerms(8, 4, 15)
SEPTEMBER, OCTOBER, NOVEMBER = Period(2026, 9), Period(2026, 10), Period(2026, 11)
WATER = ChargedService.WATER
FIRST = datetime(2026, 10, 1, tzinfo=CITY_ZONE)


def _break(starts_after_minutes: int, minutes: int) -> Break:
    """So many minutes after the first moment of October."""
    started_at = FIRST + timedelta(minutes=starts_after_minutes)
    return Break(started_at, started_at + timedelta(minutes=minutes))


def _breaks(*minutes: int) -> list[Break]:
    """One a day."""
    return [_break(day * 24 * 60 + 600, length) for day, length in enumerate(minutes)]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ([], 0),
        ([240, 240], 0),
        ([240, 240, 1], 0),
        ([240, 240, 59], 0),
        ([240, 240, 60], 1),
        ([241], 0),
        ([299], 0),
        ([300], 1),
        ([480], 4),
        ([481], 4),
        ([720], 8),
        ([300, 240], 1),
        ([240] * 5, 12),
        ([30] * 20, 2),
    ],
)
def test_whole_hours_over_count_by_month_or_at_once(minutes: list[int], expected: int) -> None:
    assert hours_over(_breaks(*minutes), OCTOBER, TERMS) == expected


def test_the_checked_value() -> None:
    hours = hours_over(_breaks(*[240] * 5), OCTOBER, TERMS)
    assert (hours, interruption_credit_kopecks(154_54, hours, TERMS)) == (12, 2_78)


def test_the_credit_never_exceeds_the_charge() -> None:
    assert interruption_credit_kopecks(100, 744, InterruptionTerms(0, 0, 100)) == 100
    assert interruption_credit_kopecks(-100, 744, TERMS) == 0


def test_a_break_across_midnight_of_the_month_is_split_there() -> None:
    night = _break(-6 * 60, 12 * 60)
    assert [night.in_period(month).minutes for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [360, 360, 0]


def test_the_hours_allowed_at_once_begin_with_the_break_and_not_with_the_month() -> None:
    night = [_break(-3 * 60, 6 * 60)]
    assert [hours_over(night, month, TERMS) for month in (SEPTEMBER, OCTOBER)] == [0, 2]


def test_months_end_by_the_clocks_of_the_city() -> None:
    late = datetime(2026, 10, 31, 15, 59, tzinfo=UTC)
    one = Break(late.astimezone(CITY_ZONE), (late + timedelta(minutes=2)).astimezone(CITY_ZONE))
    assert [one.in_period(month).minutes for month in (OCTOBER, NOVEMBER)] == [1, 1]


def test_breaks_that_overlap_or_touch_are_one() -> None:
    assert merged([_break(120, 60), _break(0, 60), _break(60, 30), _break(100, 10)]) == [
        _break(0, 90),
        _break(100, 10),
        _break(120, 60),
    ]
    assert merged([_break(0, 300), _break(60, 30)]) == [_break(0, 300)]


def _credit_of(breaks: list[Break], charge: int = 154_54, before: int = 0) -> list[int]:
    found = find_credits(
        {(WATER, OCTOBER): charge}, {WATER: breaks}, {(WATER, OCTOBER): before}, lambda _period: TERMS
    )
    return [credit.amount_kopecks for credit in found]


def test_an_overlap_is_credited_once() -> None:
    assert _credit_of([_break(0, 600), _break(0, 600)]) == _credit_of([_break(0, 600)]) == [-1_39]


def test_only_what_was_not_credited_yet_is_a_line() -> None:
    five = _breaks(*[240] * 5)
    assert _credit_of(five, before=2_78) == []
    assert _credit_of(five, before=1_00) == [-1_78]
    assert _credit_of([], before=2_78) == [2_78]
    assert _credit_of(_breaks(240)) == []


LENGTHS = st.lists(st.tuples(st.integers(-3_000, 46_000), st.integers(1, 2_000)), max_size=9)


@given(LENGTHS, st.integers(0, 10**7))
def test_the_slow_way_by_minutes_and_fractions_agrees(spans: list[tuple[int, int]], charge: int) -> None:
    breaks = merged(_break(*span) for span in spans)
    hours = hours_over(breaks, OCTOBER, TERMS)
    assert interruption_credit_kopecks(charge, hours, TERMS) == interruption_credit(
        spans, 31 * 24 * 60, charge, Fraction(15, 10_000)
    )


@given(LENGTHS, st.integers(0, 10**7), st.integers(0, 10_000))
def test_a_stored_credit_proves_itself(spans: list[tuple[int, int]], charge: int, before: int) -> None:
    found = find_credits(
        {(WATER, OCTOBER): charge},
        {WATER: [_break(*span) for span in spans]},
        {(WATER, OCTOBER): before},
        lambda _period: TERMS,
    )
    for credit in found:
        read = read_basis(basis_of_credit(credit.basis))
        assert recompute_line(read, PricedVolume(OCTOBER, 0, 0)) == (0, credit.amount_kopecks)


def test_a_read_break_ends_its_month_like_the_one_that_was_written() -> None:
    fixed = timezone(timedelta(hours=8))
    night = _break(-6 * 60, 12 * 60)
    read = Break(night.started_at.astimezone(fixed), night.ended_at.astimezone(fixed))
    assert read.in_period(OCTOBER) == night.in_period(OCTOBER)
