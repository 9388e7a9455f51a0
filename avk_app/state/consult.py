"""Consultation: anybody asks, a ticket with a number comes back."""

import secrets
from typing import Any

import reflex as rx
import structlog
from reflex.event import EventSpec

from avk_app import clock
from avk_app.domain.access import Access
from avk_app.domain.consultations import ConsultationForm, ConsultationRequest, parse_consultation
from avk_app.domain.tickets import consultation_number
from avk_app.errors import InvalidInput, TooManyAttempts
from avk_app.services.consultations import (
    ConsultationCommand,
    ConsultationReceipt,
    request_consultation,
)
from avk_app.state.forms import focus_content, focus_summary, is_ticked, text_in
from avk_app.state.guard import allow, current_actor, current_address
from avk_app.state.runtime import run_service
from avk_app.texts import agreement
from avk_app.texts import consult as texts
from avk_app.view_models.consult import NOTHING_TAKEN, ConsultationTaken, taken
from avk_app.view_models.forms import FieldError, field_errors

log = structlog.get_logger()
TRAP_FIELD = "second_phone"
_DECOY_IDS = range(900_000, 1_000_000)


class ConsultState(rx.State):
    """The problems of the form, and the confirmation that takes its place."""

    problems: list[FieldError] = []
    receipt: ConsultationTaken = NOTHING_TAKEN

    @rx.event
    @allow(Access.ANYONE)
    async def send(self, form: dict[str, Any]) -> EventSpec:
        self.problems = []
        try:
            request = parse_consultation(_read(form))
            self.receipt = taken(await _request(request, is_trapped=text_in(form, TRAP_FIELD) != ""))
        except InvalidInput as refusal:
            self.problems = field_errors(refusal)
        except TooManyAttempts as refusal:
            self.problems = [FieldError("question", texts.wait_message(refusal.retry_after_seconds))]
        return focus_summary() if self.problems else focus_content()

    @rx.event
    @allow(Access.ANYONE)
    async def ask_again(self) -> EventSpec:
        self.receipt = NOTHING_TAKEN
        return focus_content()


def _read(form: object) -> ConsultationForm:
    return ConsultationForm(
        first_name=text_in(form, "first_name"),
        surname=text_in(form, "surname"),
        phone=text_in(form, "phone"),
        question=text_in(form, "question"),
        is_agreed=is_ticked(form, "agreement"),
    )


async def _request(request: ConsultationRequest, *, is_trapped: bool) -> ConsultationReceipt:
    """Who filled in the field that nobody sees gets the same friendly answer, and nothing is stored."""
    if is_trapped:
        log.info("consultation_trapped", address=current_address())
        return ConsultationReceipt(
            consultation_number(clock.today().year, secrets.choice(_DECOY_IDS)), request.phone
        )
    actor = current_actor()
    command = ConsultationCommand(request, agreement.VERSION, current_address())
    return await run_service(
        lambda session: request_consultation(session, actor, command, texts.letter_to_contact_centre)
    )
