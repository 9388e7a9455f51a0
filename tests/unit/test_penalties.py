"""Penalty: the checked values, both sides of each boundary, and agreement with exact fractions."""

from datetime import date, timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.penalties import (
    PenaltyRate,
    PenaltyStep,
    PenaltySteps,
    Repayment,
    penalty_kopecks,
    penalty_stretches,
)

STEPS = (PenaltySteps((PenaltyStep(31, 300), PenaltyStep(91, 130)), date(2016, 1, 1)),)
RATES = (PenaltyRate(950, date(2020, 1, 1)),)
DUE = date(2026, 1, 10)


def penalty(principal: int, days: int, repayments: tuple[Repayment, ...] = ()) -> int:
    return penalty_kopecks(
        penalty_stretches(principal, DUE, DUE + timedelta(days=days), repayments, STEPS, RATES)
    )


@pytest.mark.parametrize(
    ("days", "expected"), [(0, 0), (30, 0), (31, 32), (60, 9_50), (90, 19_00), (91, 19_73), (120, 40_92)]
)
def test_the_checked_values(days: int, expected: int) -> None:
    assert penalty(1_000_00, days) == expected


def test_a_part_payment_splits_the_interval() -> None:
    half_paid = (Repayment(DUE + timedelta(days=60), 500_00),)
    assert penalty(1_000_00, 90, half_paid) == 9_50 + 4_75


def test_the_day_of_payment_still_counts_and_the_next_does_not() -> None:
    paid = (Repayment(DUE + timedelta(days=31), 1_000_00),)
    assert penalty(1_000_00, 120, paid) == 32


def test_money_that_went_back_counts_again_from_the_next_day() -> None:
    paid_and_back = (Repayment(DUE, 1_000_00), Repayment(DUE + timedelta(days=60), -1_000_00))
    assert penalty(1_000_00, 90, paid_and_back) == 9_50


def test_a_new_rate_counts_from_its_day() -> None:
    rates = (RATES[0], PenaltyRate(1_900, DUE + timedelta(days=61)))
    stretches = penalty_stretches(1_000_00, DUE, DUE + timedelta(days=90), (), STEPS, rates)
    assert [stretch.days for stretch in stretches] == [30, 30]
    assert penalty_kopecks(stretches) == 9_50 + 19_00


@pytest.mark.parametrize(
    ("new_steps", "since_day", "expected"),
    [
        ((PenaltyStep(31, 150), PenaltyStep(91, 130)), 61, 9_50 + 19_00),
        ((PenaltyStep(31, 150), PenaltyStep(91, 130)), 91, 9_50 + 9_50),
        ((PenaltyStep(61, 150), PenaltyStep(91, 130)), 41, 3_17 + 19_00),
        ((PenaltyStep(11, 300), PenaltyStep(91, 130)), 21, 3_17 + 19_00),
    ],
)
def test_new_steps_count_from_their_day(
    new_steps: tuple[PenaltyStep, ...], since_day: int, expected: int
) -> None:
    """Days before it keep their price, however long the delay is by then."""
    steps = (*STEPS, PenaltySteps(new_steps, DUE + timedelta(days=since_day)))
    stretches = penalty_stretches(1_000_00, DUE, DUE + timedelta(days=90), (), steps, RATES)
    assert penalty_kopecks(stretches) == expected


def test_a_debt_paid_before_the_old_steps_cost_anything_still_owes_by_new_earlier_ones() -> None:
    steps = (*STEPS, PenaltySteps((PenaltyStep(11, 300),), DUE + timedelta(days=21)))
    paid = (Repayment(DUE + timedelta(days=25), 1_000_00),)
    stretches = penalty_stretches(1_000_00, DUE, DUE + timedelta(days=90), paid, steps, RATES)
    assert [stretch.days for stretch in stretches] == [5]


PAYMENTS = st.lists(
    st.builds(Repayment, st.dates(DUE, DUE + timedelta(days=250)), st.integers(-30_000, 30_000))
)


@given(st.integers(1, 10_000_000), st.integers(0, 250), PAYMENTS)
def test_the_sum_of_exact_days_is_rounded_once(principal: int, days: int, paid: list[Repayment]) -> None:
    exact = Fraction(0)
    for delay in range(31, days + 1):
        day = DUE + timedelta(days=delay)
        unpaid = max(0, principal - sum(part.amount_kopecks for part in paid if part.paid_on < day))
        exact += unpaid * Fraction(95, 1000) / (300 if delay <= 90 else 130)
    assert penalty(principal, days, tuple(paid)) == floor(exact + Fraction(1, 2))
