"""What was typed into the card form, and what is wrong with it."""

import re
from dataclasses import dataclass
from datetime import date

from avk_app.sandbox.cards import TestCard, is_luhn_valid
from avk_app.sandbox.methods import LATEST_YEAR
from avk_app.sandbox.params import Params
from avk_app.texts import sandbox as texts

LONGEST_FIELD = 40
_EXPIRY = re.compile(r"(0?[1-9]|1[0-2])\s*/?\s*(?:20)?(\d\d)")


@dataclass(frozen=True)
class CardForm:
    """As typed; it lives as long as its request and is shown again when something is wrong."""

    number: str = ""
    expiry: str = ""
    cvc: str = ""

    @property
    def digits(self) -> str:
        return re.sub(r"[\s-]", "", self.number)

    @property
    def expires(self) -> tuple[int, int] | None:
        """Month and year."""
        match = _EXPIRY.fullmatch(self.expiry.strip())
        return (int(match[1]), 2000 + int(match[2])) if match else None


def read_form(params: Params) -> CardForm:
    return CardForm(*(params.text(name)[:LONGEST_FIELD] for name in ("number", "expiry", "cvc")))


def filled_with(card: TestCard) -> CardForm:
    groups = [card.number[start : start + 4] for start in range(0, len(card.number), 4)]
    return CardForm(" ".join(groups), f"12/{LATEST_YEAR % 100}", "123")


def problems_of(form: CardForm, today: date) -> dict[str, str]:
    """A sentence for each field that has something wrong, in the order of the form."""
    problems = {
        "number": _number_problem(form.digits),
        "expiry": _expiry_problem(form.expires, today),
        "cvc": "" if re.fullmatch(r"[0-9]{3,4}", form.cvc.strip()) else texts.CVC_WRONG,
    }
    return {field: problem for field, problem in problems.items() if problem}


def _number_problem(digits: str) -> str:
    if not digits:
        return texts.NUMBER_EMPTY
    is_card = re.fullmatch(r"[0-9]{12,19}", digits) and is_luhn_valid(digits)
    return "" if is_card else texts.NUMBER_WRONG


def _expiry_problem(expires: tuple[int, int] | None, today: date) -> str:
    """A card is good until the end of its month."""
    if expires is None:
        return texts.EXPIRY_WRONG
    month, year = expires
    return texts.EXPIRY_PAST if (year, month) < (today.year, today.month) else ""
