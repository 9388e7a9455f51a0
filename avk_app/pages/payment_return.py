"""Back from the provider's page: where the payment stands, and nothing else."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_link, quiet_button, quiet_link
from avk_app.components.frame import content, subscriber_page
from avk_app.components.payment_form import ask_again
from avk_app.components.payment_rows import go_on_form
from avk_app.components.payment_sums import sums
from avk_app.components.surfaces import card, skeleton
from avk_app.state.payment_return import PaymentReturnState
from avk_app.texts import payment_return as texts
from avk_app.texts import shell

VIEW = PaymentReturnState.view
SIGNS = (("ok", "✓"), ("warn", "⚠"), ("bad", "!"), ("info", "…"))


def page() -> rx.Component:
    return subscriber_page(
        content(
            rx.el.h1(rx.cond(VIEW.title != "", VIEW.title, texts.TITLE)),
            rx.cond(PaymentReturnState.is_loaded, _loaded(), _loading()),
            ask_again(
                PaymentReturnState.attempt,
                PaymentReturnState.pause_seconds,
                PaymentReturnState.look_again,
            ),
            is_form=True,
        ),
        active=routes.PAYMENTS,
    )


def register(app: rx.App) -> None:
    title = shell.page_title(texts.TITLE)
    for route, on_load in (
        (routes.PAYMENT_RETURN, PaymentReturnState.load_return),
        (routes.PAYMENT_CANCEL, PaymentReturnState.load_cancel),
    ):
        app.add_page(page, route=route, title=title, on_load=on_load)


def _loading() -> rx.Component:
    return rx.el.div(rx.el.p(texts.LOADING, class_name="visually-hidden"), skeleton(6))


def _loaded() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.span(_sign(), aria_hidden="true"),
            rx.el.p(VIEW.text),
            class_name=f"note note-{VIEW.tone}",
            role="status",
        ),
        rx.cond(VIEW.sums, sums(VIEW.sums)),
        _actions(),
    )


def _sign() -> rx.Component:
    return rx.match(VIEW.tone, *SIGNS, "")


def _actions() -> rx.Component:
    """What is most likely wanted stands first; one of them is the primary action."""
    return rx.el.div(
        rx.cond(VIEW.sign_in != "", primary_link(texts.SIGN_IN, href=VIEW.sign_in)),
        rx.cond(VIEW.receipt_href != "", primary_link(VIEW.receipt_label, href=VIEW.receipt_href)),
        rx.cond(VIEW.key != "", go_on_form(VIEW.key, is_primary=True)),
        rx.cond(VIEW.is_over, primary_link(texts.PAY_ANEW, href=routes.PAYMENTS)),
        rx.cond(
            VIEW.is_waiting & (PaymentReturnState.pause_seconds == 0),
            quiet_button(texts.CHECK, on_click=PaymentReturnState.look_again),
        ),
        rx.cond((VIEW.sign_in == "") & ~VIEW.is_over, quiet_link(texts.TO_PAYMENTS, href=routes.PAYMENTS)),
        class_name="actions",
    )
