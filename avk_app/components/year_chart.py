"""The year of water: twelve bars, and the same numbers as a table one tap away.

On a phone the bars lie and each carries its value, the newest month on top; on a desktop they stand.
Cold is plain and hot is dotted, an estimate is hatched: colour is never alone.
"""

import reflex as rx

from avk_app.components.surfaces import empty
from avk_app.texts import dashboard as texts
from avk_app.view_models.year_chart import MonthView, YearView


def year_chart(year: YearView) -> rx.Component:
    """Bars, what they mean, and the table; or what to do when there is nothing to show."""
    return rx.cond(
        year.has_data,
        rx.el.div(_bars(year), _legend(year), _table(year), class_name="stack"),
        empty(texts.YEAR_EMPTY),
    )


def _bars(year: YearView) -> rx.Component:
    return rx.el.div(
        rx.foreach(year.months, _bar), class_name="year-bars", role="img", aria_label=year.summary
    )


def _bar(month: MonthView) -> rx.Component:
    return rx.el.div(
        rx.el.span(month.label, class_name="year-label"),
        rx.el.span(
            rx.el.span(class_name="year-part year-cold", style={"--part": f"{month.cold_percent}%"}),
            rx.el.span(class_name="year-part year-hot", style={"--part": f"{month.hot_percent}%"}),
            class_name="year-track",
        ),
        rx.el.span(month.short_total, class_name="year-value"),
        class_name=_month_class(month),
    )


def _month_class(month: MonthView) -> str:
    estimated = rx.cond(month.is_estimated, " is-estimated", "")
    current = rx.cond(month.is_current, " is-current", "")
    return f"year-month{estimated}{current}"


def _legend(year: YearView) -> rx.Component:
    return rx.el.div(
        rx.el.p(year.total),
        rx.cond(
            year.has_hot,
            rx.el.p(_key("cold", texts.COLD), " ", _key("hot", texts.HOT), class_name="year-keys"),
        ),
        rx.cond(year.has_estimates, rx.el.p(texts.ESTIMATED_MEANS)),
        class_name="muted small gap-s",
    )


def _key(kind: str, label: str) -> rx.Component:
    return rx.el.span(rx.el.span(class_name=f"year-key year-{kind}", aria_hidden="true"), label)


def _table(year: YearView) -> rx.Component:
    """Hot water and the total have columns only where there is a hot meter."""
    head = rx.el.tr(
        rx.el.th(texts.COLUMN_MONTH, scope="col"),
        _number_header(texts.COLUMN_COLD),
        rx.cond(year.has_hot, _number_header(texts.COLUMN_HOT)),
        rx.cond(year.has_hot, _number_header(texts.COLUMN_TOTAL)),
    )
    table = rx.el.table(
        rx.el.caption(texts.YEAR_CAPTION, class_name="visually-hidden"),
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(year.rows, lambda month: _table_row(month, year))),
    )
    return rx.el.details(
        rx.el.summary(texts.AS_TABLE),
        rx.el.div(table, class_name="table-wrap", role="region", aria_label=texts.YEAR_CAPTION, tab_index=0),
        class_name="year-table",
    )


def _number_header(label: str) -> rx.Component:
    return rx.el.th(label, scope="col", class_name="num")


def _table_row(month: MonthView, year: YearView) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            month.name,
            rx.cond(month.is_estimated, rx.el.span(texts.ESTIMATED, class_name="year-estimate")),
            scope="row",
        ),
        rx.el.td(month.cold, class_name="num"),
        rx.cond(year.has_hot, rx.el.td(month.hot, class_name="num")),
        rx.cond(year.has_hot, rx.el.td(month.total, class_name="num")),
    )
