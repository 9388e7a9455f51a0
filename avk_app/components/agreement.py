"""The text of the user agreement, on its own page and inside forms."""

from collections.abc import Callable

import reflex as rx

from avk_app.texts import agreement as texts


def agreement_text(heading: Callable[[str], rx.Component]) -> rx.Component:
    """All sections; `heading` is the level that fits where it stands."""
    sections = (
        rx.el.section(heading(name), rx.el.p(text), class_name="gap-s") for name, text in texts.SECTIONS
    )
    return rx.el.div(*sections, rx.el.p(texts.VERSION_LINE, class_name="muted small"), class_name="stack")
