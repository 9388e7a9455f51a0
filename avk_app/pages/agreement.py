"""The user agreement, as a page one can link to and print."""

import reflex as rx

from avk_app import routes
from avk_app.components.agreement import agreement_text
from avk_app.components.frame import content, public_page, title
from avk_app.components.surfaces import card
from avk_app.texts import agreement as texts
from avk_app.texts import shell


def page() -> rx.Component:
    return public_page(
        content(
            title(texts.TITLE, rx.el.p(texts.LEAD, class_name="lead")),
            card(agreement_text(heading=rx.el.h2)),
            is_form=True,
        )
    )


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.AGREEMENT,
        title=shell.page_title(texts.TITLE),
        description=texts.DESCRIPTION,
    )
