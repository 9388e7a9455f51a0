"""What a charge line was made from, and the line made from it once more: amounts prove themselves."""

from dataclasses import dataclass

from avk_app.domain.billing import WaterVolume
from avk_app.domain.charges import charge_kopecks, norm_volume_litres
from avk_app.domain.consumption import even_share
from avk_app.domain.interruptions import CreditBasis
from avk_app.domain.metering import MeterVolume, Method
from avk_app.domain.penalties import PenaltyStretch, penalty_kopecks
from avk_app.domain.period import Period
from avk_app.domain.recalculation import Charged
from avk_app.money import round_half_up


@dataclass(frozen=True)
class ChargeBasis:
    """The waters whose volumes add up to the line's."""

    waters: tuple[WaterVolume, ...]


@dataclass(frozen=True)
class RecalculationBasis:
    """What was charged for the period before, and what it is made from now."""

    before: Charged
    waters: tuple[WaterVolume, ...]


@dataclass(frozen=True)
class PenaltyBasis:
    """The delay from its first day that costs, and what of it earlier bills asked for, in kopecks."""

    charged_before_kopecks: int
    stretches: tuple[PenaltyStretch, ...]


Basis = ChargeBasis | RecalculationBasis | PenaltyBasis | CreditBasis


@dataclass(frozen=True)
class PricedVolume:
    """A line's period and price: kopecks a cubic metre and the coefficient in hundredths."""

    period: Period
    rate_kopecks_per_m3: int
    coefficient_hundredths: int


def recompute_line(basis: Basis, price: PricedVolume) -> tuple[int, int]:
    """Litres and kopecks of a line, made anew from what it says it was made from.

    Raises ValueError for a month that its readings do not span.
    """
    if isinstance(basis, PenaltyBasis):
        return 0, penalty_kopecks(basis.stretches) - basis.charged_before_kopecks
    if isinstance(basis, CreditBasis):
        return 0, basis.amount_kopecks(price.period)
    volume = sum(recompute_volume(water, price.period) for water in basis.waters)
    amount = charge_kopecks(volume, price.rate_kopecks_per_m3, price.coefficient_hundredths)
    if isinstance(basis, RecalculationBasis):
        return volume - basis.before.volume_litres, amount - basis.before.amount_kopecks
    return volume, amount


def recompute_volume(water: WaterVolume, period: Period) -> int:
    """Litres of one water in a period: by its meters, or `persons × norm` for the days it was open."""
    if water.meters:
        return sum(_recompute_meter(meter, period) for meter in water.meters)
    whole = norm_volume_litres(water.persons, water.norm_litres)
    return round_half_up(whole * water.days, water.days_in_month)


def _recompute_meter(meter: MeterVolume, period: Period) -> int:
    if meter.method is Method.METER:
        place = meter.since.period.months_until(period)
        if not 1 <= place <= meter.months:
            raise ValueError(meter.meter_id, period)
        return even_share(meter.used_litres, meter.months, place)
    average = round_half_up(meter.used_litres, meter.months)
    return round_half_up(average * meter.days, meter.days_in_month) if meter.days_in_month else average
