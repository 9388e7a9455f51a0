"""Checking a printed bill: anybody may, at a bearable pace."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from avk_app.domain.access import Access
from avk_app.errors import InvalidInput, TooManyAttempts
from avk_app.services.bill_verification import verify_bill
from avk_app.services.paper_checks import MAX_NUMBER_LENGTH, PaperQuestion
from avk_app.state.forms import focus_summary, text_in
from avk_app.state.guard import allow, current_address
from avk_app.state.runtime import run_service
from avk_app.texts.sign_in import wait
from avk_app.view_models.bill_verify import NOT_ASKED, VerifyAnswer, verify_answer
from avk_app.view_models.forms import FieldError, field_errors


class BillVerifyState(rx.State):
    """What the address brought to fill the form with, and the answer."""

    is_loaded: bool = False
    number: str = ""
    code: str = ""
    problems: list[FieldError] = []
    answer: VerifyAnswer = NOT_ASKED

    @rx.event
    @allow(Access.ANYONE)
    async def load(self) -> None:
        """A link on the bill fills the form; asking stays the person's click."""
        asked = self.router.url.query_parameters
        self.number = asked.get("number", "")[:MAX_NUMBER_LENGTH]
        self.code = asked.get("code", "")[:MAX_NUMBER_LENGTH]
        self.problems, self.answer, self.is_loaded = [], NOT_ASKED, True

    @rx.event
    @allow(Access.ANYONE)
    async def check(self, form: dict[str, Any]) -> EventSpec | None:
        """Ask whether the bill is genuine."""
        self.problems, self.answer = [], NOT_ASKED
        question = PaperQuestion(
            text_in(form, "number", MAX_NUMBER_LENGTH),
            text_in(form, "code", MAX_NUMBER_LENGTH),
            current_address(),
        )
        try:
            self.answer = verify_answer(await run_service(lambda session: verify_bill(session, question)))
        except InvalidInput as refusal:
            self.problems = field_errors(refusal)
        except TooManyAttempts as refusal:
            self.problems = [FieldError("code", wait(refusal.retry_after_seconds))]
        return focus_summary() if self.problems else None
