"""Buttons and links: one primary action a screen, everything else quieter."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A

from avk_app import routes
from avk_app.components.plain_form import plain_form
from avk_app.texts import shell

# What the browser keeps of readings that were typed and not sent yet: `assets/reading-field.js`.
DRAFTS = "avk-drafts"
Content = str | rx.Var | rx.Component


def primary_button(*content: Content, is_wide: bool = False, **props: Any) -> rx.Component:
    """The one thing to do on this screen. Submits its form unless `type` says otherwise."""
    wide = " btn-wide" if is_wide else ""
    return rx.el.button(*content, class_name=f"btn{wide}", type=props.pop("type", "submit"), **props)


def quiet_button(*content: Content, **props: Any) -> rx.Component:
    """Anything else a person may do here."""
    return rx.el.button(*content, class_name="btn btn-quiet", type=props.pop("type", "button"), **props)


def link_button(*content: Content, **props: Any) -> rx.Component:
    """An action that reads like a link inside a sentence."""
    return rx.el.button(*content, class_name="link-button", type="button", **props)


def primary_link(*content: Content, href: str | rx.Var) -> rx.Component:
    """A primary action that is a page of its own."""
    return rx.el.a(*content, href=href, class_name="btn")


def plain_link(*content: Content, href: str | rx.Var, **props: Any) -> rx.Component:
    """A link the browser itself follows: to a place on the same page, or to load the page anew.

    `rx.el.a` is the router's link, which neither moves the focus nor reloads.
    """
    link: rx.Component = A.create(*content, href=href, **props)
    return link


def quiet_link(*content: Content, href: str | rx.Var) -> rx.Component:
    """Any other action that is a page of its own."""
    return rx.el.a(*content, href=href, class_name="btn btn-quiet")


def consult_link(label: str, class_name: str = "") -> rx.Component:
    """The red button, on top of every public page."""
    return rx.el.a(label, href=routes.CONSULT, class_name=f"btn btn-call btn-small {class_name}".strip())


def sign_out_button() -> rx.Component:
    """A plain form: signing out is a full navigation and works without the socket."""
    return plain_form(
        rx.el.button(
            shell.SIGN_OUT,
            type="submit",
            class_name="btn btn-quiet btn-small",
            on_click=rx.remove_local_storage(DRAFTS),
        ),
        action=routes.SESSION_CLOSE,
    )
