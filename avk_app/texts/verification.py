"""What the pages that prove a paper share."""

from dataclasses import dataclass

CHECK = "Проверить"
PROBLEMS = "Проверьте, что введено"


@dataclass(frozen=True)
class VerifyTexts:
    """The words of one page: its form, and both answers. `unknown_more` may name the `hotline`."""

    title: str
    lead: str
    number: str
    number_hint: str
    code: str
    code_hint: str
    genuine: str
    genuine_more: str
    unknown: str
    unknown_more: str
