"""The drop and the utility's name."""

import reflex as rx

from avk_app.texts import shell


def logo(href: str) -> rx.Component:
    """Links to where the person is at home: the public page or the dashboard."""
    return rx.el.a(
        _drop(),
        rx.el.span(shell.UTILITY_NAME, rx.el.small(shell.TAGLINE)),
        href=href,
        class_name="logo",
    )


def _drop() -> rx.Component:
    return rx.el.svg(
        rx.el.svg.path(d="M17 2C11 11 6 16 6 22a11 11 0 0 0 22 0C28 16 23 11 17 2Z", fill="var(--brand)"),
        rx.el.svg.path(
            d="M11 23c2 2 4 2 6 0s4-2 6 0",
            stroke="var(--on-brand)",
            stroke_width="2.4",
            fill="none",
            stroke_linecap="round",
        ),
        width="34",
        height="34",
        view_box="0 0 34 34",
        aria_hidden="true",
    )
