"""Signing in: what was typed goes to the service, its ticket to the route that sets the cookie."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from avk_app.domain.access import Access
from avk_app.domain.payments import checkout_key_in
from avk_app.errors import DomainError, InvalidInput
from avk_app.services.sign_in import (
    ACCOUNT_NUMBER,
    LOGIN,
    PASSWORD,
    SURNAME,
    PasswordSignIn,
    SurnameSignIn,
    sign_in_by_password,
    sign_in_by_surname,
)
from avk_app.state.forms import focus_summary, text_in
from avk_app.state.guard import allow, current_actor, current_address
from avk_app.texts import sign_in as texts
from avk_app.view_models.forms import FieldError, field_errors
from avk_app.view_models.sign_in import (
    notice_of,
    password_help,
    suggested_login,
    suggested_surname,
    surname_help,
)

ANSWER_ID = "answer"


class SignInState(rx.State):
    """The answer to the last attempt. What was typed stays in the browser's fields. `checkout` is a payment
    that signing in leads back to."""

    ticket: str = ""
    notice: str = ""
    hint: str = ""
    suggestion: str = ""
    problems: list[FieldError] = []
    is_by_password: bool = False
    is_password_shown: bool = False
    is_signed_in: bool = False
    is_expired: bool = False
    checkout: str = ""

    @rx.event
    @allow(Access.ANYONE)
    async def load(self) -> None:
        self.reset()
        self.is_signed_in = current_actor() is not None
        query = self.router.url.query_parameters
        self.is_expired = query.get("expired") == "1"
        self.checkout = checkout_key_in(query.get("checkout", ""))

    @rx.event
    @allow(Access.ANYONE)
    async def use_password(self) -> EventSpec:
        self._forget_answer()
        self.is_by_password = True
        return rx.set_focus(LOGIN)

    @rx.event
    @allow(Access.ANYONE)
    async def use_surname(self) -> EventSpec:
        self._forget_answer()
        self.is_by_password = False
        return rx.set_focus(SURNAME)

    @rx.event
    @allow(Access.ANYONE)
    async def show_password(self, is_shown: bool) -> None:
        self.is_password_shown = is_shown is True

    @rx.event
    @allow(Access.ANYONE)
    async def accept_suggestion(self) -> list[EventSpec]:
        corrected = self.suggestion
        self._forget_answer()
        field, following = (LOGIN, PASSWORD) if self.is_by_password else (SURNAME, ACCOUNT_NUMBER)
        return [rx.set_value(field, corrected), rx.set_focus(following)]

    @rx.event
    @allow(Access.ANYONE)
    async def submit_surname(self, form: dict[str, Any]) -> EventSpec | None:
        surname = text_in(form, SURNAME)
        command = SurnameSignIn(surname, text_in(form, ACCOUNT_NUMBER), current_address())
        await self._try(lambda: sign_in_by_surname(command), texts.SURNAME_FAILED)
        if self.ticket:
            return None
        self.suggestion, self.hint = suggested_surname(surname), surname_help(surname)
        return self._focus_answer()

    @rx.event
    @allow(Access.ANYONE)
    async def submit_password(self, form: dict[str, Any]) -> EventSpec | None:
        command = PasswordSignIn(text_in(form, LOGIN), text_in(form, PASSWORD), current_address())
        await self._try(lambda: sign_in_by_password(command), texts.PASSWORD_FAILED)
        if self.ticket:
            return None
        self.suggestion, self.hint = suggested_login(command.login), password_help(command.password)
        return self._focus_answer()

    async def _try(self, use_case: Callable[[], str], failed: str) -> None:
        """The use case opens its own transactions: a failure is remembered though it raises."""
        self._forget_answer()
        try:
            self.ticket = await rx.run_in_thread(use_case)
        except InvalidInput as refusal:
            self.problems = field_errors(refusal)
        except DomainError as refusal:
            self.notice = notice_of(refusal, failed)

    def _focus_answer(self) -> EventSpec:
        return focus_summary() if self.problems else rx.set_focus(ANSWER_ID)

    def _forget_answer(self) -> None:
        self.ticket, self.notice, self.hint, self.suggestion, self.problems = "", "", "", "", []
        self.is_expired = False
