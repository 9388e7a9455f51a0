"""Rows of the history: one table, which a phone draws as a list.

The roles are spelled out because a browser forgets that a table is one when its rows are laid out anew.
"""

from typing import Any

import reflex as rx

from avk_app.components.surfaces import badge
from avk_app.texts import history as texts
from avk_app.view_models.history import EntryView, MonthOfEntries, ReadingView


def entry_table(months: list[MonthOfEntries]) -> rx.Component:
    """Charges and payments by month, each with the balance after it."""
    heads = (
        _head(texts.DAY),
        _head(texts.WHAT),
        _head(texts.CHANGE, is_number=True),
        _head(texts.BALANCE, is_number=True),
    )
    return _table(texts.ROWS, heads, rx.foreach(months, _month))


def _month(month: MonthOfEntries) -> rx.Component:
    bill = rx.el.a(
        texts.OPEN_BILL, href=month.bill_address, aria_label=month.bill_label, class_name="tap small"
    )
    heading = rx.el.div(month.name, rx.cond(month.bill_address != "", bill), class_name="month-line")
    head = rx.el.th(heading, col_span=4, scope="rowgroup", role="rowheader")
    return rx.el.tbody(
        rx.el.tr(head, role="row", class_name="month"),
        rx.foreach(month.rows, _entry),
        role="rowgroup",
    )


def _entry(entry: EntryView) -> rx.Component:
    what = (
        rx.el.b(entry.what),
        rx.cond(entry.details != "", rx.el.span(entry.details, class_name="muted small")),
    )
    balance = rx.el.span(texts.BALANCE_SHORT, " ", class_name="narrow-only", aria_hidden="true")
    return _table_row(
        _cell(entry.day, part="day"),
        _cell(*what, part="what"),
        _cell(rx.el.b(entry.amount, class_name=rx.cond(entry.is_payment, "good", "")), part="amount"),
        _cell(balance, entry.balance, part="balance"),
    )


def reading_table(readings: list[ReadingView]) -> rx.Component:
    """Readings of all meters, each with how it came and what became of it."""
    heads = (
        _head(texts.DAY),
        _head(texts.METER),
        _head(texts.VALUE, is_number=True),
        _head(texts.STATUS, is_number=True),
    )
    return _table(texts.READINGS, heads, rx.el.tbody(rx.foreach(readings, _reading), role="rowgroup"))


def _reading(reading: ReadingView) -> rx.Component:
    meter = (rx.el.b(reading.meter), rx.el.span(reading.number, class_name="muted small"))
    status = (badge(reading.status, reading.tone), rx.el.span(reading.source, class_name="muted small"))
    return _table_row(
        _cell(reading.day, part="day"),
        _cell(*meter, part="what"),
        _cell(rx.el.b(reading.value), part="amount"),
        _cell(*status, part="status"),
    )


def _table(caption: str, heads: tuple[rx.Component, ...], bodies: rx.Component) -> rx.Component:
    return rx.el.table(
        rx.el.caption(caption, class_name="visually-hidden"),
        rx.el.thead(rx.el.tr(*heads, role="row"), role="rowgroup"),
        bodies,
        class_name="entries",
        role="table",
    )


def _head(label: str, *, is_number: bool = False) -> rx.Component:
    return rx.el.th(label, role="columnheader", scope="col", class_name="num" if is_number else "")


def _table_row(*cells: rx.Component) -> rx.Component:
    return rx.el.tr(*cells, role="row", class_name="entry")


def _cell(*children: Any, part: str) -> rx.Component:
    return rx.el.td(*children, role="cell", class_name=f"entry-{part}")
