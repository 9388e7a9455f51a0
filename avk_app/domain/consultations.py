"""A request for a consultation: what must be in it, and how many of them are too many."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from avk_app.domain.phones import parse_phone
from avk_app.domain.plain_text import clean_line, clean_text
from avk_app.errors import FieldProblem, InvalidInput

LONGEST_NAME = 80
LONGEST_QUESTION = 2000
LIMIT_WINDOW = timedelta(hours=1)
MAX_PER_ADDRESS = 20
MAX_PER_PHONE = 3
_NAME_SIGNS = frozenset(" -'’.\u2010\u2011")


@dataclass(frozen=True)
class ConsultationForm:
    """The form as it was sent: nothing in it is checked yet."""

    first_name: str
    surname: str
    phone: str
    question: str
    is_agreed: bool


@dataclass(frozen=True)
class ConsultationRequest:
    """A checked form: `phone` is in E.164, texts are clean and within their limits."""

    first_name: str
    surname: str
    phone: str
    question: str


def parse_consultation(form: ConsultationForm) -> ConsultationRequest:
    """The checked request. Raises InvalidInput with every problem of the form, in the form's order."""
    problems: list[FieldProblem] = []
    request = ConsultationRequest(
        first_name=_checked(problems, lambda: _name(form.first_name, "first_name")),
        surname=_checked(problems, lambda: _name(form.surname, "surname")),
        phone=_checked(problems, lambda: parse_phone(clean_line(form.phone), "phone")),
        question=_checked(problems, lambda: _question(form.question)),
    )
    if not form.is_agreed:
        problems.append(FieldProblem("agreement", "agreement_needed"))
    if problems:
        raise InvalidInput(tuple(problems))
    return request


def _checked(problems: list[FieldProblem], parse: Callable[[], str]) -> str:
    """What `parse` gives, or "" with its problems added: a person hears about all of them at once."""
    try:
        return parse()
    except InvalidInput as refusal:
        problems.extend(refusal.problems)
        return ""


def _name(text: str, field: str) -> str:
    name = clean_line(text)
    if not name:
        raise InvalidInput((FieldProblem(field, f"{field}_empty"),))
    if len(name) > LONGEST_NAME:
        raise InvalidInput((FieldProblem(field, f"{field}_too_long", (("limit", LONGEST_NAME),)),))
    if not _is_name(name):
        raise InvalidInput((FieldProblem(field, f"{field}_letters"),))
    return name


def _is_name(name: str) -> bool:
    """Letters of any script, with the signs that names have between them."""
    letters = [c for c in name if unicodedata.category(c)[0] in "LM"]
    return bool(letters) and all(c in _NAME_SIGNS for c in name if c not in letters)


def _question(text: str) -> str:
    question = clean_text(text)
    if not question:
        raise InvalidInput((FieldProblem("question", "question_empty"),))
    if len(question) > LONGEST_QUESTION:
        values = (("limit", LONGEST_QUESTION), ("length", len(question)))
        raise InvalidInput((FieldProblem("question", "question_too_long", values),))
    return question
