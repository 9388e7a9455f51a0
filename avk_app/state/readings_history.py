"""The history of readings under the form: loaded when it is asked for."""

import reflex as rx

from avk_app import clock
from avk_app.domain.access import Access
from avk_app.errors import NotFound
from avk_app.services.readings_history import MAX_PAGE, get_readings_history
from avk_app.state.guard import allow
from avk_app.state.readings_input import is_id
from avk_app.state.runtime import require_actor, run_service
from avk_app.view_models.readings_history import NO_HISTORY, HistoryView, history_view


class ReadingsHistoryState(rx.State):
    """One page of one meter's history; empty until it is opened."""

    history: HistoryView = NO_HISTORY

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def open(self) -> None:
        await self._show(None, 0)

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def close(self) -> None:
        self.history = NO_HISTORY

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def show(self, meter_id: int = 0, page: int = 0) -> None:
        if is_id(meter_id) and (page == 0 or is_id(page)) and page <= MAX_PAGE:
            await self._show(meter_id, int(page))

    async def _show(self, meter_id: int | None, page: int) -> None:
        actor = require_actor()
        try:
            found = await run_service(lambda session: get_readings_history(session, actor, meter_id, page))
        except NotFound:
            self.history = NO_HISTORY
            return
        self.history = history_view(found, clock.today())
