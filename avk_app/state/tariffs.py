"""Tariffs and the calculator, open to anybody."""

from typing import Any

import reflex as rx

from avk_app import clock
from avk_app.domain.access import Access
from avk_app.domain.dated import RowsHaveGap
from avk_app.errors import InvalidInput
from avk_app.services.tariffs import list_tariffs, quote_month
from avk_app.state.guard import allow
from avk_app.state.runtime import run_service
from avk_app.texts.tariffs import DIGITS_BEFORE_COMMA
from avk_app.view_models.forms import FieldError, field_errors
from avk_app.view_models.tariffs import NO_QUOTE, QuoteView, TariffRow, quote_view, tariff_rows
from avk_app.volume import parse_dial


class TariffsState(rx.State):
    """The rows of the tables, and the last calculation."""

    is_loaded: bool = False
    is_missing: bool = False
    rows: list[TariffRow] = []
    quote: QuoteView = NO_QUOTE
    problems: list[FieldError] = []

    @rx.event
    @allow(Access.ANYONE)
    async def load(self) -> None:
        today = clock.today()
        try:
            self.rows = tariff_rows(await run_service(lambda session: list_tariffs(session, today)))
        except RowsHaveGap:
            self.rows = []
        self.is_loaded = True
        self.is_missing = not self.rows

    @rx.event
    @allow(Access.ANYONE)
    async def calculate(self, form: dict[str, Any]) -> None:
        self.problems, self.quote = [], NO_QUOTE
        try:
            cold, hot = _volume(form, "cold"), _volume(form, "hot")
        except InvalidInput as refusal:
            self.problems = field_errors(refusal)
            return
        today = clock.today()
        try:
            quote = await run_service(lambda session: quote_month(session, cold, hot, today))
        except RowsHaveGap:
            self.is_missing = True
            return
        self.quote = quote_view(quote)


def _volume(form: object, field: str) -> int:
    text = form.get(field) if isinstance(form, dict) else None
    return parse_dial(text if isinstance(text, str) and text.strip() else "0", DIGITS_BEFORE_COMMA, field)
