"""The waterfall: what was, what changed it, what is. Bars only repeat the numbers beside them."""

import reflex as rx

from avk_app.view_models.bill_changes import BarView


def waterfall(bars: list[BarView], label: str) -> rx.Component:
    """One line a cause; the amounts of all lines but the last add up to the last."""
    return rx.el.ol(rx.foreach(bars, _bar), class_name="waterfall", aria_label=label)


def _bar(bar: BarView) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            bar.label,
            rx.cond(bar.hint != "", rx.el.span(bar.hint, class_name="muted small")),
            class_name="waterfall-label",
        ),
        rx.el.span(
            rx.el.span(
                class_name=f"waterfall-bar waterfall-{bar.tone}",
                style={"--from": f"{bar.start_percent}%", "--part": f"{bar.width_percent}%"},
            ),
            class_name="waterfall-track",
            aria_hidden="true",
        ),
        rx.el.span(bar.amount, class_name="waterfall-amount num"),
        class_name=rx.cond(bar.tone == "total", "waterfall-total", ""),
    )
