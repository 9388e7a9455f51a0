"""What the check of a paper answers."""

from dataclasses import dataclass, field

from avk_app.view_models.facts import FactView


@dataclass(frozen=True)
class VerifyAnswer:
    """Genuine with what the paper says, or unknown; both false before anybody asked."""

    is_genuine: bool = False
    is_unknown: bool = False
    facts: list[FactView] = field(default_factory=list)


NOT_ASKED = VerifyAnswer()
UNKNOWN = VerifyAnswer(is_unknown=True)
