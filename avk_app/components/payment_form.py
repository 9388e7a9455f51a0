"""What the payment pages need of the browser: `assets/payment-form.js`, built into the page."""

from typing import Any

import reflex as rx

_LIBRARY = "$/public/payment-form.js"


class _PaymentDraft(rx.Component):
    library = _LIBRARY
    tag = "PaymentDraft"
    draft: rx.Var[str]


class _AskAgain(rx.Component):
    library = _LIBRARY
    tag = "AskAgain"
    attempt: rx.Var[int]
    pause: rx.Var[int]
    on_due: rx.EventHandler[rx.event.no_args_event_spec]  # type: ignore[type-arg, valid-type]


def payment_draft(draft: str) -> rx.Component:
    """Keeps what is typed in the form around it until the debt has changed."""
    return _PaymentDraft.create(draft=draft)


def pay_again_button(label: str, amount: str, channel: str, **props: Any) -> rx.Component:
    """Fills the form of the page with an earlier payment."""
    return rx.el.button(
        label,
        type="button",
        class_name="link-button small",
        custom_attrs={"data-again": amount, "data-channel": channel},
        **props,
    )


def ask_again(attempt: int, pause_seconds: int, on_due: Any) -> rx.Component:
    """Sends an event after a pause, once an attempt; 0 seconds never."""
    return _AskAgain.create(attempt=attempt, pause=pause_seconds, on_due=on_due)
