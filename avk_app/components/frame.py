"""The frame of every page: skip link, header, the content, the footer, the bar of places on a phone."""

from typing import Any

import reflex as rx

from avk_app import routes
from avk_app.components.actions import consult_link, plain_link, sign_out_button
from avk_app.components.back_button import fresh_on_return
from avk_app.components.icons import place_icon
from avk_app.components.loaded_mark import loaded_mark
from avk_app.components.logo import logo
from avk_app.texts import shell
from avk_app.view_models.forms import CONTENT_ID

_PLACES = (
    (shell.NAV_HOME, routes.DASHBOARD),
    (shell.NAV_READINGS, routes.READINGS),
    (shell.NAV_PAYMENTS, routes.PAYMENTS),
    (shell.NAV_HISTORY, routes.HISTORY),
    (shell.NAV_PROFILE, routes.PROFILE),
)
_PLACES_ON_A_PHONE = (*_PLACES[:-1], (shell.NAV_MORE, routes.PROFILE))


def public_page(*children: Any) -> rx.Component:
    """A page anybody may open: the hotline and the red button on top."""
    right = rx.el.div(
        rx.el.a(shell.HOTLINE, href=shell.HOTLINE_LINK, class_name="hotline num"),
        consult_link(shell.CONSULT),
        class_name="top-right",
    )
    return rx.fragment(loaded_mark(), _skip_link(), _header(logo(routes.HOME), right), *children, _footer())


def subscriber_page(*children: Any, active: str) -> rx.Component:
    """A page behind the sign-in. `active` is the address of the place it belongs to.

    The question is a red button in the header of a desktop; a phone's header has room for "sign out" only,
    and the last place of its bar leads to a page with the button.
    """
    navigation = rx.el.nav(*_place_links(active, _PLACES), class_name="nav", aria_label=shell.SECTIONS)
    right = rx.el.div(
        consult_link(shell.CONSULT_SHORT, "wide-only"), sign_out_button(), class_name="top-right"
    )
    tabs = rx.el.nav(
        *_place_links(active, _PLACES_ON_A_PHONE, has_icons=True),
        class_name="tabs",
        aria_label=shell.SECTIONS,
    )
    return rx.fragment(
        fresh_on_return(),
        loaded_mark(),
        _skip_link(),
        _header(logo(routes.DASHBOARD), navigation, right),
        *children,
        _footer(),
        tabs,
    )


def content(*children: Any, is_form: bool = False, **props: Any) -> rx.Component:
    """The main landmark. Forms are narrower than everything else."""
    width = " wrap-form" if is_form else ""
    return rx.el.main(*children, id=CONTENT_ID, tab_index=-1, class_name=f"wrap{width} main stack", **props)


def title(text: str | rx.Var, *below: Any) -> rx.Component:
    """The page's only h1 and what stands under it."""
    return rx.el.div(rx.el.h1(text), *below, class_name="gap-s")


def _skip_link() -> rx.Component:
    return plain_link(shell.SKIP_TO_CONTENT, href=f"#{CONTENT_ID}", class_name="skip")


def _header(*children: rx.Component) -> rx.Component:
    return rx.el.header(rx.el.div(*children, class_name="wrap"), _demo_notice(), class_name="top")


def _place_links(
    active: str, places: tuple[tuple[str, str], ...], *, has_icons: bool = False
) -> list[rx.Component]:
    return [
        rx.el.a(
            *([place_icon(address)] if has_icons else []),
            label,
            href=address,
            **({"aria_current": "page"} if address == active else {}),
        )
        for label, address in places
    ]


def _footer() -> rx.Component:
    return rx.el.footer(
        rx.el.div(
            _contact(shell.HOTLINE_LABEL, shell.HOTLINE, shell.HOTLINE_LINK),
            _contact(shell.CONTACT_EMAIL_LABEL, shell.CONTACT_EMAIL, shell.CONTACT_EMAIL_LINK),
            rx.el.div(
                rx.el.div(shell.QUESTIONS),
                rx.el.a(shell.TARIFFS, href=routes.TARIFFS, class_name="footer-link"),
                rx.el.a(shell.CONSULT, href=routes.CONSULT, class_name="footer-link"),
                rx.el.a(shell.AGREEMENT, href=routes.AGREEMENT, class_name="footer-link"),
            ),
            class_name="wrap footer-columns",
        ),
        class_name="footer",
    )


def _contact(label: str, text: str, address: str) -> rx.Component:
    return rx.el.div(
        rx.el.div(label), rx.el.a(text, href=address, class_name="footer-link footer-strong num")
    )


def _demo_notice() -> rx.Component:
    """Built into every page; `web.environment` hides it in production."""
    return rx.el.div(shell.DEMO_NOTICE, class_name="notice-line demo-notice")
