"""Signing in, for whoever comes straight to it or was sent here by an ended session."""

import reflex as rx

from avk_app import routes
from avk_app.components.frame import content, public_page
from avk_app.components.sign_in_form import sign_in_card
from avk_app.state.sign_in import SignInState
from avk_app.texts import shell
from avk_app.texts import sign_in as texts


def page() -> rx.Component:
    return public_page(content(rx.el.div(sign_in_card(is_page=True), class_name="sign-in"), is_form=True))


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.LOGIN,
        title=shell.page_title(texts.SUBMIT),
        description=texts.DESCRIPTION,
        on_load=SignInState.load,
    )
