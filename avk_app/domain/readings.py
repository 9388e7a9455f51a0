"""What a new reading means: the consumption, whether it is usual for this very meter, what to ask about.

Nothing here refuses a reading: a flag is a question first, and a mark on the row once the person
insists. Thresholds are policy rows. All volumes are litres.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import median_low

from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.volume import dial_capacity_litres


class ReadingFlag(StrEnum):
    """What was unusual about a reading when it came."""

    HIGH = "high"
    HUGE = "huge"
    ZERO = "zero"
    NEGATIVE = "negative"
    ROLLOVER = "rollover"
    ABOVE_NEXT = "above_next"
    LATE = "late"


CONTRADICTIONS = frozenset({ReadingFlag.HUGE, ReadingFlag.NEGATIVE, ReadingFlag.ABOVE_NEXT})
"""No dial can show it, or hardly any: it waits for a person before it counts. What is only unusual (a leak,
an empty flat, a full turn of the dial) is what somebody says after having been asked, and counts at once."""


class Comparison(StrEnum):
    """How a consumption compares with the meter's own usual one, in a word."""

    UNKNOWN = "unknown"
    LESS = "less"
    USUAL = "usual"
    MORE = "more"


@dataclass(frozen=True)
class ReadingRules:
    """The policy rows that judge a reading, as they stand on one day."""

    usual_history_months: int
    usual_minimum_months: int
    usual_low_percent: int
    usual_high_percent: int
    unusual_high_percent: int
    unusual_floor_litres: int
    unusual_new_meter_litres: int
    huge_monthly_litres: int


RULE_KEYS = (
    PolicyKey.USUAL_HISTORY_MONTHS,
    PolicyKey.USUAL_MINIMUM_MONTHS,
    PolicyKey.USUAL_LOW_PERCENT,
    PolicyKey.USUAL_HIGH_PERCENT,
    PolicyKey.UNUSUAL_HIGH_PERCENT,
    PolicyKey.UNUSUAL_FLOOR_LITRES,
    PolicyKey.UNUSUAL_NEW_METER_LITRES,
    PolicyKey.HUGE_MONTHLY_LITRES,
)


@dataclass(frozen=True)
class ReadingPoint:
    """One reading of a meter in its history."""

    period: Period
    value_litres: int


@dataclass(frozen=True)
class MeterPast:
    """What is known of a meter when a reading of some period comes.

    `months` ≥ 1 have passed since the previous reading; `usual_litres` is the usual consumption of
    one month, None while the meter is too new to say; `next_litres` is the reading of a later period,
    there when an earlier one is being corrected.
    """

    digits: int
    previous_litres: int
    months: int = 1
    usual_litres: int | None = None
    next_litres: int | None = None


@dataclass(frozen=True)
class Verdict:
    """The consumption a value means, and what is unusual about it; no flags, nothing to ask."""

    consumption_litres: int
    flags: tuple[ReadingFlag, ...] = ()

    @property
    def is_doubtful(self) -> bool:
        """Whether it cannot count before a person has looked at it."""
        return not CONTRADICTIONS.isdisjoint(self.flags)


def usual_monthly_litres(points: Sequence[ReadingPoint], digits: int, rules: ReadingRules) -> int | None:
    """The median monthly consumption of the last months of a meter; None when there are too few.

    `points` are in order of period. A gap of several months counts as so many equal months.
    """
    monthly: list[int] = []
    for earlier, later in pairwise(points):
        months = max(1, earlier.period.months_until(later.period))
        used = _measured(earlier.value_litres, later.value_litres, digits, months, rules)
        if used is not None:
            monthly += [used // months] * months
    recent = monthly[-rules.usual_history_months :]
    return median_low(recent) if len(recent) >= rules.usual_minimum_months else None


def _measured(previous: int, current: int, digits: int, months: int, rules: ReadingRules) -> int | None:
    """What a past pair of readings measured; None when it makes no sense, so that it teaches nothing."""
    used = current - previous if current >= previous else rollover_litres(previous, current, digits)
    return used if used < rules.huge_monthly_litres * months else None


def rollover_litres(previous_litres: int, current_litres: int, digits: int) -> int:
    """The consumption if the dial passed its last number and began again from zero."""
    return dial_capacity_litres(digits) - previous_litres + current_litres


def consumption_litres(
    previous_litres: int, current_litres: int, digits: int, flags: Iterable[ReadingFlag]
) -> int:
    """The consumption a stored reading means; negative when it is below the one before it."""
    if ReadingFlag.ROLLOVER in flags:
        return rollover_litres(previous_litres, current_litres, digits)
    return current_litres - previous_litres


def acceptance_number(period: Period, submission_id: int) -> str:
    """What a person keeps as proof: «2026-11-000123»."""
    return f"{period.year}-{period.month:02d}-{submission_id:06d}"


def judge(value_litres: int, past: MeterPast, rules: ReadingRules) -> Verdict:
    """What a value on the dial means after this past."""
    used = value_litres - past.previous_litres
    if used < 0:
        return _judge_backwards(value_litres, past, rules)
    flags = [*_volume_flags(used, past, rules)]
    if past.next_litres is not None and value_litres > past.next_litres:
        flags.append(ReadingFlag.ABOVE_NEXT)
    return Verdict(used, tuple(flags))


def _judge_backwards(value_litres: int, past: MeterPast, rules: ReadingRules) -> Verdict:
    """Less than before: a dial that began again, but only when that gives an ordinary consumption."""
    rolled = rollover_litres(past.previous_litres, value_litres, past.digits)
    if is_ordinary(rolled, past, rules):
        return Verdict(rolled, (ReadingFlag.ROLLOVER,))
    return Verdict(value_litres - past.previous_litres, (ReadingFlag.NEGATIVE,))


def _volume_flags(used_litres: int, past: MeterPast, rules: ReadingRules) -> Iterable[ReadingFlag]:
    if used_litres == 0 and past.usual_litres:
        return (ReadingFlag.ZERO,)
    if used_litres >= rules.huge_monthly_litres * past.months:
        return (ReadingFlag.HUGE,)
    return () if is_ordinary(used_litres, past, rules) else (ReadingFlag.HIGH,)


def is_ordinary(used_litres: int, past: MeterPast, rules: ReadingRules) -> bool:
    """Whether so much in the months since the previous reading needs no question."""
    return used_litres <= ordinary_limit_litres(past, rules) * past.months


def ordinary_limit_litres(past: MeterPast, rules: ReadingRules) -> int:
    """The largest consumption of one month that needs no question."""
    if past.usual_litres is None:
        return rules.unusual_new_meter_litres
    return max(past.usual_litres * rules.unusual_high_percent // 100, rules.unusual_floor_litres)


def compare(used_litres: int, past: MeterPast, rules: ReadingRules) -> Comparison:
    """The consumption against the meter's usual one, in a word."""
    if not past.usual_litres or used_litres < 0:
        return Comparison.UNKNOWN
    percent = used_litres * 100 // (past.usual_litres * past.months)
    if percent < rules.usual_low_percent:
        return Comparison.LESS
    return Comparison.USUAL if percent <= rules.usual_high_percent else Comparison.MORE


def times_usual(used_litres: int, past: MeterPast) -> int:
    """How many times the usual consumption this is, rounded down; 0 when nothing is usual yet."""
    return max(0, used_litres) // (past.usual_litres * past.months) if past.usual_litres else 0
