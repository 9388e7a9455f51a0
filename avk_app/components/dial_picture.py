"""A meter's dial to look at: black drums count cubic metres, red ones litres."""

import reflex as rx


def dial_picture(black: str, red: str, label: str) -> rx.Component:
    """A picture with a sentence in its place for screen readers."""
    return rx.el.div(
        *(rx.el.i(digit) for digit in black),
        rx.el.span(","),
        *(rx.el.i(digit, class_name="red") for digit in red),
        role="img",
        aria_label=label,
        class_name="dial-picture",
    )
