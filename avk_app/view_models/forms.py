"""What a form shows about its problems."""

from dataclasses import dataclass

from avk_app.errors import InvalidInput
from avk_app.texts.errors import message_for

SUMMARY_ID = "problems"
CONTENT_ID = "content"


@dataclass(frozen=True)
class FieldError:
    """One problem: the id of the field it belongs to, and the finished sentence."""

    field: str
    message: str


def field_errors(refusal: InvalidInput) -> list[FieldError]:
    """The sentences for all problems of a form, in the form's order."""
    return [FieldError(problem.field, message_for(problem)) for problem in refusal.problems]
