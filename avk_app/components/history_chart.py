"""Charges and payments by month: two bars a month, and the same numbers as a table one tap away.

On a phone the bars lie, the newest month on top; on a desktop they stand. Payments are striped: colour is
never alone.
"""

import reflex as rx

from avk_app.texts import history as texts
from avk_app.view_models.history_chart import ChartView, StepView


def history_chart(chart: ChartView) -> rx.Component:
    """Bars, what they mean, and the table."""
    return rx.el.div(_bars(chart), _legend(), _table(chart), class_name="stack")


def _bars(chart: ChartView) -> rx.Component:
    return rx.el.div(
        rx.foreach(chart.steps, _step), class_name="money-bars", role="img", aria_label=chart.summary
    )


def _step(step: StepView) -> rx.Component:
    return rx.el.div(
        rx.el.span(step.label, class_name="money-label"),
        rx.el.span(
            _bar("charged", step.charged_percent, step.short_charged),
            _bar("paid", step.paid_percent, step.short_paid),
            class_name="money-track",
        ),
        class_name="money-step",
    )


def _bar(kind: str, percent: rx.Var[int] | int, value: str) -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name=f"money-bar money-{kind}", style={"--part": f"{percent}%"}),
        rx.el.span(value, class_name="money-value"),
        class_name="money-line",
    )


def _legend() -> rx.Component:
    keys = (("charged", texts.CHART_CHARGED), ("paid", texts.CHART_PAID))
    return rx.el.p(
        *(
            rx.el.span(rx.el.span(class_name=f"money-key money-{kind}", aria_hidden="true"), label)
            for kind, label in keys
        ),
        class_name="money-keys muted small",
    )


def _table(chart: ChartView) -> rx.Component:
    head = rx.el.tr(
        rx.el.th(chart.step_name, scope="col"),
        rx.el.th(texts.CHARGED, scope="col", class_name="num"),
        rx.el.th(texts.PAID, scope="col", class_name="num"),
    )
    table = rx.el.table(
        rx.el.caption(chart.title, class_name="visually-hidden"),
        rx.el.thead(head),
        rx.el.tbody(rx.foreach(chart.rows, _table_row)),
    )
    return rx.el.details(
        rx.el.summary(texts.AS_TABLE),
        rx.el.div(table, class_name="table-wrap", role="region", aria_label=chart.title, tab_index=0),
        class_name="money-table",
    )


def _table_row(step: StepView) -> rx.Component:
    return rx.el.tr(
        rx.el.th(step.name, scope="row"),
        rx.el.td(step.charged, class_name="num"),
        rx.el.td(step.paid, class_name="num"),
    )
