"""The history's state: two dates as they were typed, and the period they showed last."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from avk_app import clock
from avk_app.domain.access import Access
from avk_app.domain.history import FIRST_FIELD, LAST_FIELD, HistorySpan, QuickSpan, parse_span, quick_span
from avk_app.errors import InvalidInput, NotFound
from avk_app.services.history import get_history, get_opening_day
from avk_app.state.forms import focus_summary, text_in
from avk_app.state.guard import allow
from avk_app.state.runtime import require_actor, run_service
from avk_app.view_models.forms import FieldError, field_errors
from avk_app.view_models.history import NO_HISTORY, HistoryView, history_view

LONGEST_DAY = 20
REVERSED = "history_days_reversed"


class HistoryState(rx.State):
    """`revision` grows when the dates change without being typed: the fields then show the new ones."""

    is_loaded: bool = False
    is_gone: bool = False
    first: str = ""
    last: str = ""
    revision: int = 0
    problems: list[FieldError] = []
    can_swap: bool = False
    view: HistoryView = NO_HISTORY
    _as_of_sequence: int = 0

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        await self._choose(QuickSpan.YEAR)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def show(self, form: dict[str, Any]) -> EventSpec | None:
        self.first, self.last = (
            text_in(form, FIRST_FIELD, LONGEST_DAY),
            text_in(form, LAST_FIELD, LONGEST_DAY),
        )
        return await self._show_typed()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def swap(self) -> EventSpec | None:
        """One tap for two dates in the wrong order."""
        self.first, self.last = self.last, self.first
        self.revision += 1
        return await self._show_typed()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def choose(self, choice: str) -> None:
        if choice in list(QuickSpan):
            await self._choose(QuickSpan(choice))

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def turn(self, page: int) -> None:
        """Another page of the period that is shown, as it was when its first page was read."""
        try:
            span = parse_span(self.view.first, self.view.last, clock.today())
        except InvalidInput:
            return
        await self._show(span, page, self._as_of_sequence)

    async def _choose(self, choice: QuickSpan) -> None:
        actor, today = require_actor(), clock.today()
        try:
            opened_on = await run_service(lambda session: get_opening_day(session, actor))
        except NotFound:
            self._lose()
            return
        span = quick_span(choice, today, opened_on)
        self.first, self.last = span.first_on.isoformat(), span.last_on.isoformat()
        self.revision += 1
        await self._show(span)

    async def _show_typed(self) -> EventSpec | None:
        try:
            span = parse_span(self.first, self.last, clock.today())
        except InvalidInput as refusal:
            self.problems = field_errors(refusal)
            self.can_swap = any(problem.code == REVERSED for problem in refusal.problems)
            return focus_summary()
        await self._show(span)
        return None

    async def _show(self, span: HistorySpan, page: int = 0, as_of_sequence: int | None = None) -> None:
        actor = require_actor()
        try:
            found = await run_service(lambda session: get_history(session, actor, span, page, as_of_sequence))
        except NotFound as missing:
            if missing.entity == "account":
                self._lose()
            return
        self.problems, self.can_swap = [], False
        self.view, self._as_of_sequence = history_view(found, clock.today()), found.as_of_sequence
        self.is_loaded, self.is_gone = True, False

    def _lose(self) -> None:
        self.view, self.is_loaded, self.is_gone = NO_HISTORY, True, True
