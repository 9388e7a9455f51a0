"""Payments made and started, newest first."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_button, quiet_button
from avk_app.components.payment_form import pay_again_button
from avk_app.components.plain_form import ticket_form
from avk_app.components.surfaces import badge, card, empty
from avk_app.state.payments import PaymentsState
from avk_app.texts import payments as texts
from avk_app.view_models.payments_history import PaymentRowView


def payments_made() -> rx.Component:
    """The list with its own "show more"; older ones are in the history."""
    return card(
        rx.el.h2(texts.HISTORY),
        rx.cond(
            PaymentsState.rows,
            rx.el.ul(rx.foreach(PaymentsState.rows, _payment), class_name="plain-list payments"),
            empty(rx.el.p(texts.HISTORY_EMPTY)),
        ),
        rx.el.div(
            rx.cond(PaymentsState.has_more, quiet_button(texts.MORE, on_click=PaymentsState.show_more)),
            rx.el.a(texts.WHOLE_HISTORY, href=routes.HISTORY, class_name="tap small"),
            class_name="actions",
        ),
    )


def go_on_form(key: str | rx.Var, *, is_primary: bool = False) -> rx.Component:
    """On to the provider's page of a payment that was begun: a full navigation."""
    button = (
        primary_button(texts.GO_ON)
        if is_primary
        else rx.el.button(texts.CONTINUE, type="submit", class_name="btn btn-quiet btn-small")
    )
    return ticket_form(key, button, action=routes.PAYMENT_GO)


def _payment(row: PaymentRowView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(row.channel),
            rx.el.span(row.day, class_name="muted small"),
            class_name="payment-what",
        ),
        rx.el.div(
            rx.el.b(row.amount, class_name="num"),
            badge(row.state, row.tone),
            class_name="payment-sum",
        ),
        rx.el.div(
            rx.foreach(row.details, lambda line: rx.el.p(line, class_name="small")),
            class_name="payment-details",
        ),
        rx.el.div(
            rx.cond(
                row.receipt_href != "",
                rx.el.a(row.receipt_label, href=row.receipt_href, class_name="tap small"),
            ),
            rx.cond(
                row.key != "",
                go_on_form(row.key),
            ),
            rx.cond(
                row.again != "",
                pay_again_button(texts.PAY_AGAIN, row.again, row.again_channel, aria_label=row.again_label),
            ),
            class_name="actions payment-actions",
        ),
        class_name="payment",
    )
