"""Sums as lines: what, a word about it, how much on the right."""

import reflex as rx

from avk_app.view_models.payments import SumView


def sums(lines: list[SumView]) -> rx.Component:
    """A list of amounts that belong together."""
    return rx.el.dl(rx.foreach(lines, _line), class_name="sums")


def _line(line: SumView) -> rx.Component:
    words = rx.cond(line.note != "", rx.el.span(line.note, class_name="muted small"))
    return rx.el.div(
        rx.el.dt(line.label, " ", words), rx.el.dd(line.amount, class_name="num"), class_name="sum"
    )
