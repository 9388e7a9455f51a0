"""What may lie over any page: a lost connection, and the number of a failure."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from avk_app.state.failures import FailureState
from avk_app.texts import shell


def connection_overlay() -> rx.Component:
    """Out of the way at the bottom, announced to screen readers, in Russian."""
    strips = rx.el.div(
        rx.cond(has_connection_errors, rx.el.div(shell.RECONNECTING, class_name="strip")),
        rx.cond(
            FailureState.number != "",
            rx.el.div(
                rx.el.span(shell.FAILURE, " ", rx.el.b(FailureState.number)),
                rx.el.button(shell.CLOSE, type="button", on_click=FailureState.dismiss),
                class_name="strip strip-bad",
            ),
        ),
        role="status",
        class_name="strips",
    )
    # The framework puts the page inside what is returned: a fragment keeps the strips beside it.
    return rx.fragment(strips)
