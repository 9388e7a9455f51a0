"""The payment page: what is typed is priced as it changes, and paying leads to the provider's page.

Nothing kept here is needed to pay: the form carries amount, month and channel, so a page whose server
started anew in the meantime still pays what its person sees.
"""

import secrets
from collections.abc import AsyncGenerator
from typing import Any

import reflex as rx

from avk_app import clock
from avk_app.domain.access import Access
from avk_app.domain.payments import parse_amount
from avk_app.domain.period import CODE_LENGTH, Period, period_in
from avk_app.errors import FieldProblem, GatewayError, InvalidInput, NotFound, TooManyAttempts
from avk_app.gateways.card_payments import card_payments
from avk_app.models.payments import PaymentChannel
from avk_app.services.access import Actor
from avk_app.services.checkouts import ONLINE_CHANNELS, StartCheckout, start_checkout
from avk_app.services.payments import ROWS_A_PAGE, get_payments_page
from avk_app.services.payments_result import PaymentTerms
from avk_app.state.forms import focus_summary, text_in
from avk_app.state.guard import allow
from avk_app.state.runtime import require_actor, run_service
from avk_app.texts import payments as texts
from avk_app.view_models.forms import FieldError, field_errors
from avk_app.view_models.payments import (
    NO_QUOTE,
    NOTHING_OWED,
    OwedView,
    QuoteView,
    owed_view,
    quote_view,
)
from avk_app.view_models.payments_history import (
    NONE_OPEN,
    OpenPaymentView,
    PaymentRowView,
    open_payment,
    payment_rows,
)

AMOUNT, PERIOD, CHANNEL, ACCOUNT = "amount", "period", "channel", "account"
LONGEST_AMOUNT = 40
ANSWER_ID = "pay-answer"
TURN_BYTES = 8


class PaymentsState(rx.State):
    """`problems` stand beside the fields, `refusals` in the summary: only once somebody wanted to pay."""

    is_loaded: bool = False
    is_starting: bool = False
    problem: str = ""
    owed: OwedView = NOTHING_OWED
    quote: QuoteView = NO_QUOTE
    problems: list[FieldError] = []
    refusals: list[FieldError] = []
    notice: str = ""
    ticket: str = ""
    turn: str = ""
    open_payment: OpenPaymentView = NONE_OPEN
    rows: list[PaymentRowView] = []
    has_more: bool = False
    _terms: PaymentTerms | None = None
    _typed: str = ""
    _named: str = ""
    _row_count: int = ROWS_A_PAGE

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        """How things stand now. What was typed stays while the debt it was typed for is the same."""
        self.ticket, self.turn, self.is_starting = "", "", False
        self._forget_answer()
        asked = period_in(self.router.url.query_parameters.get(PERIOD, "")[: CODE_LENGTH + 1])
        await self._look(asked)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def check(self, text: str = "") -> None:
        """Price what stands in the amount field."""
        self._typed = text[: LONGEST_AMOUNT + 1]
        self._forget_answer()
        self._price()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def name_period(self, code: str = "") -> None:
        """Show how the money goes when this month is settled first."""
        self._named = code[: CODE_LENGTH + 1]
        self._price()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def show_more(self) -> None:
        self._row_count += ROWS_A_PAGE
        await self._look(period_in(self.owed.named))

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def pay(self, form: dict[str, Any] | None = None) -> AsyncGenerator[Any, None]:
        """Open the provider's page for what the form says; the browser then goes there by itself."""
        self._forget_answer()
        self.ticket, self.is_starting = "", True
        yield
        try:
            command = await self._read(form)
            self.ticket = await _start(require_actor(), command)
            self.turn = secrets.token_hex(TURN_BYTES)
        except InvalidInput as refusal:
            self.problems = self.refusals = field_errors(refusal)
            yield focus_summary()
        except (GatewayError, TooManyAttempts, NotFound) as refusal:
            self.notice = _notice(refusal)
            yield rx.set_focus(ANSWER_ID)
        self.is_starting = self.ticket != ""

    async def _read(self, form: object) -> StartCheckout:
        """The command of the form. Raises InvalidInput, NotFound."""
        if self._terms is None:
            await self._look(None)
        if self._terms is None:
            raise NotFound("account")
        self._typed = text_in(form, AMOUNT, LONGEST_AMOUNT)
        channel = text_in(form, CHANNEL)
        if channel not in ONLINE_CHANNELS:
            raise InvalidInput((FieldProblem(CHANNEL, "channel_not_online"),))
        amount = parse_amount(self._typed, self._terms.cap_kopecks, AMOUNT)
        named = _debt_named(self._terms, text_in(form, PERIOD, CODE_LENGTH))
        shown = text_in(form, ACCOUNT, LONGEST_AMOUNT)
        return StartCheckout(
            PaymentChannel(channel), amount, named, int(shown) if shown.isascii() and shown.isdecimal() else 0
        )

    async def _look(self, asked: Period | None) -> None:
        actor, rows = require_actor(), self._row_count
        try:
            page = await run_service(lambda session: get_payments_page(session, actor, rows))
        except NotFound:
            self.reset()
            self.problem, self.is_loaded = texts.GONE, True
            return
        today = clock.today()
        self._take(page.terms, owed_view(page.terms, page.offices, asked, today))
        self.rows, self.has_more = payment_rows(page, today), page.has_more
        self.open_payment = open_payment(page)
        self.problem, self.is_loaded = "", True

    def _take(self, terms: PaymentTerms, owed: OwedView) -> None:
        """Another debt fills the form anew, as the page does with its fields."""
        if owed.draft != self.owed.draft:
            self._typed, self._named = owed.suggested, owed.named
        self._terms, self.owed = terms, owed
        self._price()

    def _price(self) -> None:
        """An empty field is no mistake yet."""
        if self._terms is None:
            return
        amount = None
        try:
            amount = parse_amount(self._typed, self._terms.cap_kopecks, AMOUNT)
        except InvalidInput as refusal:
            self.problems = field_errors(refusal) if self._typed.strip() else []
        self.quote = quote_view(self._terms, amount, _debt_named(self._terms, self._named))

    def _forget_answer(self) -> None:
        self.notice, self.problems, self.refusals = "", [], []


async def _start(actor: Actor, command: StartCheckout) -> str:
    return await rx.run_in_thread(lambda: start_checkout(actor, command, card_payments()))


def _debt_named(terms: PaymentTerms, code: str) -> Period | None:
    """The month to settle first, when something is owed for it."""
    period = period_in(code)
    return period if any(debt.period == period for debt in terms.owed.debts) else None


def _notice(refusal: Exception) -> str:
    if isinstance(refusal, TooManyAttempts):
        return texts.wait_message(refusal.retry_after_seconds)
    return texts.PROVIDER_DOWN if isinstance(refusal, GatewayError) else texts.GONE
