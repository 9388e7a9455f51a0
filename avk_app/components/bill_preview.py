"""The coming bill, before anything is sent."""

import reflex as rx

from avk_app.components.surfaces import card
from avk_app.view_models.bill_preview import PreviewLine, PreviewView


def preview_card(preview: PreviewView) -> rx.Component:
    """Always of one height, so that no button moves while somebody presses it."""
    return card(
        rx.el.div(
            rx.el.h2(preview.title), rx.el.b(preview.total, class_name="num"), class_name="row", role="status"
        ),
        rx.el.ul(rx.foreach(preview.lines, _line), class_name="plain-list"),
        rx.el.p(preview.remark, class_name="muted small"),
        class_name="bill-preview",
    )


def _line(line: PreviewLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.label, class_name="muted"),
        rx.el.span(line.amount, class_name="num"),
        class_name="row",
    )
