"""Any address that is not a page: says so in Russian and shows the ways on."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_link
from avk_app.components.frame import content, public_page
from avk_app.texts import shell

ROUTE = "404"


def page() -> rx.Component:
    return public_page(
        content(
            rx.el.p(shell.NOT_FOUND_CODE, class_name="muted"),
            rx.el.h1(shell.NOT_FOUND_TITLE),
            rx.el.p(shell.NOT_FOUND_TEXT),
            rx.el.div(
                primary_link(shell.NAV_HOME, href=routes.HOME),
                rx.el.a(shell.SIGN_IN, href=routes.LOGIN, class_name="btn btn-quiet"),
                rx.el.a(shell.CONSULT, href=routes.CONSULT, class_name="btn btn-quiet"),
                class_name="actions",
            ),
            is_form=True,
        )
    )


def register(app: rx.App) -> None:
    app.add_page(
        page, route=ROUTE, title=shell.page_title(shell.NOT_FOUND_TITLE), description=shell.NOT_FOUND_TEXT
    )
