"""What a volume costs. Kopecks, litres, kopecks a cubic metre and percent are integers throughout."""

from collections.abc import Iterable
from typing import NamedTuple

from avk_app.money import round_half_up
from avk_app.volume import LITRES_PER_CUBIC_METRE

UNIT_COEFFICIENT_HUNDREDTHS = 100


class VatPart(NamedTuple):
    """The VAT of one rate inside a total."""

    percent: int
    kopecks: int


def norm_volume_litres(persons: int, norm_litres_per_person: int) -> int:
    """`persons × norm` of one month (Government Decree 354, п. 42)."""
    return persons * norm_litres_per_person


def charge_kopecks(
    volume_litres: int,
    rate_kopecks_per_m3: int,
    coefficient_hundredths: int = UNIT_COEFFICIENT_HUNDREDTHS,
) -> int:
    """`volume × rate × coefficient`, rounded half up to a kopeck once (Government Decree 354, annex 2)."""
    return round_half_up(
        volume_litres * rate_kopecks_per_m3 * coefficient_hundredths,
        LITRES_PER_CUBIC_METRE * UNIT_COEFFICIENT_HUNDREDTHS,
    )


def included_vat_kopecks(total_kopecks: int, vat_percent: int) -> int:
    """The VAT inside a total that includes it: `total × 22/122` (Tax Code art. 168; 20/120 before 2026)."""
    return round_half_up(total_kopecks * vat_percent, 100 + vat_percent)


def included_vat_parts(amounts: Iterable[tuple[int, int]]) -> tuple[VatPart, ...]:
    """The VAT inside amounts, each with the percent of the period that it is for: rounded once a rate.

    A recalculation restates what was sold at the rate of its own period, so it carries that period's VAT.
    """
    totals: dict[int, int] = {}
    for kopecks, percent in amounts:
        totals[percent] = totals.get(percent, 0) + kopecks
    return tuple(VatPart(percent, included_vat_kopecks(total, percent)) for percent, total in totals.items())
