"""Credit for hours without water: Government Decree 354, annex 1, п. 1.

Allowed are 8 hours in a month altogether and 4 hours at once; each hour over takes 0.15 % off the month's
charge for the service.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from avk_app.money import round_half_up

MINUTES_AN_HOUR = 60
HUNDREDTHS_OF_PERCENT = 10_000


@dataclass(frozen=True)
class InterruptionTerms:
    """The allowed hours and what an hour over costs, in hundredths of a percent (15 = 0.15 %)."""

    allowed_hours_a_month: int
    allowed_hours_at_once: int
    credit_basis_points_an_hour: int


def hours_over(break_minutes: Sequence[int], terms: InterruptionTerms) -> int:
    """Whole hours over what is allowed: by the month's sum or by single breaks, whichever is more."""
    monthly = sum(break_minutes) - terms.allowed_hours_a_month * MINUTES_AN_HOUR
    at_once = sum(
        max(0, minutes - terms.allowed_hours_at_once * MINUTES_AN_HOUR) for minutes in break_minutes
    )
    return max(monthly, at_once, 0) // MINUTES_AN_HOUR


def interruption_credit_kopecks(charge_kopecks: int, hours: int, terms: InterruptionTerms) -> int:
    """What is taken off the charge: never more than the charge itself."""
    credit = round_half_up(charge_kopecks * hours * terms.credit_basis_points_an_hour, HUNDREDTHS_OF_PERCENT)
    return min(credit, charge_kopecks)
