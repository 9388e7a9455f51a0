"""Is this bill genuine: the number and the code that it prints."""

import reflex as rx

from avk_app import routes
from avk_app.components.verify_page import verify_page
from avk_app.state.bill_verify import BillVerifyState
from avk_app.texts import shell
from avk_app.texts.bill_verify import TEXTS


def page() -> rx.Component:
    return verify_page(BillVerifyState, TEXTS)


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.BILL_VERIFY,
        title=shell.page_title(TEXTS.title),
        description=TEXTS.lead,
        on_load=BillVerifyState.load,
    )
