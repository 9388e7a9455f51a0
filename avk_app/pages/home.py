"""Home: sign-in, the hotline and the red button."""

import reflex as rx

from avk_app import routes
from avk_app.texts import shell


def page() -> rx.Component:
    return rx.el.main(rx.el.h1(shell.UTILITY_NAME), class_name="wrap")


def register(app: rx.App) -> None:
    app.add_page(page, route=routes.HOME, title=shell.UTILITY_NAME)
