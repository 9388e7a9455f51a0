"""The volume of one meter in one period: by its dial, or by its own average while it is silent.

Government Decree 354, п. 59 and 59(2): without readings in time the average monthly volume of at least
the last six months (no fewer than three) holds for at most three periods in a row; then the norm. An
expired verification counts as silence from the month after its due day, and once it has been over for
more than three periods the norm is raised; for silence alone it never is. A reading that ends a silence is
spread over it, so the volumes always add up to the dial. A lapse breaks that: what the dial showed while
nobody could trust it is never charged by it, not even after a later verification, and the first reading
after that one is where counting starts anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from avk_app.domain.consumption import DialReading, MeterLife, even_share
from avk_app.domain.period import Period
from avk_app.errors import DomainError
from avk_app.money import round_half_up
from avk_app.volume import dial_capacity_litres


class Method(StrEnum):
    """How a volume was found, the surest first."""

    METER = "meter"
    AVERAGE = "average"
    NORM = "norm"
    RAISED_NORM = "raised_norm"


@dataclass(frozen=True)
class EstimateTerms:
    """For how long and from how many months an average stands in for a silent meter (policy rows)."""

    average_months: int
    minimum_months: int
    average_periods: int
    lapsed_periods: int


class Verification(NamedTuple):
    """поверка: from which day to which day, both included, the dial may be trusted."""

    verified_on: date
    due_on: date


class Lapse(NamedTuple):
    """The whole periods between an expired verification and the next one, both included."""

    first: Period
    last: Period


class BilledMeter(NamedTuple):
    """A meter as charging sees it; `verification_due_on` is the last day it may be trusted.

    `lapses` are the stretches before the newest verification in which it might not be.
    """

    meter_id: int
    life: MeterLife
    verification_due_on: date
    lapses: tuple[Lapse, ...] = ()


class MeterVolume(NamedTuple):
    """What one meter adds to a period, and from what.

    By meter: `until` − `since`, spread over `months`, of which this period got `volume_litres`.
    By average: the same difference divided by `months`, and of a month that the account was open for
    only some `days` of (`days_in_month` is 0 for a whole one), that share. `turned_litres` is what the
    dial counted and lost again when it began anew from zero.
    """

    meter_id: int
    method: Method
    volume_litres: int
    since: DialReading
    until: DialReading
    months: int
    turned_litres: int = 0
    days: int = 0
    days_in_month: int = 0

    @property
    def used_litres(self) -> int:
        """What flowed between the two readings."""
        return self.until.value_litres - self.since.value_litres + self.turned_litres


@dataclass(eq=False)
class ReadingGoesBack(DomainError):
    """A dial cannot run backwards: the reading of this period is lower than the one before."""

    meter_id: int
    period: Period


def meter_volume(meter: BilledMeter, period: Period, terms: EstimateTerms) -> MeterVolume | None:
    """The volume of a meter in a period; None when neither dial nor average can tell: the norm holds.

    Raises ReadingGoesBack.
    """
    points = _trusted_points(meter)
    before = [point for point in points if point.period < period]
    since = before[-1]
    until = next((point for point in points if point.period >= period), None)
    if until is not None and not _is_broken(meter, since, until):
        return _by_dial(meter, period, since, until)
    if silent_periods(meter, period, since) > _allowed_silence(meter, period, terms):
        return None
    return _by_average(meter, before, terms)


def usual_month(meter: BilledMeter, terms: EstimateTerms) -> MeterVolume | None:
    """The average month that stands in for this meter; None while it has too little history."""
    return _by_average(meter, _trusted_points(meter), terms)


def last_trusted_period(meter: BilledMeter) -> Period:
    """The period of the last reading that counts; the one before the installation when there is none."""
    return _trusted_points(meter)[-1].period


def first_norm_period(meter: BilledMeter, terms: EstimateTerms) -> Period:
    """The period from which the norm holds if no reading that may be trusted comes any more."""
    since = _trusted_points(meter)[-1]
    period = since.period.plus(1)
    if usual_month(meter, terms) is None:
        return period
    while silent_periods(meter, period, since) <= _allowed_silence(meter, period, terms):
        period = period.plus(1)
    return period


def is_lapsed(meter: BilledMeter, period: Period) -> bool:
    """Whether the verification had expired before this period began."""
    if meter.verification_due_on < period.first_day:
        return True
    return bool(meter.lapses) and any(lapse.first <= period <= lapse.last for lapse in meter.lapses)


def is_lapsed_for_good(meter: BilledMeter, period: Period, terms: EstimateTerms) -> bool:
    """Whether the verification has been over for more periods than an average may stand in for it."""
    return _lapsed_periods(meter, period) > terms.lapsed_periods


def _lapsed_periods(meter: BilledMeter, period: Period) -> int:
    """For how many periods, this one included, the verification has been over."""
    lapses = [lapse for lapse in meter.lapses if lapse.first <= period <= lapse.last]
    last_trusted = lapses[0].first.plus(-1) if lapses else Period.of(meter.verification_due_on)
    return last_trusted.months_until(period)


def lapses_between(verifications: Iterable[Verification]) -> tuple[Lapse, ...]:
    """Where one verification had expired before the month of the next."""
    pairs = pairwise(sorted(verifications))
    gaps = (Lapse(Period.of(a.due_on).plus(1), Period.of(b.verified_on).plus(-1)) for a, b in pairs)
    return tuple(gap for gap in gaps if gap.first <= gap.last)


def silent_periods(meter: BilledMeter, period: Period, since: DialReading) -> int:
    """How many periods in a row, this one included, have no reading that may be trusted."""
    last_trusted = min(since.period, Period.of(meter.verification_due_on))
    return last_trusted.months_until(period)


def _allowed_silence(meter: BilledMeter, period: Period, terms: EstimateTerms) -> int:
    return terms.lapsed_periods if is_lapsed(meter, period) else terms.average_periods


def _trusted_points(meter: BilledMeter) -> list[DialReading]:
    """The initial value and the settled readings taken while the verification held, oldest first."""
    start = DialReading(meter.life.installed_in.plus(-1), meter.life.initial_litres)
    settled = _settled(meter.life.readings)
    if settled and (meter.lapses or is_lapsed(meter, settled[-1].period)):
        settled = [reading for reading in settled if not is_lapsed(meter, reading.period)]
    return [start, *settled]


def _settled(readings: Sequence[DialReading]) -> list[DialReading]:
    """Those that count. A full turn that one in doubt has shown counts with the next that does."""
    settled, has_turned = [], False
    for reading in readings:
        has_turned = has_turned or reading.rolled_over
        if reading.is_settled:
            settled.append(reading._replace(rolled_over=True) if has_turned else reading)
            has_turned = False
    return settled


def _is_broken(meter: BilledMeter, since: DialReading, until: DialReading) -> bool:
    """Whether some month between is in a lapse, be it one that had begun before the meter was installed."""
    return bool(meter.lapses) and any(
        max(since.period.plus(1), lapse.first) <= min(until.period, lapse.last) for lapse in meter.lapses
    )


def _by_dial(meter: BilledMeter, period: Period, since: DialReading, until: DialReading) -> MeterVolume:
    months = since.period.months_until(until.period)
    used = _difference(meter, since, until)
    volume = even_share(used, months, since.period.months_until(period))
    turned = used - (until.value_litres - since.value_litres)
    return MeterVolume(meter.meter_id, Method.METER, volume, since, until, months, turned)


def _by_average(meter: BilledMeter, points: list[DialReading], terms: EstimateTerms) -> MeterVolume | None:
    until = points[-1]
    points = [point for point in points if not _is_broken(meter, point, until)]
    enough = [point for point in points if point.period.months_until(until.period) >= terms.average_months]
    since = enough[-1] if enough else points[0]
    months = since.period.months_until(until.period)
    if months < terms.minimum_months:
        return None
    used = _used_between(meter, points, since, until)
    average = round_half_up(used, months)
    turned = used - (until.value_litres - since.value_litres)
    return MeterVolume(meter.meter_id, Method.AVERAGE, average, since, until, months, turned)


def _used_between(
    meter: BilledMeter, points: list[DialReading], since: DialReading, until: DialReading
) -> int:
    """Step by step, because a dial may have begun again from zero in between."""
    steps = [point for point in points if since.period <= point.period <= until.period]
    return sum(_difference(meter, a, b) for a, b in pairwise(steps))


def _difference(meter: BilledMeter, since: DialReading, until: DialReading) -> int:
    if until.value_litres >= since.value_litres:
        return until.value_litres - since.value_litres
    if not until.rolled_over:
        raise ReadingGoesBack(meter.meter_id, until.period)
    return until.value_litres - since.value_litres + dial_capacity_litres(meter.life.digits)
