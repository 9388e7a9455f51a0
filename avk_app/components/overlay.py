"""What may lie over any page: a lost connection, the number of a failure, a page that broke."""

from typing import Any

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_connection_errors

from avk_app import routes
from avk_app.components.actions import plain_link
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
    return rx.fragment(rx.el.noscript(_without_scripts()), strips)


def error_boundary(**props: Any) -> rx.Component:
    """Instead of a page that broke while it was drawn: a way on, the hotline, and no stack trace."""
    fallback: rx.Var[Any] = rx.Var.create(_broken_page())
    boundary: rx.Component = ErrorBoundary.create(fallback_render=fallback, **props)
    return boundary


def _without_scripts() -> rx.Component:
    return rx.el.p(shell.NO_SCRIPTS, class_name="notice-line")


def _broken_page() -> rx.Component:
    return rx.el.main(
        rx.el.h1(shell.BROKEN_TITLE),
        rx.el.p(shell.BROKEN_TEXT, " ", rx.el.a(shell.HOTLINE, href=shell.HOTLINE_LINK, class_name="num")),
        rx.el.div(
            plain_link(shell.BROKEN_RELOAD, href="", class_name="btn"),
            plain_link(shell.NAV_HOME, href=routes.HOME, class_name="btn btn-quiet"),
            class_name="actions",
        ),
        class_name="wrap wrap-form main stack",
    )
