"""One module a page."""

import reflex as rx

from avk_app.pages import home, tariffs


def register_pages(app: rx.App) -> None:
    """Add every page to the app."""
    home.register(app)
    tariffs.register(app)
