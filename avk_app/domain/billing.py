"""The charge lines of one account in one period: one engine for the monthly run, one account, the
preview before a reading is sent, and the simulation. Pure: the same facts give the same lines.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from avk_app.domain.charges import UNIT_COEFFICIENT_HUNDREDTHS, charge_kopecks, norm_volume_litres
from avk_app.domain.metering import (
    BilledMeter,
    EstimateTerms,
    MeterVolume,
    Method,
    is_lapsed_for_good,
    meter_volume,
)
from avk_app.domain.period import Period
from avk_app.errors import DomainError
from avk_app.money import round_half_up

_SURENESS = (Method.METER, Method.AVERAGE, Method.NORM, Method.RAISED_NORM)


class Water(StrEnum):
    """What flows through a meter."""

    COLD = "cold"
    HOT = "hot"


class ChargedService(StrEnum):
    """What is sold: водоснабжение is cold water, водоотведение cold and hot water together."""

    WATER = "water"
    WASTEWATER = "wastewater"


class Household(NamedTuple):
    """Who lives there and what could be metered, as it stood in the period.

    `meter_refused_on`: since when a meter that can be installed is not, or access was refused twice.
    """

    persons: int
    has_hot_water: bool
    meter_refused_on: date | None
    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True)
class MonthRules:
    """The dated rows of one period: rates, norms by water, the coefficient of a raised norm."""

    rates_kopecks_per_m3: Mapping[ChargedService, int]
    norms_litres: Mapping[Water, int]
    raised_hundredths: int
    terms: EstimateTerms


class WaterVolume(NamedTuple):
    """The volume of cold or hot water in a period and what it was made from.

    `silent_meter_ids`: by norm, the meters in service that could not tell the volume.
    """

    water: Water
    method: Method
    volume_litres: int
    meters: tuple[MeterVolume, ...] = ()
    persons: int = 0
    norm_litres: int = 0
    days: int = 0
    days_in_month: int = 0
    silent_meter_ids: tuple[int, ...] = ()


class ChargeLine(NamedTuple):
    """начисление: one service, one period, rounded once."""

    service: ChargedService
    period: Period
    method: Method
    volume_litres: int
    rate_kopecks_per_m3: int
    coefficient_hundredths: int
    amount_kopecks: int
    waters: tuple[WaterVolume, ...]


@dataclass(eq=False)
class NobodyRegistered(DomainError):
    """The norm needs at least one registered person, and there is none on file."""

    period: Period


def water_volume(
    water: Water, meters: Sequence[BilledMeter], period: Period, household: Household, rules: MonthRules
) -> WaterVolume:
    """The volume of one water: by its meters, or by the norm when any of them cannot tell.

    Raises ReadingGoesBack, NobodyRegistered.
    """
    serving = [meter for meter in meters if _is_serving(meter, period)]
    if is_meter_refused(serving, period, household):
        return volume_by_norm(water, period, household, rules, is_raised=True)
    found = [meter_volume(meter, period, rules.terms) for meter in serving]
    parts = tuple([_for_active_days(part, period, household) for part in found if part is not None])
    if not serving or len(parts) < len(found):
        is_raised = any(is_lapsed_for_good(meter, period, rules.terms) for meter in serving)
        by_norm = volume_by_norm(water, period, household, rules, is_raised=is_raised)
        silent = (m.meter_id for m, part in zip(serving, found, strict=True) if part is None)
        return by_norm._replace(silent_meter_ids=tuple(silent))
    return WaterVolume(water, _weakest(parts), sum([part.volume_litres for part in parts]), parts)


def charge_lines(
    meters: Mapping[Water, Sequence[BilledMeter]], period: Period, household: Household, rules: MonthRules
) -> list[ChargeLine]:
    """The lines of an account: water by the cold meters, wastewater by cold and hot together.

    An account that was not open on any day of the period gets none. Raises as `water_volume` does.
    """
    if active_days(period, household) == 0:
        return []
    cold = water_volume(Water.COLD, meters.get(Water.COLD, ()), period, household, rules)
    waters: tuple[WaterVolume, ...] = (cold,)
    if household.has_hot_water or meters.get(Water.HOT):
        waters = (cold, water_volume(Water.HOT, meters.get(Water.HOT, ()), period, household, rules))
    return service_lines(period, waters, rules)


def no_lines(period: Period, household: Household, rules: MonthRules) -> list[ChargeLine]:
    """What a month costs on no day of which the account was open: nothing, for none of its days."""
    unused = WaterVolume(
        water=Water.COLD,
        method=Method.NORM,
        volume_litres=0,
        persons=household.persons,
        norm_litres=rules.norms_litres[Water.COLD],
        days=0,
        days_in_month=period.days,
    )
    return service_lines(period, (unused,), rules)


def service_lines(period: Period, waters: tuple[WaterVolume, ...], rules: MonthRules) -> list[ChargeLine]:
    """What these volumes cost, cold water first: it is sold; wastewater follows all of them."""
    cold = waters[0]
    raised = rules.raised_hundredths if cold.method is Method.RAISED_NORM else UNIT_COEFFICIENT_HUNDREDTHS
    return [
        _line(ChargedService.WATER, period, (cold,), rules, raised),
        _line(ChargedService.WASTEWATER, period, waters, rules, UNIT_COEFFICIENT_HUNDREDTHS),
    ]


def is_meter_refused(serving: Sequence[BilledMeter], period: Period, household: Household) -> bool:
    """Whether there is no meter although one can be installed, or access to it was refused twice.

    Then the norm is raised whatever is read: nobody could look whether it is true. A meter that was fitted
    since is not the one that was refused.
    """
    refused_on = household.meter_refused_on
    if refused_on is None or refused_on > period.first_day:
        return False
    return not serving or any(meter.life.installed_in < Period.of(refused_on) for meter in serving)


def active_days(period: Period, household: Household) -> int:
    """On how many days of the period the account was open."""
    first_day, last_day = period.first_day, period.last_day
    if household.opened_on <= first_day and household.closed_on is None:
        return last_day.day
    last = min(last_day, household.closed_on or last_day)
    return max(0, (last - max(first_day, household.opened_on)).days + 1)


def _line(
    service: ChargedService,
    period: Period,
    waters: tuple[WaterVolume, ...],
    rules: MonthRules,
    coefficient_hundredths: int,
) -> ChargeLine:
    volume = sum([water.volume_litres for water in waters])
    rate = rules.rates_kopecks_per_m3[service]
    amount = charge_kopecks(volume, rate, coefficient_hundredths)
    return ChargeLine(service, period, _weakest(waters), volume, rate, coefficient_hundredths, amount, waters)


def volume_by_norm(
    water: Water, period: Period, household: Household, rules: MonthRules, *, is_raised: bool
) -> WaterVolume:
    """`persons × norm` for the days the account was open. Raises NobodyRegistered."""
    if household.persons < 1:
        raise NobodyRegistered(period)
    norm = rules.norms_litres[water]
    days, month = active_days(period, household), period.days
    return WaterVolume(
        water=water,
        method=Method.RAISED_NORM if is_raised else Method.NORM,
        volume_litres=round_half_up(norm_volume_litres(household.persons, norm) * days, month),
        persons=household.persons,
        norm_litres=norm,
        days=days,
        days_in_month=month,
    )


def _for_active_days(part: MeterVolume, period: Period, household: Household) -> MeterVolume:
    """An average is for a whole month; a dial counts only what flowed."""
    if part.method is Method.METER:
        return part
    days = active_days(period, household)
    if days == period.days:
        return part
    volume = round_half_up(part.volume_litres * days, period.days)
    return part._replace(volume_litres=volume, days=days, days_in_month=period.days)


def _weakest(parts: Sequence[MeterVolume] | Sequence[WaterVolume]) -> Method:
    if len(parts) == 1:
        return parts[0].method
    return max([part.method for part in parts], key=_SURENESS.index)


def _is_serving(meter: BilledMeter, period: Period) -> bool:
    removed = meter.life.removed_in
    return meter.life.installed_in <= period and (removed is None or period <= removed)
