"""Asking a service for a confirmed change, and what its answer means for the form."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from avk_app.errors import DomainError, InvalidInput
from avk_app.services.codes import Outcome
from avk_app.state.runtime import run_service
from avk_app.view_models.forms import FieldError, field_errors
from avk_app.view_models.profile import outcome_problems, refusal_text


@dataclass(frozen=True)
class Answer:
    """`outcome` is there only when the step went through."""

    outcome: Outcome | None = None
    problems: list[FieldError] = field(default_factory=list)
    notice: str = ""


async def ask(use_case: Callable[[Session], Outcome], code_field: str, password_field: str) -> Answer:
    """Run one step. A wrong code or password is an outcome, so that its count is committed."""
    try:
        outcome = await run_service(use_case)
    except InvalidInput as refusal:
        return Answer(problems=field_errors(refusal))
    except DomainError as refusal:
        return Answer(notice=refusal_text(refusal))
    problems = outcome_problems(outcome, code_field, password_field)
    return Answer(problems=problems) if problems else Answer(outcome)
