"""What the forms of the profile share: the code's field, where the letter went, the buttons below."""

from typing import Any

import reflex as rx

from avk_app.components.actions import primary_button, quiet_button
from avk_app.components.forms import error_of, field
from avk_app.components.surfaces import note
from avk_app.state.profile import ProfileState
from avk_app.texts import profile as texts


def fact_row(label: str, value: Any, *actions: rx.Component) -> rx.Component:
    """What is on file, and what can be done about it."""
    return rx.el.div(
        rx.el.div(rx.el.div(label, class_name="muted small"), rx.el.b(value, class_name="fact")),
        *actions,
        class_name="fact-row",
    )


def code_sent_note(recipient: Any) -> rx.Component:
    """Where the code went; in the demo, in which folder the letter lies."""
    return note(
        rx.el.p(texts.CODE_SENT, " ", rx.el.b(recipient), ". ", texts.NO_LETTER),
        rx.cond(
            ProfileState.view.outbox != "",
            rx.el.p(texts.DEMO_LETTER, " ", rx.el.code(ProfileState.view.outbox), class_name="small"),
        ),
        tone="info",
    )


def code_field(name: str, problems: Any) -> rx.Component:
    """Phones offer the code out of the letter by themselves."""
    return field(
        name,
        texts.CODE,
        hint=texts.CODE_HINT,
        error=error_of(problems, name),
        input_mode="numeric",
        auto_complete="one-time-code",
        class_name="num code-input",
    )


def step_form(*children: Any, submit: str, on_submit: Any, on_cancel: Any) -> rx.Component:
    """A form with its two buttons."""
    buttons = rx.el.div(
        primary_button(submit), quiet_button(texts.CANCEL, on_click=on_cancel), class_name="actions"
    )
    return rx.el.form(*children, buttons, on_submit=on_submit, no_validate=True, class_name="stack step-form")


def outcome_notes(notice: Any, done: Any) -> rx.Component:
    """Read out when it changes; takes no room while there is nothing to say."""
    return rx.el.div(
        rx.cond(notice != "", note(rx.el.p(notice), tone="bad")),
        rx.cond(done != "", note(rx.el.p(done), tone="ok")),
        role="status",
        class_name="answer gap-s",
    )
