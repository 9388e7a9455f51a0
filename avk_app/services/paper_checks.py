"""Whether a paper with a number and a code is genuine: anybody may ask, at a bearable pace."""

from dataclasses import dataclass
from typing import Literal, TypeVar

from sqlmodel import Session

from avk_app.config import get_settings
from avk_app.domain.check_codes import is_check_code
from avk_app.errors import FieldProblem, InvalidInput
from avk_app.services.sign_in_attempts import admit, note_success, target_of

MAX_NUMBER_LENGTH = 40
Number = TypeVar("Number")


@dataclass(frozen=True)
class PaperQuestion:
    """What a person typed from paper, and where the question came from."""

    number: str
    code: str
    address: str


def require_number(
    question: PaperQuestion, number: Number | None, paper: Literal["bill", "receipt"]
) -> Number:
    """The number that was read out of the question. Raises InvalidInput when there is none, or no code."""
    problems = [] if number is not None else [FieldProblem("number", f"{paper}_number_format")]
    if not question.code.strip():
        problems.append(FieldProblem("code", f"{paper}_code_empty"))
    if number is None or problems:
        raise InvalidInput(tuple(problems))
    return number


def is_genuine(session: Session, document: str, amount_kopecks: int | None, question: PaperQuestion) -> bool:
    """Whether the code is that of the document with this sum; never when there is no such document (None).

    A wrong code and an unknown number look the same. Wrong answers are counted like failed sign-ins.
    Raises TooManyAttempts.
    """
    attempt = admit(session, target_of(document, "", question.address))
    key = get_settings().signing_key()
    is_code = is_check_code(key, document, amount_kopecks or 0, question.code)
    if not is_code or amount_kopecks is None:
        return False
    note_success(session, attempt.id)
    return True
