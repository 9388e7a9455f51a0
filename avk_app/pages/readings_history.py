"""The history of readings: a part of the readings page, opened when somebody wants it."""

import reflex as rx

from avk_app.components.actions import quiet_button
from avk_app.components.surfaces import badge, card, empty
from avk_app.state.readings_history import ReadingsHistoryState
from avk_app.texts import readings as texts
from avk_app.view_models.readings_history import HistoryLine, MeterTab


def history_section() -> rx.Component:
    view = ReadingsHistoryState.history
    return rx.el.div(
        rx.cond(view.is_open, _history(), _open_button()), class_name="no-print", aria_live="polite"
    )


def _open_button() -> rx.Component:
    return quiet_button(texts.HISTORY, on_click=ReadingsHistoryState.open)


def _history() -> rx.Component:
    view = ReadingsHistoryState.history
    return card(
        rx.el.div(
            rx.el.h2(texts.HISTORY),
            quiet_button(texts.HISTORY_HIDE, on_click=ReadingsHistoryState.close),
            class_name="head",
        ),
        rx.el.div(rx.foreach(view.tabs, _tab), class_name="choices", role="group", aria_label=texts.HISTORY),
        rx.cond(
            view.lines,
            rx.el.ul(rx.foreach(view.lines, _line), class_name="lines"),
            empty(texts.HISTORY_EMPTY),
        ),
        _pager(),
    )


def _tab(tab: MeterTab) -> rx.Component:
    return rx.el.button(
        tab.label,
        type="button",
        class_name="choice",
        aria_pressed=rx.cond(tab.is_chosen, "true", "false"),
        on_click=ReadingsHistoryState.show(tab.meter_id, 0),  # type: ignore[operator]
    )


def _line(line: HistoryLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(line.period),
            rx.el.span(line.about, class_name="muted small"),
            rx.cond(line.remarks != "", rx.el.span(line.remarks, class_name="muted small")),
            badge(line.status, line.tone),
            class_name="line-name",
        ),
        rx.el.div(
            rx.el.b(line.value, class_name="num"),
            rx.el.span(line.consumption, class_name="muted small num"),
            class_name="line-value",
        ),
        class_name=rx.cond(line.is_replaced, "replaced", ""),
    )


def _pager() -> rx.Component:
    view = ReadingsHistoryState.history
    return rx.el.div(
        rx.cond(
            view.page > 0,
            quiet_button(
                texts.HISTORY_NEWER,
                on_click=ReadingsHistoryState.show(view.meter_id, view.page - 1),  # type: ignore[operator]
            ),
        ),
        rx.cond(
            view.has_older,
            quiet_button(
                texts.HISTORY_OLDER,
                on_click=ReadingsHistoryState.show(view.meter_id, view.page + 1),  # type: ignore[operator]
            ),
        ),
        class_name="actions",
    )
