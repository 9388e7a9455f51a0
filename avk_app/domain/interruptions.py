"""Credit for hours without a service: Government Decree 354, annex 1, п. 1.

Allowed are 8 hours in a month altogether and 4 hours at once; each hour over takes 0.15 % off the month's
charge for the service. Moments are aware and in the city's time, which tells where a month ends; lengths
are whole minutes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from avk_app.domain.billing import ChargedService
from avk_app.domain.period import Period
from avk_app.money import round_half_up

MINUTES_AN_HOUR = 60
HUNDREDTHS_OF_PERCENT = 10_000
_MINUTE = timedelta(minutes=1)

ServiceMonth = tuple[ChargedService, Period]


class InterruptionTerms(NamedTuple):
    """The allowed hours and what an hour over costs, in hundredths of a percent (15 = 0.15 %)."""

    allowed_hours_a_month: int
    allowed_hours_at_once: int
    credit_basis_points_an_hour: int


class Break(NamedTuple):
    """перерыв: no service from one moment to another."""

    started_at: datetime
    ended_at: datetime

    @property
    def minutes(self) -> int:
        return max(0, (self.ended_at - self.started_at) // _MINUTE)

    def within(self, since: datetime, until: datetime) -> "Break":
        """The part between two moments; a break without length when there is none."""
        started_at = max(self.started_at, since)
        return Break(started_at, max(started_at, min(self.ended_at, until)))

    def in_period(self, period: Period) -> "Break":
        """The part between the midnights at which the month begins and ends."""
        return self.within(*_edges(period, self))


@dataclass(frozen=True)
class CreditBasis:
    """What a credit was made from. `breaks` are whole, also those that cross the month's ends.

    `charge_kopecks`: the month's charge, its recalculations included; `credited_before_kopecks`: what
    earlier bills took off it for this.
    """

    charge_kopecks: int
    breaks: tuple[Break, ...]
    terms: InterruptionTerms
    credited_before_kopecks: int

    def hours_over(self, period: Period) -> int:
        """Whole hours over what is allowed."""
        return hours_over(self.breaks, period, self.terms)

    def credit_kopecks(self, period: Period) -> int:
        """What is taken off the month's charge altogether."""
        return interruption_credit_kopecks(self.charge_kopecks, self.hours_over(period), self.terms)

    def amount_kopecks(self, period: Period) -> int:
        """What this line changes: negative when it takes off, positive when too much was taken off."""
        return self.credited_before_kopecks - self.credit_kopecks(period)


class Credit(NamedTuple):
    """A line of a bill: for its own month, or for an earlier one of which news came."""

    service: ChargedService
    period: Period
    amount_kopecks: int
    basis: CreditBasis


def merged(breaks: Iterable[Break]) -> list[Break]:
    """Oldest first; breaks that overlap or follow each other at once are one: nobody is dry twice."""
    found: list[Break] = []
    for one in sorted(breaks):
        if found and one.started_at <= found[-1].ended_at:
            found[-1] = Break(found[-1].started_at, max(found[-1].ended_at, one.ended_at))
        else:
            found.append(one)
    return found


def hours_over(breaks: Sequence[Break], period: Period, terms: InterruptionTerms) -> int:
    """Whole hours of a month over what is allowed: by its sum or by single breaks, whichever is more.

    Hours over at once also stand in the month's sum, so the larger of both counts every hour over and
    none twice. The hours allowed at once run from a break's start, also when that was the month before.
    """
    monthly = minutes_off(breaks, period) - terms.allowed_hours_a_month * MINUTES_AN_HOUR
    return max(monthly, minutes_over_at_once(breaks, period, terms)) // MINUTES_AN_HOUR


def minutes_off(breaks: Iterable[Break], period: Period) -> int:
    """How long there was no service in a month, altogether."""
    return sum(one.in_period(period).minutes for one in breaks)


def minutes_over_at_once(breaks: Iterable[Break], period: Period, terms: InterruptionTerms) -> int:
    """What of a month lay beyond the hours allowed at once, never below zero."""
    allowed = timedelta(hours=terms.allowed_hours_at_once)
    late = (one.within(one.started_at + allowed, one.ended_at) for one in breaks)
    return minutes_off(late, period)


def interruption_credit_kopecks(charge_kopecks: int, hours: int, terms: InterruptionTerms) -> int:
    """What is taken off the charge: never more than the charge itself, nothing off a charge below zero."""
    charge = max(0, charge_kopecks)
    return min(
        round_half_up(charge * hours * terms.credit_basis_points_an_hour, HUNDREDTHS_OF_PERCENT), charge
    )


def find_credits(
    charges_kopecks: Mapping[ServiceMonth, int],
    breaks: Mapping[ChargedService, Sequence[Break]],
    credited_kopecks: Mapping[ServiceMonth, int],
    terms_of: Callable[[Period], InterruptionTerms],
) -> list[Credit]:
    """The credits of these months less what was credited before, oldest first; zeros are no lines."""
    found = []
    whole = {service: merged(own) for service, own in breaks.items()}
    for (service, period), charge in sorted(charges_kopecks.items(), key=lambda item: item[0][::-1]):
        own = tuple(one for one in whole.get(service, ()) if one.in_period(period).minutes)
        before = credited_kopecks.get((service, period), 0)
        if not own and not before:
            continue
        basis = CreditBasis(charge, own, terms_of(period), before)
        if amount := basis.amount_kopecks(period):
            found.append(Credit(service, period, amount, basis))
    return found


def _edges(period: Period, one: Break) -> tuple[datetime, datetime]:
    zone = one.started_at.tzinfo
    return (
        datetime.combine(period.first_day, time(), zone),
        datetime.combine(period.plus(1).first_day, time(), zone),
    )
