"""The frame of every page: skip link, header, the content, the bar of places on a phone."""

from typing import Any

import reflex as rx

from avk_app import routes
from avk_app.components.actions import consult_link, sign_out_button
from avk_app.components.logo import logo
from avk_app.config import get_settings
from avk_app.texts import shell

_PLACES = (
    (shell.NAV_HOME, routes.DASHBOARD),
    (shell.NAV_READINGS, routes.READINGS),
    (shell.NAV_PROFILE, routes.PROFILE),
    (shell.NAV_CONSULT, routes.CONSULT),
)


def public_page(*children: Any) -> rx.Component:
    """A page anybody may open: the hotline and the red button on top."""
    right = rx.el.div(
        rx.el.a(shell.HOTLINE, href=shell.HOTLINE_LINK, class_name="hotline num"),
        consult_link(shell.CONSULT),
        class_name="top-right",
    )
    return rx.fragment(_skip_link(), _header(logo(routes.HOME), right), *_demo_notice(), *children)


def subscriber_page(*children: Any, active: str) -> rx.Component:
    """A page behind the sign-in. `active` is the address of the place it belongs to."""
    navigation = rx.el.nav(*_place_links(active), class_name="nav", aria_label=shell.SECTIONS)
    right = rx.el.div(consult_link(shell.CONSULT_SHORT), sign_out_button(), class_name="top-right")
    tabs = rx.el.nav(*_place_links(active), class_name="tabs", aria_label=shell.SECTIONS)
    return rx.fragment(
        _skip_link(),
        _header(logo(routes.DASHBOARD), navigation, right),
        *_demo_notice(),
        *children,
        tabs,
    )


def content(*children: Any, is_form: bool = False, **props: Any) -> rx.Component:
    """The main landmark. Forms are narrower than everything else."""
    width = " wrap-form" if is_form else ""
    return rx.el.main(*children, id="content", class_name=f"wrap{width} main stack", **props)


def title(text: str | rx.Var, *below: Any) -> rx.Component:
    """The page's only h1 and what stands under it."""
    return rx.el.div(rx.el.h1(text), *below)


def _skip_link() -> rx.Component:
    return rx.el.a(shell.SKIP_TO_CONTENT, href="#content", class_name="skip")


def _header(*children: rx.Component) -> rx.Component:
    return rx.el.header(rx.el.div(*children, class_name="wrap"), class_name="top")


def _place_links(active: str) -> list[rx.Component]:
    return [
        rx.el.a(label, href=address, **({"aria_current": "page"} if address == active else {}))
        for label, address in _PLACES
    ]


def _demo_notice() -> list[rx.Component]:
    if get_settings().is_production:
        return []
    return [rx.el.div(shell.DEMO_NOTICE, class_name="demo-notice", role="note")]
