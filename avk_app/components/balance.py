"""The balance card of the dashboard."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_link
from avk_app.components.surfaces import card
from avk_app.view_models.balance import BalanceView


def balance_card(balance: BalanceView) -> rx.Component:
    """The sum, its day, how it compares, and where it is explained."""
    return card(
        rx.el.div(
            rx.el.h3(balance.title, class_name="task-title"),
            rx.cond(balance.amount != "", rx.el.p(balance.amount, class_name="big num")),
            rx.cond(balance.due != "", rx.el.p(rx.el.b(balance.due))),
            class_name="gap-s",
        ),
        rx.cond(balance.detail != "", rx.el.p(balance.detail)),
        rx.cond(
            balance.link != "",
            rx.el.p(
                balance.compared,
                " ",
                rx.el.a(balance.link, href=routes.BILL),
            ),
        ),
        rx.cond(
            balance.pay != "",
            rx.el.div(primary_link(balance.pay, href=routes.PAYMENTS), class_name="actions"),
        ),
        class_name="balance",
    )
