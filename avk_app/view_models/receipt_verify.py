"""What the check of a receipt answers."""

from avk_app import clock
from avk_app.money import format_kopecks
from avk_app.services.receipt_verification import GenuineReceipt
from avk_app.texts import receipt_verify as texts
from avk_app.texts.russian import format_full_moment
from avk_app.view_models.facts import FactView
from avk_app.view_models.verification import UNKNOWN, VerifyAnswer


def receipt_answer(found: GenuineReceipt | None) -> VerifyAnswer:
    """Only what the receipt itself says, and whether it counts before the law."""
    if found is None:
        return UNKNOWN
    facts = [
        FactView(texts.TEXTS.number, found.number),
        FactView(texts.ISSUED, format_full_moment(clock.to_city(found.issued_at))),
        FactView(texts.TOTALS[found.kind], format_kopecks(found.total_kopecks)),
        FactView(texts.LAW, texts.FISCAL if found.is_fiscal else texts.NOT_FISCAL),
    ]
    return VerifyAnswer(is_genuine=True, facts=facts)
