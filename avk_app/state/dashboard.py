"""The dashboard's state: one view, loaded for the account the session looks at."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from avk_app.domain.access import Access
from avk_app.errors import DomainError, NotFound
from avk_app.services.account_switch import switch_account
from avk_app.services.dashboard import get_dashboard
from avk_app.state.guard import allow
from avk_app.state.runtime import require_actor, run_service
from avk_app.texts import dashboard as texts
from avk_app.view_models.dashboard import DashboardView, dashboard_view

LONGEST_ID = 10


class DashboardState(rx.State):
    """Empty until loaded: the page is prerendered and its skeleton is public."""

    is_loaded: bool = False
    problem: str = ""
    board: DashboardView = DashboardView()

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        """Show the account of the session as it is now."""
        actor = require_actor()
        try:
            board = await run_service(lambda session: get_dashboard(session, actor))
        except NotFound:
            self.board, self.problem, self.is_loaded = DashboardView(), texts.ACCOUNT_GONE, True
            return
        self.board, self.problem, self.is_loaded = dashboard_view(board), "", True

    @rx.event
    @allow(Access.PASSWORD)
    async def switch(self, form: dict[str, Any]) -> EventSpec | None:
        """Look at another account of the user; what is not theirs changes nothing."""
        account_id = _account_id_in(form)
        if account_id is None:
            return None
        actor = require_actor()
        try:
            await run_service(lambda session: switch_account(session, actor, account_id))
        except DomainError:
            return None
        return DashboardState.load  # type: ignore[return-value]


def _account_id_in(form: object) -> int | None:
    chosen = form.get("account_id") if isinstance(form, dict) else None
    if not isinstance(chosen, str) or not chosen.isascii() or not chosen.isdigit():
        return None
    return int(chosen) if len(chosen) <= LONGEST_ID else None
