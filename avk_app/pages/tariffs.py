"""Tariffs: what a cubic metre costs, with the act that says so, and a calculator."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_button
from avk_app.components.forms import error_summary, field
from avk_app.components.frame import content, public_page, title
from avk_app.components.surfaces import badge, card, note, skeleton
from avk_app.state.tariffs import TariffsState
from avk_app.texts import shell
from avk_app.texts import tariffs as texts
from avk_app.view_models.tariffs import QuoteRow, TariffRow


def page() -> rx.Component:
    return public_page(
        content(
            title(texts.TITLE, rx.el.p(texts.LEAD, class_name="muted")),
            rx.cond(TariffsState.is_missing, note(texts.MISSING)),
            rx.cond(TariffsState.is_loaded, _current_rates(), _waiting()),
            _calculator(),
            rx.cond(TariffsState.is_loaded, _all_rates()),
        )
    )


def _waiting() -> rx.Component:
    """As large as the two cards, so that nothing below jumps when they come."""
    return rx.el.div(skeleton(4), skeleton(4), class_name="grid gap-4 md:grid-cols-2")


def _current_rates() -> rx.Component:
    cards = rx.foreach(TariffsState.rows, lambda row: rx.cond(row.is_now, _current_rate(row)))
    return rx.el.div(cards, class_name="grid gap-4 md:grid-cols-2")


def _current_rate(row: TariffRow) -> rx.Component:
    return card(
        rx.el.div(rx.el.h2(row.service), badge(row.since), class_name="head"),
        rx.el.p(
            rx.el.span(row.price, class_name="big num"),
            " ",
            rx.el.span(texts.PER_CUBIC_METRE, class_name="muted"),
        ),
        rx.el.p(row.hint, class_name="muted small"),
        rx.el.p(row.act, class_name="muted small"),
    )


def _calculator() -> rx.Component:
    form = rx.el.form(
        error_summary(texts.PROBLEMS, TariffsState.problems),
        rx.el.div(
            field("cold", texts.COLD, input_mode="decimal", max_length=12, auto_complete="off"),
            field(
                "hot",
                texts.HOT,
                hint=texts.HOT_HINT,
                input_mode="decimal",
                max_length=12,
                auto_complete="off",
            ),
            class_name="grid gap-4 md:grid-cols-2 items-end",
        ),
        rx.el.div(primary_button(texts.CALCULATE)),
        on_submit=TariffsState.calculate,
        no_validate=True,
        class_name="stack",
    )
    return card(
        rx.el.div(rx.el.h2(texts.CALCULATOR), rx.el.p(texts.CALCULATOR_LEAD, class_name="muted")),
        form,
        rx.el.div(rx.cond(TariffsState.quote.total != "", _quote()), role="status"),
    )


def _volume_field(name: str, label: str, hint: str) -> rx.Component:
    return field(name, label, hint=hint, input_mode="decimal", max_length=12, auto_complete="off")


def _quote() -> rx.Component:
    return rx.el.div(
        rx.foreach(TariffsState.quote.rows, _quote_row),
        rx.el.div(
            rx.el.span(texts.TOTAL, " ", rx.el.span(TariffsState.quote.vat, class_name="muted small")),
            rx.el.b(TariffsState.quote.total, class_name="num"),
            class_name="row",
        ),
    )


def _quote_row(row: QuoteRow) -> rx.Component:
    formula = rx.el.span(row.formula, class_name="muted small num")
    return rx.el.div(
        rx.el.span(row.service, " ", formula), rx.el.span(row.amount, class_name="num"), class_name="row"
    )


def _all_rates() -> rx.Component:
    return card(
        rx.el.h2(texts.ALL_RATES),
        note(texts.SAMPLE_NOTE, tone="info"),
        rx.el.ul(rx.foreach(TariffsState.rows, _rate_row)),
    )


def _rate_row(row: TariffRow) -> rx.Component:
    badges = rx.el.span(
        badge(row.standing, row.tone), rx.cond(row.is_sample, badge(texts.SAMPLE)), class_name="flex gap-2"
    )
    about = rx.el.div(
        rx.el.span(row.service, " ", row.since),
        badges,
        rx.el.span(row.act, class_name="muted small"),
        class_name="gap-s min-w-0",
    )
    return rx.el.li(about, rx.el.b(row.price, class_name="num"), class_name="row")


def register(app: rx.App) -> None:
    """Anybody may look: prices are public."""
    app.add_page(
        page,
        route=routes.TARIFFS,
        title=shell.page_title(texts.TITLE),
        description=texts.LEAD,
        on_load=TariffsState.load,
    )
