"""History: choose two dates, press the button, see what was charged and paid between them."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import plain_link, primary_button, quiet_button
from avk_app.components.forms import error_of, error_summary, field
from avk_app.components.frame import content, subscriber_page, title
from avk_app.components.history_chart import history_chart
from avk_app.components.history_rows import entry_table, reading_table
from avk_app.components.surfaces import card, empty, note, skeleton
from avk_app.state.history import HistoryState
from avk_app.texts import history as texts
from avk_app.texts import shell
from avk_app.view_models.history import FileView, SumView

VIEW = HistoryState.view


def page() -> rx.Component:
    return subscriber_page(
        content(
            title(texts.TITLE, rx.el.p(texts.LEAD, class_name="muted")),
            _form(),
            rx.el.p(VIEW.announcement, role="status", class_name="visually-hidden"),
            rx.cond(
                HistoryState.is_loaded,
                rx.cond(HistoryState.is_gone, note(texts.GONE), _period()),
                skeleton(8),
            ),
        ),
        active=routes.HISTORY,
    )


def _form() -> rx.Component:
    swap = rx.cond(
        HistoryState.can_swap,
        rx.el.div(quiet_button(texts.SWAP, on_click=HistoryState.swap)),
    )
    form = rx.el.form(
        error_summary(texts.PROBLEMS, HistoryState.problems),
        swap,
        rx.el.div(
            _day("first", texts.FIRST, HistoryState.first),
            _day("last", texts.LAST, HistoryState.last),
            primary_button(texts.SHOW),
            class_name="history-dates",
        ),
        on_submit=HistoryState.show,
        no_validate=True,
        class_name="stack",
    )
    return card(form, _quick_choices())


def _day(name: str, label: str, value: str) -> rx.Component:
    """A new key makes the browser take over dates that were not typed."""
    return field(
        name,
        label,
        error=error_of(HistoryState.problems, name),
        type="date",
        default_value=value,
        key=f"{name}-{HistoryState.revision}",
    )


def _quick_choices() -> rx.Component:
    buttons = [
        rx.el.button(
            name,
            type="button",
            class_name="choice",
            on_click=HistoryState.choose(str(choice)),  # type: ignore[operator]
        )
        for choice, name in texts.QUICK_NAMES.items()
    ]
    return rx.el.div(
        rx.el.span(texts.QUICK, class_name="muted", id="quick"),
        rx.el.div(*buttons, class_name="choices", role="group", aria_labelledby="quick"),
        class_name="history-quick",
    )


def _period() -> rx.Component:
    return rx.el.div(
        rx.foreach(VIEW.notes, lambda text: note(text, tone="info")),
        _sums(),
        rx.cond(
            VIEW.chart.has_data,
            card(rx.el.h2(VIEW.chart.title), history_chart(VIEW.chart)),
        ),
        _rows(),
        _readings(),
        class_name="stack",
    )


def _sums() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.div(rx.el.h2(texts.SUMS), rx.el.p(VIEW.span, class_name="muted")),
            rx.el.a(texts.LAST_BILL, href=routes.BILL, class_name="tap"),
            class_name="head",
        ),
        rx.el.dl(rx.foreach(VIEW.sums, _sum), class_name="sums"),
        _files(),
    )


def _sum(line: SumView) -> rx.Component:
    return rx.el.div(
        rx.el.dt(line.label),
        rx.el.dd(
            rx.el.span(line.amount, class_name="num"),
            rx.cond(line.note != "", rx.el.span(line.note, class_name="muted small")),
        ),
        class_name=f"sum sum-{line.kind}",
    )


def _files() -> rx.Component:
    return rx.el.div(
        rx.el.span(texts.FILES, id="files", class_name="muted"),
        rx.el.div(rx.foreach(VIEW.files, _file), class_name="actions", role="group", aria_labelledby="files"),
        class_name="history-quick no-print",
    )


def _file(file: FileView) -> rx.Component:
    """The browser fetches it itself, with the cookie."""
    return plain_link(
        file.name, href=file.address, aria_label=file.label, class_name="btn btn-quiet btn-small"
    )


def _rows() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2(texts.ROWS),
            rx.cond(VIEW.has_rows, rx.el.p(texts.ROWS_ORDER, class_name="muted small")),
            class_name="gap-s",
        ),
        rx.cond(
            VIEW.has_rows,
            entry_table(VIEW.months),
            empty(rx.el.p(texts.EMPTY), rx.el.p(texts.EMPTY_MORE)),
        ),
        rx.cond(VIEW.page_label != "", _pages()),
    )


def _pages() -> rx.Component:
    newer = HistoryState.turn(VIEW.page - 1)  # type: ignore[operator]
    older = HistoryState.turn(VIEW.page + 1)  # type: ignore[operator]
    return rx.el.nav(
        rx.cond(VIEW.has_newer, quiet_button(texts.NEWER, on_click=newer)),
        rx.el.span(VIEW.page_label, class_name="muted"),
        rx.cond(VIEW.has_older, quiet_button(texts.OLDER, on_click=older)),
        class_name="actions",
        aria_label=texts.PAGES,
    )


def _readings() -> rx.Component:
    table = rx.el.details(
        rx.el.summary(VIEW.readings_label),
        reading_table(VIEW.readings),
        rx.cond(VIEW.readings_more != "", rx.el.p(VIEW.readings_more, class_name="muted small")),
    )
    return card(
        rx.el.h2(texts.READINGS),
        rx.cond(VIEW.has_readings, table, rx.el.p(texts.READINGS_NONE, class_name="muted")),
    )


def register(app: rx.App) -> None:
    """Behind the sign-in."""
    app.add_page(page, route=routes.HISTORY, title=shell.page_title(texts.TITLE), on_load=HistoryState.load)
