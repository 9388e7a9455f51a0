"""One module a page."""

import reflex as rx

from avk_app.pages import (
    agreement,
    autopay,
    bill,
    bill_verify,
    consult,
    dashboard,
    history,
    home,
    login,
    not_found,
    payment_return,
    payments,
    profile,
    readings,
    receipt,
    receipt_verify,
    styleguide,
    tariffs,
)


def register_pages(app: rx.App) -> None:
    """Add every page to the app."""
    home.register(app)
    dashboard.register(app)
    login.register(app)
    consult.register(app)
    agreement.register(app)
    tariffs.register(app)
    styleguide.register(app)
    readings.register(app)
    bill.register(app)
    bill_verify.register(app)
    receipt.register(app)
    receipt_verify.register(app)
    history.register(app)
    payments.register(app)
    autopay.register(app)
    payment_return.register(app)
    profile.register(app)
    not_found.register(app)
