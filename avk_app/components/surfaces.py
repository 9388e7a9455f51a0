"""Cards, badges, notes and what stands in their place while there is nothing to show."""

from typing import Any, Literal

import reflex as rx

Tone = Literal["info", "ok", "warn", "bad"]
_SIGNS = {"info": "●", "ok": "✓", "warn": "⚠", "bad": "!"}


def card(*children: Any, **props: Any) -> rx.Component:
    """One subject on a surface of its own."""
    own = props.pop("class_name", "")
    return rx.el.section(*children, class_name=f"card stack {own}".strip(), **props)


def badge(label: str | rx.Var, tone: str | rx.Var = "") -> rx.Component:
    """A state in a word; colour only repeats it. `tone` is ok, warn, bad or empty."""
    return rx.el.span(label, class_name=f"badge badge-{tone}")


def note(*children: Any, tone: Tone = "warn", **props: Any) -> rx.Component:
    """Something to know, with a sign so that colour is not alone."""
    return rx.el.div(
        rx.el.span(_SIGNS[tone], aria_hidden="true"),
        rx.el.div(*children),
        class_name=f"note note-{tone}",
        **props,
    )


def skeleton(lines: int = 3) -> rx.Component:
    """A quiet block of about the size of what is loading."""
    return rx.el.div(class_name="skeleton", style={"minHeight": f"{lines * 3}rem"}, aria_hidden="true")


def empty(*children: Any) -> rx.Component:
    """An empty state that says what to do next."""
    return rx.el.div(*children, class_name="empty")
