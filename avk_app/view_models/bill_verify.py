"""What the check of a printed bill answers."""

from avk_app.money import format_kopecks
from avk_app.services.bill_verification import GenuineBill
from avk_app.texts import bill_verify as texts
from avk_app.texts.russian import period_name
from avk_app.view_models.facts import FactView
from avk_app.view_models.verification import UNKNOWN, VerifyAnswer


def bill_answer(found: GenuineBill | None) -> VerifyAnswer:
    """Only what the paper itself says."""
    if found is None:
        return UNKNOWN
    total_label = texts.TOTAL if found.due_kopecks >= 0 else texts.ADVANCE
    facts = [
        FactView(texts.TEXTS.number, found.number),
        FactView(texts.MONTH, period_name(found.period)),
        FactView(total_label, format_kopecks(abs(found.due_kopecks))),
    ]
    return VerifyAnswer(is_genuine=True, facts=facts)
