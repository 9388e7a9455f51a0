"""The autopay page: switched on at the provider's page, changed here, off with one tap."""

import secrets
from collections.abc import AsyncGenerator
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from avk_app.domain.access import Access
from avk_app.domain.payments import checkout_key_in
from avk_app.errors import Conflict, GatewayError, InvalidInput, NotFound, TooManyAttempts
from avk_app.gateways.card_payments import card_payments
from avk_app.money import parse_kopecks
from avk_app.services.access import Actor
from avk_app.services.autopay import AutopayTerms, change_autopay, get_autopay, start_autopay, switch_off
from avk_app.services.autopay_setup import confirm_autopay
from avk_app.state.forms import focus_summary, is_ticked, text_in
from avk_app.state.guard import allow
from avk_app.state.runtime import require_actor, run_service
from avk_app.texts import autopay as texts
from avk_app.view_models.autopay import NOTHING_KNOWN, AutopayView, autopay_view
from avk_app.view_models.forms import FieldError, field_errors

DAY, LIMIT, CONSENT, ACCOUNT, SAVED = "day", "limit", "consent", "account", "saved"
LONGEST_LIMIT = 40
LONGEST_ID = 20
ANSWER_ID = "autopay-answer"
TURN_BYTES = 8
_DAY_DIGITS = 2


class AutopayPageState(rx.State):
    """`notice` says what was done, `trouble` what was not; `is_waiting` for the provider's word on a card."""

    is_loaded: bool = False
    is_changing: bool = False
    is_starting: bool = False
    is_waiting: bool = False
    problem: str = ""
    notice: str = ""
    trouble: str = ""
    problems: list[FieldError] = []
    view: AutopayView = NOTHING_KNOWN
    ticket: str = ""
    turn: str = ""

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        """How it stands; whoever comes back from the provider's page has it asked first."""
        self.reset()
        saved = checkout_key_in(self.router.url.query_parameters.get(SAVED, ""))
        if saved:
            await self._confirm(saved)
        await self._look()
        self.is_waiting = bool(saved) and not self.view.is_on and not self.trouble
        self.notice = texts.SWITCHED_ON if saved and self.view.is_on else ""

    @rx.event
    @allow(Access.PASSWORD)
    async def start(self, form: dict[str, Any] | None = None) -> AsyncGenerator[Any, None]:
        """On to the provider's page, which saves the card."""
        self._forget_answer()
        self.ticket, self.is_starting = "", True
        yield
        try:
            version = texts.CONSENT_VERSION if is_ticked(form, CONSENT) else ""
            actor = _actor_of(text_in(form, ACCOUNT, LONGEST_ID))
            self.ticket = await _start(actor, _read(form), version)
            self.turn = secrets.token_hex(TURN_BYTES)
        except InvalidInput as refusal:
            self.problems = field_errors(refusal)
            yield focus_summary()
        except (GatewayError, TooManyAttempts, NotFound, Conflict) as refusal:
            self.trouble = _trouble(refusal)
            yield rx.set_focus(ANSWER_ID)
        self.is_starting = self.ticket != ""

    @rx.event
    @allow(Access.PASSWORD)
    async def edit(self) -> EventSpec:
        self._forget_answer()
        self.is_changing = True
        return rx.set_focus(DAY)

    @rx.event
    @allow(Access.PASSWORD)
    async def cancel(self) -> None:
        self._forget_answer()
        self.is_changing = False

    @rx.event
    @allow(Access.PASSWORD)
    async def change(self, form: dict[str, Any] | None = None) -> EventSpec:
        """Another day or limit, the same card."""
        self._forget_answer()
        try:
            actor, terms = _actor_of(text_in(form, ACCOUNT, LONGEST_ID)), _read(form)
            await run_service(lambda session: change_autopay(session, actor, terms))
        except InvalidInput as refusal:
            self.problems = field_errors(refusal)
            return focus_summary()
        except (NotFound, Conflict) as refusal:
            self.trouble = _trouble(refusal, texts.ALREADY_OFF)
        else:
            self.notice = texts.CHANGED
        self.is_changing = False
        await self._look()
        return rx.set_focus(ANSWER_ID)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def switch_off(self, account: str = "") -> EventSpec:
        """One tap: what was announced is not taken any more."""
        self._forget_answer()
        try:
            await _switch_off(_actor_of(account))
            self.notice = texts.SWITCHED_OFF
        except (NotFound, Conflict) as refusal:
            self.trouble = _trouble(refusal, texts.ALREADY_OFF)
        self.is_changing = False
        await self._look()
        return rx.set_focus(ANSWER_ID)

    async def _confirm(self, key: str) -> None:
        actor = require_actor()
        try:
            await rx.run_in_thread(lambda: confirm_autopay(actor, key, card_payments()))
        except GatewayError:
            self.trouble = texts.NOT_YET

    async def _look(self) -> None:
        actor = require_actor()
        try:
            self.view = autopay_view(await run_service(lambda session: get_autopay(session, actor)))
        except NotFound:
            self.view, self.problem = NOTHING_KNOWN, texts.GONE
        self.is_loaded = True

    def _forget_answer(self) -> None:
        self.notice, self.trouble, self.problems, self.is_waiting = "", "", [], False


def _actor_of(shown_account: str) -> Actor:
    """Raises Conflict when the page shows an account that another tab has left."""
    actor = require_actor()
    if shown_account != str(actor.account_id):
        raise Conflict("account")
    return actor


async def _start(actor: Actor, terms: AutopayTerms, consent_version: str) -> str:
    return await rx.run_in_thread(lambda: start_autopay(actor, terms, consent_version, card_payments()))


async def _switch_off(actor: Actor) -> None:
    await rx.run_in_thread(lambda: switch_off(actor, card_payments()))


def _read(form: object) -> AutopayTerms:
    """The terms of a form; a day that is none becomes 0, which the rule refuses."""
    day = text_in(form, DAY, _DAY_DIGITS)
    is_number = day.isascii() and day.isdigit() and len(day) <= _DAY_DIGITS
    return AutopayTerms(
        int(day) if is_number else 0, parse_kopecks(text_in(form, LIMIT, LONGEST_LIMIT), LIMIT)
    )


def _trouble(refusal: Exception, missing: str = texts.GONE) -> str:
    match refusal:
        case TooManyAttempts():
            return texts.TOO_OFTEN
        case GatewayError():
            return texts.PROVIDER_DOWN
        case Conflict():
            return texts.OTHER_ACCOUNT
        case _:
            return missing
