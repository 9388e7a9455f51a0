"""Is this receipt genuine: the number and the code that it prints."""

import reflex as rx

from avk_app import routes
from avk_app.components.verify_page import verify_page
from avk_app.state.receipt_verify import ReceiptVerifyState
from avk_app.texts import shell
from avk_app.texts.receipt_verify import TEXTS


def page() -> rx.Component:
    return verify_page(ReceiptVerifyState, TEXTS)


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.RECEIPT_VERIFY,
        title=shell.page_title(TEXTS.title),
        description=TEXTS.lead,
        on_load=ReceiptVerifyState.load,
    )
