"""The bill's state: the newest bill, or that of the month in the page's address."""

from typing import Any

import reflex as rx
from reflex.event import EventSpec

from avk_app import clock, routes
from avk_app.domain.access import Access
from avk_app.domain.period import CODE_LENGTH, period_in
from avk_app.errors import NotFound
from avk_app.services.bill_page import get_bill, list_bills
from avk_app.state.forms import text_in
from avk_app.state.guard import allow
from avk_app.state.runtime import require_actor, run_service
from avk_app.texts import bill_page as texts
from avk_app.view_models.bill_page import NO_BILL, BillView, MonthChoice, bill_view, month_choices


class BillState(rx.State):
    """Empty until loaded: the page is prerendered and its skeleton is public."""

    is_loaded: bool = False
    problem: str = ""
    bill: BillView = NO_BILL
    months: list[MonthChoice] = []

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def load(self) -> None:
        """Show the bill that the address names; any other address shows the newest."""
        actor = require_actor()
        asked = period_in(self.router.url.query_parameters.get("period", "")[: CODE_LENGTH + 1])
        self.bill, self.problem = NO_BILL, ""
        self.months = month_choices(await run_service(lambda session: list_bills(session, actor)))
        try:
            page = await run_service(lambda session: get_bill(session, actor, asked))
            self.bill = bill_view(page, clock.today())
        except NotFound as refusal:
            self.problem = self._what_is_missing(refusal)
        self.is_loaded = True

    def _what_is_missing(self, refusal: NotFound) -> str:
        """A first bill yet to come is no problem: the page says so in its own words."""
        if refusal.entity == "account":
            return texts.ACCOUNT_GONE
        return texts.NO_SUCH_BILL if self.months else ""

    @rx.event
    @allow(Access.SUBSCRIBER)
    async def choose(self, form: dict[str, Any]) -> EventSpec | None:
        """Go to the bill of another month."""
        period = period_in(text_in(form, "period", CODE_LENGTH))
        return rx.redirect(f"{routes.BILL}?period={period.code}") if period else None
