"""Home: sign-in, the hotline and the red button."""

import reflex as rx

from avk_app import routes
from avk_app.components.dial_picture import dial_picture
from avk_app.components.frame import public_page
from avk_app.components.sign_in_form import sign_in_card
from avk_app.components.surfaces import card
from avk_app.state.sign_in import SignInState
from avk_app.texts import home as texts
from avk_app.texts import shell
from avk_app.view_models.forms import CONTENT_ID


def page() -> rx.Component:
    return public_page(rx.el.main(_hero(), _cards(), id=CONTENT_ID, tab_index=-1))


def _hero() -> rx.Component:
    return rx.el.div(
        rx.el.div(_promise(), _sign_in(), _more(), class_name="wrap hero-grid"),
        class_name="hero",
    )


def _promise() -> rx.Component:
    return rx.el.div(rx.el.h1(texts.TITLE), rx.el.p(texts.LEAD, class_name="lead"), class_name="stack")


def _sign_in() -> rx.Component:
    return rx.el.div(sign_in_card(), class_name="hero-card")


def _more() -> rx.Component:
    return rx.el.div(
        rx.el.ul(*(rx.el.li(line) for line in texts.CAN_DO), class_name="ticks"),
        rx.el.p(texts.PAY, class_name="muted small"),
        class_name="stack",
    )


def _cards() -> rx.Component:
    return rx.el.div(
        rx.el.h2(texts.CARDS_TITLE, class_name="visually-hidden"),
        card(
            rx.el.h3(texts.HOW_TO),
            dial_picture("00419", "790", texts.HOW_TO_DIAL),
            rx.el.p(texts.HOW_TO_TEXT, class_name="muted"),
        ),
        card(rx.el.h3(texts.DEADLINE), rx.el.p(texts.DEADLINE_TEXT, class_name="muted")),
        card(
            rx.el.h3(texts.QUESTION),
            rx.el.a(shell.HOTLINE, href=shell.HOTLINE_LINK, class_name="phone num"),
            rx.el.p(texts.QUESTION_TEXT, class_name="muted"),
            rx.el.a(shell.CONSULT, href=routes.CONSULT, class_name="btn btn-quiet"),
        ),
        class_name="wrap grid-three main",
    )


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.HOME,
        title=f"{shell.UTILITY_NAME} — {shell.TAGLINE}",
        description=texts.DESCRIPTION,
        on_load=SignInState.load,
    )
