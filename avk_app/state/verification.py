"""What the states of the pages that prove a paper share: a link fills the form, a click asks."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from avk_app.errors import InvalidInput, TooManyAttempts
from avk_app.services.paper_checks import MAX_NUMBER_LENGTH, PaperQuestion
from avk_app.state.forms import text_in
from avk_app.state.guard import current_address
from avk_app.state.runtime import run_service
from avk_app.texts.sign_in import wait
from avk_app.view_models.forms import FieldError, field_errors
from avk_app.view_models.verification import NOT_ASKED, VerifyAnswer

Verify = Callable[[Session, PaperQuestion], VerifyAnswer]


def number_and_code(asked: Mapping[str, str]) -> tuple[str, str]:
    """What the link on the paper brought."""
    return asked.get("number", "")[:MAX_NUMBER_LENGTH], asked.get("code", "")[:MAX_NUMBER_LENGTH]


async def ask(form: object, verify: Verify) -> tuple[VerifyAnswer, list[FieldError]]:
    """The answer to what the form asks, or the problems of the form."""
    question = PaperQuestion(
        text_in(form, "number", MAX_NUMBER_LENGTH),
        text_in(form, "code", MAX_NUMBER_LENGTH),
        current_address(),
    )
    try:
        return await run_service(lambda session: verify(session, question)), []
    except InvalidInput as refusal:
        return NOT_ASKED, field_errors(refusal)
    except TooManyAttempts as refusal:
        return NOT_ASKED, [FieldError("code", wait(refusal.retry_after_seconds))]
