"""The VAT inside a bill, in words: mostly one rate, two where a recalculation reaches over their change."""

from collections.abc import Sequence

from avk_app.domain.charges import VatPart
from avk_app.money import format_kopecks
from avk_app.texts.bill import VAT_PART


def vat_notes(sentence: str, parts: Sequence[VatPart]) -> tuple[str, ...]:
    """The sentence with each rate and what it makes; none for a bill that charges nothing."""
    said = "; ".join(
        VAT_PART.format(percent=part.percent, amount=format_kopecks(part.kopecks)) for part in parts
    )
    return (sentence.format(parts=said),) if said else ()
