"""What the check of a printed bill answers."""

from dataclasses import dataclass

from avk_app.money import format_kopecks
from avk_app.services.bill_verification import GenuineBill
from avk_app.texts import bill_verify as texts
from avk_app.texts.russian import period_name


@dataclass(frozen=True)
class VerifyAnswer:
    """Genuine with its month and sum, or unknown; both false before anybody asked."""

    is_genuine: bool
    is_unknown: bool
    number: str
    month: str
    total_label: str
    total: str


NOT_ASKED = VerifyAnswer(False, False, "", "", "", "")
UNKNOWN = VerifyAnswer(False, True, "", "", "", "")


def verify_answer(found: GenuineBill | None) -> VerifyAnswer:
    """Only what the paper itself says."""
    if found is None:
        return UNKNOWN
    return VerifyAnswer(
        is_genuine=True,
        is_unknown=False,
        number=found.number,
        month=period_name(found.period),
        total_label=texts.TOTAL if found.due_kopecks >= 0 else texts.ADVANCE,
        total=format_kopecks(abs(found.due_kopecks)),
    )
