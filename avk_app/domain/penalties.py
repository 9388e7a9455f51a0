"""Penalty (пени) on an unpaid bill: Housing Code art. 155 p. 14.

Days 1–30 after the due day cost nothing, days 31–90 1/300 of the rate a day, from day 91 1/130. The rate
is the lower of the key rate and the cap while a cap is in force. There is no penalty on penalty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from avk_app.domain.dated import ONE_DAY, row_in_force
from avk_app.money import round_half_up

BASIS_POINTS = 10_000


@dataclass(frozen=True)
class PenaltyStep:
    """From this day of delay on, a day costs `1/divisor` of the rate; divisor 0 means nothing."""

    from_day: int
    divisor: int


@dataclass(frozen=True)
class PenaltySteps:
    """All the steps, in force from a day on."""

    steps: tuple[PenaltyStep, ...]
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True)
class PenaltyRate:
    """Basis points a year (950 = 9.5 %) in force from a day on."""

    rate_basis_points: int
    valid_from: date
    valid_until: date | None = None


class Repayment(NamedTuple):
    """Principal of this bill paid on a day, not counted from the next day on; below nothing it went back."""

    paid_on: date
    amount_kopecks: int


class PenaltyStretch(NamedTuple):
    """Days in a row with the same principal, step and rate: one line of the explanation."""

    first_day: date
    days: int
    principal_kopecks: int
    rate_basis_points: int
    divisor: int


def penalty_stretches(
    principal_kopecks: int,
    due_on: date,
    until: date,
    repayments: Sequence[Repayment],
    steps: Sequence[PenaltySteps],
    rates: Sequence[PenaltyRate],
) -> list[PenaltyStretch]:
    """The days after `due_on` up to and including `until` that cost something, grouped.

    Each day by the steps and the rate of that day. Raises RowsHaveGap when none are in force.
    """
    if _was_paid_in_time(principal_kopecks, due_on, until, repayments, steps):
        return []
    starts = _days_when_terms_change(due_on, until, repayments, steps, rates)
    stretches = []
    for first_day, next_start in pairwise([*starts, until + ONE_DAY]):
        in_force = row_in_force(steps, first_day, "penalty_steps").steps
        divisor = _divisor_on((first_day - due_on).days, in_force)
        unpaid = principal_kopecks - sum(
            part.amount_kopecks for part in repayments if part.paid_on < first_day
        )
        if divisor and unpaid > 0:
            rate = row_in_force(rates, first_day, "penalty_rate").rate_basis_points
            days = (next_start - first_day).days
            stretches.append(PenaltyStretch(first_day, days, unpaid, rate, divisor))
    return stretches


def penalty_kopecks(stretches: Sequence[PenaltyStretch]) -> int:
    """The sum of all stretches, rounded half up to a kopeck once per bill."""
    common = 1
    for divisor in {stretch.divisor for stretch in stretches}:
        common *= divisor
    parts = (
        stretch.principal_kopecks * stretch.rate_basis_points * stretch.days * (common // stretch.divisor)
        for stretch in stretches
    )
    return round_half_up(sum(parts), common * BASIS_POINTS)


def _was_paid_in_time(
    principal_kopecks: int,
    due_on: date,
    until: date,
    repayments: Sequence[Repayment],
    steps: Sequence[PenaltySteps],
) -> bool:
    """Whether nothing was owed any more on the first day that costs something, or it has not come yet."""
    costly = [step.from_day for dated in steps for step in dated.steps if step.divisor]
    costly_on = due_on + timedelta(days=min(costly, default=0))
    paid = sum(part.amount_kopecks for part in repayments if part.paid_on < costly_on)
    went_back = any(part.amount_kopecks < 0 for part in repayments)
    return until < costly_on or (paid >= principal_kopecks and not went_back)


def _divisor_on(delay: int, steps: Sequence[PenaltyStep]) -> int:
    reached = [step for step in steps if step.from_day <= delay]
    return max(reached, key=lambda step: step.from_day).divisor if reached else 0


def _days_when_terms_change(
    due_on: date,
    until: date,
    repayments: Sequence[Repayment],
    steps: Sequence[PenaltySteps],
    rates: Sequence[PenaltyRate],
) -> list[date]:
    changes = {due_on + timedelta(days=step.from_day) for dated in steps for step in dated.steps}
    changes |= {dated.valid_from for dated in steps}
    changes |= {part.paid_on + ONE_DAY for part in repayments}
    changes |= {rate.valid_from for rate in rates}
    return sorted(day for day in changes | {due_on + ONE_DAY} if due_on < day <= until)
