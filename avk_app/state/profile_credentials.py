"""Creating and changing the login and the password."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from avk_app.domain.access import Access
from avk_app.services.codes import Outcome
from avk_app.services.credentials import CreateLogin, create_login, request_login
from avk_app.services.credentials_change import (
    ChangeLogin,
    ChangePassword,
    change_login,
    change_password,
    request_login_change,
)
from avk_app.state.forms import text_in
from avk_app.state.guard import allow
from avk_app.state.profile import ProfileState
from avk_app.state.profile_answers import ask
from avk_app.state.runtime import require_actor
from avk_app.texts import profile as texts
from avk_app.view_models.forms import FieldError

CODE, CURRENT, SUMMARY = "login_code", "current_password", "login_problems"
CREATE, LOGIN, PASSWORD = "create", "login", "password"


class CredentialsState(rx.State):
    """`task` is what is being done: create, login, password, or "". `recipient` got the code."""

    task: str = ""
    value: str = ""
    recipient: str = ""
    notice: str = ""
    done: str = ""
    is_created: bool = False
    is_shown: bool = False
    problems: list[FieldError] = []

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def cancel(self) -> None:
        self.reset()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def show(self, is_shown: bool) -> None:
        self.is_shown = is_shown is True

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def request_create(self) -> EventSpec | None:
        """The first step needs no form: the code goes to the e-mail on file."""
        self.reset()
        actor = require_actor()
        outcome = await self._ask(lambda session: request_login(session, actor))
        if outcome is None:
            return None
        self.task, self.recipient = CREATE, outcome.recipient
        return rx.set_focus(CODE)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def create(self, form: dict[str, Any]) -> EventSpec:
        actor = require_actor()
        command = CreateLogin(text_in(form, CODE), text_in(form, LOGIN), text_in(form, PASSWORD))
        if await self._ask(lambda session: create_login(session, actor, command)) is None:
            return rx.set_focus(SUMMARY)
        self.reset()
        self.is_created = True
        return ProfileState.load  # type: ignore[return-value]

    @rx.event
    @allow(Access.PASSWORD)
    async def start(self, task: str) -> EventSpec | None:
        if task not in (LOGIN, PASSWORD):
            return None
        self.reset()
        self.task = str(task)
        return rx.set_focus(LOGIN if task == LOGIN else CURRENT)

    @rx.event
    @allow(Access.PASSWORD)
    async def request_login(self, form: dict[str, Any]) -> EventSpec:
        actor, login = require_actor(), text_in(form, LOGIN)
        outcome = await self._ask(lambda session: request_login_change(session, actor, login))
        if outcome is None:
            return rx.set_focus(SUMMARY)
        self.task, self.value, self.recipient = LOGIN, login.strip(), outcome.recipient
        return rx.set_focus(CODE)

    @rx.event
    @allow(Access.PASSWORD)
    async def change_login(self, form: dict[str, Any]) -> EventSpec:
        actor, command = require_actor(), ChangeLogin(self.value, text_in(form, CODE))
        return await self._finish(lambda session: change_login(session, actor, command), texts.LOGIN_SAVED)

    @rx.event
    @allow(Access.PASSWORD)
    async def change_password(self, form: dict[str, Any]) -> EventSpec:
        actor = require_actor()
        command = ChangePassword(text_in(form, CURRENT), text_in(form, "new_password"))
        return await self._finish(
            lambda session: change_password(session, actor, command), texts.PASSWORD_SAVED
        )

    async def _finish(self, use_case: Callable[[Session], Outcome], done: str) -> EventSpec:
        if await self._ask(use_case) is None:
            return rx.set_focus(SUMMARY)
        self.reset()
        self.done = done
        return ProfileState.load  # type: ignore[return-value]

    async def _ask(self, use_case: Callable[[Session], Outcome]) -> Outcome | None:
        answer = await ask(use_case, CODE, CURRENT)
        self.problems, self.notice, self.done = answer.problems, answer.notice, ""
        return answer.outcome
