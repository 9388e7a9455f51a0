"""The readings page: what was typed becomes a command, what the service answers becomes cards.

Nothing kept here is needed to send: the form carries period, values and request key, so a page whose
server started anew in the meantime still sends what its person sees.
"""

from typing import Any, NamedTuple

import reflex as rx
from sqlmodel import Session

from avk_app.domain.access import Access
from avk_app.domain.norm_timer import NormTimer
from avk_app.domain.period import Period
from avk_app.errors import Conflict, InvalidInput, NotFound
from avk_app.services.access import Actor
from avk_app.services.bill_preview import BillPreview, find_coming_bill
from avk_app.services.norm_timer import get_norm_timer
from avk_app.services.readings_check import CheckedReading, ReadingsCommand, check_readings
from avk_app.services.readings_form import ReadingsForm, get_readings_form
from avk_app.services.readings_receipt import ReadingReceipt
from avk_app.services.readings_submit import ReadingQuestions, submit_readings
from avk_app.state.forms import focus_summary
from avk_app.state.guard import allow
from avk_app.state.readings_input import check_command, command_of, find_period, is_id, parse_fills, typed_in
from avk_app.state.runtime import require_actor, run_service
from avk_app.texts import readings as texts
from avk_app.view_models.bill_preview import NO_PREVIEW, PreviewView, preview_view
from avk_app.view_models.forms import FieldError
from avk_app.view_models.norm_timer import NO_TIMER, NormTimerView, norm_timer_view
from avk_app.view_models.readings import (
    EMPTY,
    FORM,
    LOADING,
    SENT,
    MeterCard,
    OtherPeriod,
    draft_name,
    look_again,
    meter_cards,
    mode_of,
    other_period,
    page_lead,
    page_title,
    problems_of,
    send_label,
    with_answers,
)
from avk_app.view_models.readings_receipt import ReceiptView, sent_view
from avk_app.volume import MAX_INPUT_LENGTH

OUTCOME_ID = "outcome"
LOOK_AGAIN_ID = "look-again"


class ReadingsState(rx.State):
    """The form or the receipt of one period. `asked_key` names the content that was asked about."""

    mode: str = LOADING
    title: str = texts.TITLE
    lead: str = ""
    period_code: str = ""
    draft: str = ""
    accepted_key: str = ""
    asked_key: str = ""
    send_label: str = ""
    look_again: str = ""
    notice: str = ""
    has_several: bool = False
    cards: list[MeterCard] = []
    problems: list[FieldError] = []
    receipt: ReceiptView = ReceiptView()
    other: OtherPeriod = OtherPeriod()
    preview: PreviewView = NO_PREVIEW
    timer: NormTimerView = NO_TIMER
    _typed: dict[int, str] = {}

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        await self._open(None)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def choose_period(self, code: int = 0) -> None:
        if period := find_period(code):
            await self._open(period)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def correct(self) -> None:
        """Back to the form, with what was sent in its fields."""
        if self.cards:
            self.mode = FORM

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def keep(self) -> None:
        """Leave everything as it was accepted."""
        if self.receipt.title:
            self.mode = SENT

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def check(self, meter_id: int = 0, text: str = "") -> None:
        """Say what the value in one field means, beside the others."""
        if not is_id(meter_id) or not isinstance(text, str):
            return
        cut = text[: MAX_INPUT_LENGTH + 1]
        if self._typed.get(meter_id, "") != cut:
            await self._check({meter_id: cut})

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def take_suggestion(self, fills: str = "") -> None:
        """The browser has put the suggestion into its fields; say what it means."""
        await self._check(parse_fills(fills))

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def submit(self, form: dict[str, Any] | None = None) -> Any:
        self.problems, self.notice = [], ""
        command, actor = command_of(form), require_actor()
        try:
            outcome, bill = await run_service(lambda session: _send(session, actor, command))
        except InvalidInput as refusal:
            await self._check(typed_in(form))
            self.problems = problems_of(refusal, self.cards)
            return focus_summary()
        except (Conflict, NotFound) as refusal:
            self.notice = texts.MOMENT_OF_CONFLICT if isinstance(refusal, Conflict) else texts.GONE
            return None
        self._typed = typed_in(form)
        if isinstance(outcome, ReadingQuestions):
            self.preview = preview_view(bill)
            return self._ask(command, outcome)
        return [self._confirm(command, outcome), ReadingsState.load_costs]

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load_costs(self) -> None:
        """What the month costs now: after the receipt, which nobody should wait for."""
        period, actor = find_period(self.period_code), require_actor()
        if period is None:
            return
        try:
            bill, timer = await run_service(lambda session: _costs(session, actor, period))
        except NotFound:
            return
        self.preview, self.timer = preview_view(bill), norm_timer_view(timer)

    async def _open(self, period: Period | None) -> None:
        actor = require_actor()
        try:
            now = await run_service(lambda session: _look(session, actor, period))
        except NotFound:
            self.mode = EMPTY
            return
        self._show(now.form)
        self.preview, self.timer = preview_view(now.bill), norm_timer_view(now.timer)
        self.mode = mode_of(now.form)

    def _show(self, form: ReadingsForm) -> None:
        self.title, self.lead = page_title(form), page_lead(form)
        self.period_code, self.draft = str(form.period.code), draft_name(form)
        self.cards, self.other = meter_cards(form), other_period(form)
        self.has_several = len(form.meters) > 1
        self.send_label, self.receipt = send_label(len(form.meters)), sent_view(form)
        self.look_again, self.notice, self.accepted_key, self.asked_key = "", "", "", ""
        self.problems, self._typed = [], {}

    async def _check(self, changes: dict[int, str]) -> None:
        """Only meters on the page are looked at, so that a client cannot make the state grow."""
        known = {card.meter_id for card in self.cards}
        typed = self._typed | changes
        self._typed = {meter_id: text for meter_id, text in typed.items() if meter_id in known}
        command, actor = check_command(self.period_code, self._typed), require_actor()
        try:
            checked, bill = await run_service(lambda session: _check(session, actor, command))
        except NotFound:
            self.notice = texts.GONE
            return
        self.cards, self.preview = with_answers(self.cards, tuple(checked)), preview_view(bill)
        self.look_again, self.asked_key = "", ""

    def _ask(self, command: ReadingsCommand, questions: ReadingQuestions) -> Any:
        self.cards = with_answers(self.cards, questions.checked)
        self.look_again, self.asked_key = look_again(self.cards), command.request_key
        return rx.set_focus(LOOK_AGAIN_ID)

    def _confirm(self, command: ReadingsCommand, receipt: ReadingReceipt) -> Any:
        self._show(receipt.form)
        self.receipt, self.accepted_key = sent_view(receipt.form, receipt), command.request_key
        self.mode = SENT
        return rx.set_focus(OUTCOME_ID)


class _Now(NamedTuple):
    """How things stand: the form, what this month will cost, and what silence costs."""

    form: ReadingsForm
    bill: BillPreview | None
    timer: NormTimer | None


def _look(session: Session, actor: Actor, period: Period | None) -> _Now:
    form = get_readings_form(session, actor, period)
    if form.closed_on is not None:
        return _Now(form, None, None)
    return _Now(form, *_costs(session, actor, form.period))


def _costs(session: Session, actor: Actor, period: Period) -> tuple[BillPreview | None, NormTimer | None]:
    return find_coming_bill(session, actor, period), get_norm_timer(session, actor)


def _check(
    session: Session, actor: Actor, command: ReadingsCommand
) -> tuple[list[CheckedReading], BillPreview | None]:
    checked = check_readings(session, actor, command)
    return checked, find_coming_bill(session, actor, command.period, checked)


def _send(
    session: Session, actor: Actor, command: ReadingsCommand
) -> tuple[ReadingReceipt | ReadingQuestions, BillPreview | None]:
    """A question comes with its price, in one transaction."""
    outcome = submit_readings(session, actor, command)
    if isinstance(outcome, ReadingQuestions):
        return outcome, find_coming_bill(session, actor, command.period, outcome.checked)
    return outcome, None
