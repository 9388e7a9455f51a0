"""What a volume costs. Kopecks, litres, kopecks a cubic metre and percent are integers throughout."""

from avk_app.money import round_half_up
from avk_app.volume import LITRES_PER_CUBIC_METRE

UNIT_COEFFICIENT_HUNDREDTHS = 100


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
