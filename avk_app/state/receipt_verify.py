"""Checking a receipt: anybody may, at a bearable pace."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from avk_app.domain.access import Access
from avk_app.services.paper_checks import PaperQuestion
from avk_app.services.receipt_verification import verify_receipt
from avk_app.state.forms import focus_summary
from avk_app.state.guard import allow
from avk_app.state.verification import ask, number_and_code
from avk_app.view_models.forms import FieldError
from avk_app.view_models.receipt_verify import receipt_answer
from avk_app.view_models.verification import NOT_ASKED, VerifyAnswer


def _verify(session: Session, question: PaperQuestion) -> VerifyAnswer:
    return receipt_answer(verify_receipt(session, question))


class ReceiptVerifyState(rx.State):
    """What the address brought to fill the form with, and the answer."""

    is_loaded: bool = False
    number: str = ""
    code: str = ""
    problems: list[FieldError] = []
    answer: VerifyAnswer = NOT_ASKED

    @rx.event
    @allow(Access.ANYONE)
    async def load(self) -> None:
        """A link on the receipt fills the form; asking stays the person's click."""
        self.number, self.code = number_and_code(self.router.url.query_parameters)
        self.problems, self.answer, self.is_loaded = [], NOT_ASKED, True

    @rx.event
    @allow(Access.ANYONE)
    async def check(self, form: dict[str, Any]) -> EventSpec | None:
        """Ask whether the receipt is genuine."""
        self.answer, self.problems = await ask(form, _verify)
        return focus_summary() if self.problems else None
