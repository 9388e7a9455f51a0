"""The design system on one page, in both themes. The server shows it in the demo only."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import link_button, plain_link, primary_button, quiet_button
from avk_app.components.dial import reading_field
from avk_app.components.dial_picture import dial_picture
from avk_app.components.forms import check_box, field, text_area
from avk_app.components.frame import content, public_page, title
from avk_app.components.surfaces import badge, card, empty, note, skeleton
from avk_app.texts import shell
from avk_app.texts import styleguide as texts

_COLORS = (
    "bg", "surface", "sunken", "line", "field", "text", "muted", "brand", "brand-strong", "brand-soft",
    "call", "ok", "ok-soft", "warn", "warn-soft", "bad", "bad-soft", "dial", "dial-red",
)  # fmt: skip


def page() -> rx.Component:
    return public_page(
        content(
            title(texts.TITLE, rx.el.p(texts.LEAD, class_name="lead")),
            _theme("light", texts.LIGHT),
            _theme("dark", texts.DARK),
        )
    )


def _theme(name: str, heading: str) -> rx.Component:
    return rx.el.section(
        rx.el.h2(heading),
        rx.el.div(
            _colors(),
            _type(),
            _actions(name),
            _fields(name),
            _states(),
            _table(),
            class_name="grid items-start gap-4 md:grid-cols-2",
        ),
        class_name=f"{name} theme-panel stack",
    )


def _colors() -> rx.Component:
    swatches = (
        rx.el.li(
            rx.el.span(class_name="swatch", style={"background": f"var(--{color})"}),
            rx.el.code(color),
        )
        for color in _COLORS
    )
    return card(rx.el.h3(texts.TOKENS), rx.el.ul(*swatches, class_name="swatches"))


def _type() -> rx.Component:
    return card(
        rx.el.h3(texts.TYPE),
        rx.el.p(texts.HEADING_ONE, class_name="like-h1"),
        rx.el.p(texts.HEADING_TWO, class_name="like-h2"),
        rx.el.p(texts.HEADING_THREE, class_name="like-h3"),
        rx.el.p(texts.LEAD_SAMPLE, class_name="lead"),
        rx.el.p(texts.BODY, " ", plain_link(texts.LINK, href="#content")),
        rx.el.p(texts.MUTED, class_name="muted small"),
        rx.el.p(texts.SUM, class_name="big num"),
    )


def _actions(theme: str) -> rx.Component:
    return card(
        rx.el.h3(texts.ACTIONS),
        rx.el.div(
            primary_button(texts.PRIMARY, type="button"),
            quiet_button(texts.QUIET),
            rx.el.button(texts.CALL, type="button", class_name="btn btn-call"),
            primary_button(texts.BUSY, type="button", disabled=True),
            link_button(texts.LINK_BUTTON),
            class_name="actions",
            id=f"actions-{theme}",
        ),
        rx.el.h3(texts.DIAL),
        dial_picture("00419", "790", texts.DIAL_LABEL),
    )


def _fields(theme: str) -> rx.Component:
    return card(
        rx.el.h3(texts.FORM),
        field(f"name-{theme}", texts.FIELD, hint=texts.FIELD_HINT),
        field(f"number-{theme}", texts.WRONG, error=texts.WRONG_ERROR, default_value=texts.WRONG_VALUE),
        text_area(f"question-{theme}", texts.AREA),
        check_box(f"agreement-{theme}", texts.CHECK),
        reading_field(f"reading-{theme}", texts.READING, 5),
    )


def _states() -> rx.Component:
    return card(
        rx.el.h3(texts.SURFACES),
        rx.el.div(*(badge(label, tone) for tone, label in texts.BADGES), class_name="actions"),
        note(rx.el.p(texts.NOTE_INFO), tone="info"),
        note(rx.el.p(texts.NOTE_OK), tone="ok"),
        note(rx.el.p(texts.NOTE_WARN), tone="warn"),
        note(rx.el.p(texts.NOTE_BAD), tone="bad"),
        empty(rx.el.p(texts.EMPTY)),
        rx.el.p(texts.LOADING, class_name="muted small"),
        skeleton(2),
    )


def _table() -> rx.Component:
    head, rows = texts.TABLE_HEAD, texts.TABLE_ROWS
    return card(
        rx.el.h3(texts.TABLE),
        rx.el.div(
            rx.el.table(
                rx.el.caption(texts.TABLE_CAPTION, class_name="visually-hidden"),
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(head[0], scope="col"),
                        *(rx.el.th(name, scope="col", class_name="num") for name in head[1:]),
                    )
                ),
                rx.el.tbody(*(_table_row(*row) for row in rows)),
            ),
            class_name="table-wrap",
            tab_index=0,
            role="group",
            aria_label=texts.TABLE_CAPTION,
        ),
    )


def _table_row(month: str, value: str, volume: str) -> rx.Component:
    return rx.el.tr(
        rx.el.th(month, scope="row"), rx.el.td(value, class_name="num"), rx.el.td(volume, class_name="num")
    )


def register(app: rx.App) -> None:
    app.add_page(page, route=routes.STYLEGUIDE, title=shell.page_title(texts.TITLE), description=texts.LEAD)
