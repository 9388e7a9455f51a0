"""«Таймер нормы»: for how long averages stand in for a silent or lapsed meter, and what comes then.

Everything is computed at the rates of today: a forecast for people, not a charge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from avk_app.domain.billing import (
    Household,
    MonthRules,
    Water,
    WaterVolume,
    is_meter_refused,
    service_lines,
    volume_by_norm,
)
from avk_app.domain.charges import UNIT_COEFFICIENT_HUNDREDTHS
from avk_app.domain.metering import (
    BilledMeter,
    Method,
    first_norm_period,
    is_lapsed,
    is_lapsed_for_good,
    last_trusted_period,
    usual_month,
)
from avk_app.domain.period import Period

Meters = Mapping[Water, Sequence[BilledMeter]]
_SILENT_AFTER_PERIODS = 2


class TimerReason(StrEnum):
    """Why no dial is counted: nothing was read, or the verification is over."""

    SILENT = "silent"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class MonthCosts:
    """A month as usual and a month by the norm, all services, VAT included; usual is None when unknown.

    `coefficient_hundredths` is what the norm of water is raised by.
    """

    usual_kopecks: int | None
    norm_kopecks: int
    coefficient_hundredths: int


@dataclass(frozen=True)
class NormTimer:
    """`average_periods_left` counts the current period; 0 means that the norm holds already."""

    reason: TimerReason
    average_periods_left: int
    norm_from: Period
    costs: MonthCosts


def find_norm_timer(
    meters: Meters, current: Period, household: Household, rules: MonthRules
) -> NormTimer | None:
    """The timer of an account, None when every meter is read and verified, or readings would not help.

    Raises NobodyRegistered, ReadingGoesBack.
    """
    serving = _serving(meters, current)
    unsure = [meter for found in serving.values() for meter in found if _is_unsure(meter, current)]
    if not unsure or any(is_meter_refused(found, current, household) for found in serving.values() if found):
        return None
    norm_from = min(first_norm_period(meter, rules.terms) for meter in unsure)
    told_of = max(norm_from, current)
    by_norm = {
        water: any(is_lapsed_for_good(meter, told_of, rules.terms) for meter in found)
        for water, found in serving.items()
        if any(meter in unsure and first_norm_period(meter, rules.terms) <= norm_from for meter in found)
    }
    return NormTimer(
        reason=TimerReason.LAPSED
        if any(is_lapsed(meter, current) for meter in unsure)
        else TimerReason.SILENT,
        average_periods_left=max(0, current.months_until(norm_from)),
        norm_from=norm_from,
        costs=_month_costs(serving, by_norm, current, household, rules),
    )


def costs_of_lapse(
    meters: Meters, waters: Sequence[Water], current: Period, household: Household, rules: MonthRules
) -> MonthCosts:
    """What a month will cost once the verification of these waters' meters has lapsed for good.

    Raises NobodyRegistered, ReadingGoesBack.
    """
    by_norm = dict.fromkeys(waters, True)
    return _month_costs(_serving(meters, current), by_norm, current, household, rules)


def _serving(meters: Meters, current: Period) -> dict[Water, list[BilledMeter]]:
    return {
        water: [m for m in found if m.life.installed_in <= current and m.life.removed_in is None]
        for water, found in meters.items()
    }


def _is_unsure(meter: BilledMeter, current: Period) -> bool:
    """A month that is not over yet is no silence."""
    silence = last_trusted_period(meter).months_until(current)
    return is_lapsed(meter, current) or silence >= _SILENT_AFTER_PERIODS


def _month_costs(
    meters: Meters, by_norm: Mapping[Water, bool], current: Period, household: Household, rules: MonthRules
) -> MonthCosts:
    whole_month = household._replace(opened_on=current.first_day, closed_on=None)
    is_cold_raised = by_norm.get(Water.COLD, False)
    return MonthCosts(
        usual_kopecks=_cost(meters, {}, current, whole_month, rules)
        if _is_usual_known(meters, rules)
        else None,
        norm_kopecks=_cost(meters, by_norm, current, whole_month, rules),
        coefficient_hundredths=rules.raised_hundredths if is_cold_raised else UNIT_COEFFICIENT_HUNDREDTHS,
    )


def _is_usual_known(meters: Meters, rules: MonthRules) -> bool:
    return all(usual_month(meter, rules.terms) is not None for found in meters.values() for meter in found)


def _cost(
    meters: Meters, by_norm: Mapping[Water, bool], current: Period, household: Household, rules: MonthRules
) -> int:
    has_hot = household.has_hot_water or bool(meters.get(Water.HOT))
    waters = tuple(
        _volume(water, meters.get(water, ()), by_norm.get(water), current, household, rules)
        for water in ((Water.COLD, Water.HOT) if has_hot else (Water.COLD,))
    )
    return sum(line.amount_kopecks for line in service_lines(current, waters, rules))


def _volume(
    water: Water,
    meters: Sequence[BilledMeter],
    is_raised: bool | None,
    current: Period,
    household: Household,
    rules: MonthRules,
) -> WaterVolume:
    parts = [usual_month(meter, rules.terms) for meter in meters]
    known = tuple(part for part in parts if part is not None)
    is_refused = is_meter_refused(meters, current, household)
    if is_raised is None and not is_refused and meters and len(known) == len(parts):
        return WaterVolume(water, Method.AVERAGE, sum(part.volume_litres for part in known), known)
    raised = is_refused or bool(is_raised)
    return volume_by_norm(water, current, household, rules, is_raised=raised)
