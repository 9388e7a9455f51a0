"""The list of open sessions, and ending them."""

import reflex as rx
from reflex.event import EventSpec

from avk_app import clock, routes
from avk_app.domain.access import Access
from avk_app.errors import NotFound
from avk_app.services.session_list import end_all_sessions, end_session, list_sessions
from avk_app.state.guard import allow
from avk_app.state.runtime import require_actor, run_service
from avk_app.texts import profile as texts
from avk_app.view_models.profile import SessionRow, session_rows

_LARGEST_ID = 2**31 - 1


class SessionListState(rx.State):
    """Where the person is signed in."""

    is_loaded: bool = False
    rows: list[SessionRow] = []
    notice: str = ""

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        self.notice = ""
        await self._show()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def end(self, session_id: int) -> None:
        actor = require_actor()
        if type(session_id) is not int or not 0 < session_id <= _LARGEST_ID:
            return
        try:
            await run_service(lambda session: end_session(session, actor, session_id))
        except NotFound:
            self.notice = texts.SESSION_GONE
        else:
            self.notice = texts.SESSION_ENDED
        await self._show()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def end_all(self) -> EventSpec:
        actor = require_actor()
        await run_service(lambda session: end_all_sessions(session, actor))
        return rx.redirect(routes.LOGIN)

    async def _show(self) -> None:
        actor = require_actor()
        found = await run_service(lambda session: list_sessions(session, actor))
        self.rows, self.is_loaded = session_rows(found, clock.today()), True
