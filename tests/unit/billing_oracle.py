"""A second, slow way to charge a month, written from the rules alone: exact fractions, month by month.

It shares no function with the engine it judges. A meter is a dict of month index to dial value.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor, inf

AVERAGE_WINDOW, AVERAGE_AT_LEAST, AVERAGE_LASTS, LAPSE_LASTS = 6, 3, 3, 3
CAPACITY = {digits: 10**digits * 1000 for digits in range(4, 9)}


@dataclass
class OracleMeter:
    """`installed` and `due` are month indices; `values` maps a month index to litres on the dial.

    In a `rolled` month the dial began anew; nobody counts the value of a `doubted` one.
    """

    water: str
    installed: int
    initial: int
    due: int
    values: dict[int, int]
    removed: int | None = None
    digits: int = 5
    rolled: set[int] = field(default_factory=set)
    doubted: set[int] = field(default_factory=set)


@dataclass
class OracleAccount:
    """`refused`: the month in which a meter, or access to one, was refused; None when nobody did."""

    meters: list[OracleMeter]
    persons: int
    has_hot_water: bool
    refused: int | None


@dataclass
class OracleRules:
    water_rate: int
    wastewater_rate: int
    cold_norm: int
    hot_norm: int
    raised: Fraction


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def month_lines(account: OracleAccount, month: int, rules: OracleRules) -> list[tuple[str, int, int]]:
    """(method, litres, kopecks) of water and of wastewater."""
    cold_method, cold, raised = _water(account, "cold", month, rules.cold_norm)
    methods, total = [cold_method], cold
    if account.has_hot_water or any(meter.water == "hot" for meter in account.meters):
        hot_method, hot, _ = _water(account, "hot", month, rules.hot_norm)
        methods, total = [cold_method, hot_method], cold + hot
    coefficient = rules.raised if raised else Fraction(1)
    order = ["meter", "average", "norm", "raised_norm"]
    worst = order[max(order.index(method) for method in methods)]
    return [
        (cold_method, cold, half_up(Fraction(cold, 1000) * rules.water_rate * coefficient)),
        (worst, total, half_up(Fraction(total, 1000) * rules.wastewater_rate)),
    ]


def _water(account: OracleAccount, water: str, month: int, norm: int) -> tuple[str, int, bool]:
    serving = [
        meter
        for meter in account.meters
        if meter.water == water
        and meter.installed <= month
        and (meter.removed is None or month <= meter.removed)
    ]
    first = min((meter.installed for meter in serving), default=-inf)
    if account.refused is not None and first < account.refused < month:
        return "raised_norm", account.persons * norm, True
    volumes = [_meter(meter, month) for meter in serving]
    if serving and None not in volumes:
        methods = {method for method, _ in volumes if method}
        return ("average" if "average" in methods else "meter"), sum(v for _, v in volumes), False
    raised = max((month - meter.due for meter in serving), default=0) > LAPSE_LASTS
    return ("raised_norm" if raised else "norm"), account.persons * norm, raised


def _meter(meter: OracleMeter, month: int) -> tuple[str, int] | None:
    trusted = {meter.installed - 1: meter.initial}
    trusted.update(
        {at: value for at, value in meter.values.items() if at <= meter.due and at not in meter.doubted}
    )
    before = max(at for at in trusted if at < month)
    after = [at for at in trusted if at >= month]
    if after:
        flow = _flow(meter, trusted, before, min(after))
        months = min(after) - before
        place = month - before
        return "meter", floor(flow * Fraction(place, months)) - floor(flow * Fraction(place - 1, months))
    lasts = LAPSE_LASTS if month > meter.due else AVERAGE_LASTS
    if month - min(before, meter.due) > lasts:
        return None
    early = [at for at in trusted if before - at >= AVERAGE_WINDOW]
    since = max(early) if early else meter.installed - 1
    if before - since < AVERAGE_AT_LEAST:
        return None
    return "average", half_up(Fraction(_flow(meter, trusted, since, before), before - since))


def _flow(meter: OracleMeter, trusted: dict[int, int], since: int, until: int) -> int:
    turns = sum(since < at <= until for at in meter.rolled)
    return trusted[until] - trusted[since] + turns * CAPACITY[meter.digits]


def interruption_credit(
    spans: list[tuple[int, int]], month_minutes: int, charge: int, an_hour: Fraction
) -> int:
    """Kopecks off a month's charge for spans of (first minute, length), minute by minute.

    Minute 0 is the first of the month. A minute is over when it is beyond the fourth hour of its break or
    beyond the eighth hour of the month; a minute over at once leaves the month's eight hours alone.
    """
    dry = {minute for first, length in spans for minute in range(first, first + length)}
    over, within, run = 0, 0, 0
    for minute in sorted(dry):
        run = run + 1 if minute - 1 in dry else 1
        if not 0 <= minute < month_minutes:
            continue
        if run > 4 * 60:
            over += 1
        else:
            within += 1
    over += max(0, within - 8 * 60)
    return min(charge, half_up(charge * an_hour * (over // 60)))
