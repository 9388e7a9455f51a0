"""Changing the e-mail or the phone: what is new, then the code."""

from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec
from sqlmodel import Session

from avk_app.domain.access import Access
from avk_app.services.codes import Outcome
from avk_app.services.contacts import (
    ConfirmContactChange,
    ContactKind,
    RequestContactChange,
    confirm_contact_change,
    request_contact_change,
)
from avk_app.state.forms import text_in
from avk_app.state.guard import allow
from avk_app.state.profile import ProfileState
from avk_app.state.profile_answers import ask
from avk_app.state.runtime import require_actor
from avk_app.texts import profile as texts
from avk_app.view_models.forms import FieldError

CODE, PASSWORD, SUMMARY = "contact_code", "contact_password", "contact_problems"
_SAVED = {ContactKind.EMAIL: texts.EMAIL_SAVED, ContactKind.PHONE: texts.PHONE_SAVED}


class ContactsState(rx.State):
    """`kind` is the contact being changed, "" for none; `value` is what the sent code confirms."""

    kind: str = ""
    value: str = ""
    recipient: str = ""
    notice: str = ""
    done: str = ""
    problems: list[FieldError] = []

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def start(self, kind: str) -> EventSpec | None:
        if kind not in list(ContactKind):
            return None
        self.reset()
        self.kind = str(kind)
        return rx.set_focus(self.kind)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def cancel(self) -> None:
        self.reset()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def request(self, form: dict[str, Any]) -> EventSpec | None:
        if not self.kind:
            return None
        actor, kind = require_actor(), ContactKind(self.kind)
        value = text_in(form, kind)
        command = RequestContactChange(kind, value, text_in(form, PASSWORD))
        outcome = await self._ask(lambda session: request_contact_change(session, actor, command))
        if outcome is None:
            return rx.set_focus(SUMMARY)
        self.value, self.recipient = value.strip(), outcome.recipient
        return rx.set_focus(CODE)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def confirm(self, form: dict[str, Any]) -> EventSpec | None:
        if not self.kind:
            return None
        actor, kind = require_actor(), ContactKind(self.kind)
        command = ConfirmContactChange(kind, self.value, text_in(form, CODE))
        outcome = await self._ask(lambda session: confirm_contact_change(session, actor, command))
        if outcome is None:
            return rx.set_focus(SUMMARY)
        self.reset()
        self.done = _SAVED[kind]
        return ProfileState.load  # type: ignore[return-value]

    async def _ask(self, use_case: Callable[[Session], Outcome]) -> Outcome | None:
        answer = await ask(use_case, CODE, PASSWORD)
        self.problems, self.notice, self.done = answer.problems, answer.notice, ""
        return answer.outcome
