"""How penalties and credits came about, step by step; charges are told in `bill_steps`."""

from collections.abc import Iterator
from dataclasses import dataclass

from avk_app.domain.explanations import PenaltyBasis
from avk_app.domain.interruptions import (
    HUNDREDTHS_OF_PERCENT,
    MINUTES_AN_HOUR,
    Break,
    CreditBasis,
    InterruptionTerms,
    minutes_off,
    minutes_over_at_once,
)
from avk_app.domain.penalties import BASIS_POINTS, PenaltyStretch
from avk_app.domain.period import Period
from avk_app.money import format_kopecks, format_kopecks_plain, group_thousands, round_half_up
from avk_app.services.bill_page_result import ExplainedLine
from avk_app.texts import bill_page as texts
from avk_app.texts.russian import (
    DAYS,
    HOURS,
    HOURS_GENITIVE,
    counted,
    format_date,
    format_day,
    format_duration,
    period_name,
)

EXACT_PLACES = 4


@dataclass(frozen=True)
class Step:
    """A label, a value and why; the last step of a line is strong."""

    label: str
    value: str
    why: str = ""
    is_strong: bool = False


def penalty_steps(basis: PenaltyBasis, line: ExplainedLine) -> Iterator[Step]:
    """Stretch by stretch, and what of the sum earlier bills asked for."""
    for stretch in basis.stretches:
        yield _stretch_step(stretch)
    if basis.charged_before_kopecks:
        whole = basis.charged_before_kopecks + line.amount_kopecks
        yield Step(texts.PENALTY_SUM, format_kopecks(whole))
        yield Step(texts.CHARGED_BEFORE, format_kopecks(-basis.charged_before_kopecks))
    yield Step(texts.TOTAL, format_kopecks(line.amount_kopecks), is_strong=True)


def _stretch_step(stretch: PenaltyStretch) -> Step:
    days = counted(stretch.days, DAYS)
    how = texts.STRETCH_HOW.format(
        principal=format_kopecks(stretch.principal_kopecks),
        rate=format_basis_points(stretch.rate_basis_points),
        days=days,
        divisor=stretch.divisor,
    )
    label = texts.STRETCH.format(days=days, day=format_date(stretch.first_day))
    return Step(label, _exact_penalty(stretch), how)


def _exact_penalty(stretch: PenaltyStretch) -> str:
    """To a hundredth of a kopeck: the sum of all stretches is rounded, not each of them."""
    product = stretch.principal_kopecks * stretch.rate_basis_points * stretch.days
    ten_thousandths = round_half_up(product * 100, stretch.divisor * BASIS_POINTS)
    roubles, rest = divmod(ten_thousandths, 10**EXACT_PLACES)
    return f"{group_thousands(roubles)},{rest:0{EXACT_PLACES}d}\u202f₽"


def format_hundredths(hundredths: int) -> str:
    """150 → «1,5»; 300 → «3»."""
    return format_kopecks_plain(hundredths).rstrip("0").rstrip(",")


def format_basis_points(basis_points: int) -> str:
    """950 → «9,5 %»."""
    return f"{format_hundredths(basis_points)}\u202f%"


def credit_steps(basis: CreditBasis, line: ExplainedLine) -> Iterator[Step]:
    """The breaks with their lengths, the hours over, their price, and what was credited before."""
    period, terms = line.period, basis.terms
    for one in basis.breaks:
        yield _break_step(one, period, terms)
    yield Step(texts.OFF_ALTOGETHER, format_duration(minutes_off(basis.breaks, period)))
    yield from _hours_over_steps(basis, period)
    yield Step(texts.CHARGE_OF.format(month=period_name(period)), format_kopecks(basis.charge_kopecks))
    credit = basis.credit_kopecks(period)
    why = texts.NO_MORE_THAN_CHARGE if credit == basis.charge_kopecks else ""
    before = basis.credited_before_kopecks
    yield Step(_exact_credit(basis, period), format_kopecks(-credit), why, is_strong=not before)
    if before:
        yield Step(texts.CREDITED_BEFORE, format_kopecks(before))
        label = texts.CREDIT if line.amount_kopecks < 0 else texts.CREDIT_BACK
        yield Step(label, format_kopecks(line.amount_kopecks), is_strong=True)


def _break_step(one: Break, period: Period, terms: InterruptionTerms) -> Step:
    """Its length within the month, and whether it was too long at once."""
    start, end, part = one.started_at, one.ended_at, one.in_period(period)
    is_one_day = start.date() == end.date()
    wording = texts.BREAK_OF_A_DAY if is_one_day else texts.BREAK_OF_DAYS
    label = wording.format(
        day=format_day(start.date()), start=f"{start:%H:%M}", last=format_day(end.date()), end=f"{end:%H:%M}"
    )
    return Step(label, format_duration(part.minutes), " ".join(_why_break(one, period, terms)))


def _why_break(one: Break, period: Period, terms: InterruptionTerms) -> Iterator[str]:
    if one.minutes != one.in_period(period).minutes:
        yield texts.BREAK_OF_MONTHS.format(whole=format_duration(one.minutes))
    if over := minutes_over_at_once([one], period, terms):
        hours = counted(terms.allowed_hours_at_once, HOURS)
        yield texts.BREAK_TOO_LONG.format(hours=hours, over=format_duration(over))


def _hours_over_steps(basis: CreditBasis, period: Period) -> Iterator[Step]:
    """Over the month's hours, over the hours at once, and which of both counts."""
    terms = basis.terms
    allowed = counted(terms.allowed_hours_a_month, HOURS_GENITIVE)
    monthly = minutes_off(basis.breaks, period) - terms.allowed_hours_a_month * MINUTES_AN_HOUR
    if monthly > 0:
        yield Step(texts.OVER_A_MONTH.format(hours=allowed), format_duration(monthly))
    at_once = minutes_over_at_once(basis.breaks, period, terms)
    if at_once:
        allowed = counted(terms.allowed_hours_at_once, HOURS_GENITIVE)
        yield Step(texts.OVER_AT_ONCE.format(hours=allowed), format_duration(at_once))
    why = texts.LARGER_COUNTS if monthly > 0 and at_once else ""
    yield Step(texts.WHOLE_HOURS_OVER, counted(basis.hours_over(period), HOURS), why)


def _exact_credit(basis: CreditBasis, period: Period) -> str:
    """The product to the last place, as it is before it is rounded to a kopeck."""
    points = basis.hours_over(period) * basis.terms.credit_basis_points_an_hour
    whole, rest = divmod(max(0, basis.charge_kopecks) * points, HUNDREDTHS_OF_PERCENT)
    exact = f"{format_kopecks_plain(whole)}{rest:04d}".rstrip("0") if rest else format_kopecks_plain(whole)
    how = texts.CREDIT_HOW.format(
        charge=format_kopecks_plain(basis.charge_kopecks),
        hours=counted(basis.hours_over(period), HOURS),
        percent=format_basis_points(basis.terms.credit_basis_points_an_hour),
        exact=exact,
    )
    return texts.CREDIT_ROUNDED.format(how=how) if rest else how
