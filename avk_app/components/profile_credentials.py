"""The card with login and password: created in a surname session, changed in a password session."""

from typing import Any

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_button, quiet_button
from avk_app.components.forms import check_box, error_of, error_summary, field
from avk_app.components.plain_form import plain_form
from avk_app.components.profile_steps import code_field, code_sent_note, fact_row, outcome_notes, step_form
from avk_app.components.surfaces import card, note
from avk_app.state.profile import ProfileState
from avk_app.state.profile_credentials import (
    CODE,
    CREATE,
    CURRENT,
    LOGIN,
    PASSWORD,
    SUMMARY,
    CredentialsState,
)
from avk_app.texts import profile as texts

_LONGEST_PASSWORD = 1024


def credentials_card() -> rx.Component:
    """What there is to do depends on how the person signed in."""
    return card(
        rx.el.h2(texts.CREDENTIALS),
        outcome_notes(CredentialsState.notice, CredentialsState.done),
        rx.cond(ProfileState.view.is_by_surname, _by_surname(), _by_password()),
    )


def _by_surname() -> rx.Component:
    view = ProfileState.view
    offer = rx.el.div(
        rx.el.p(texts.CREATE_LEAD, class_name="muted"),
        rx.cond(
            view.has_email,
            rx.el.div(primary_button(texts.CREATE, type="button", on_click=CredentialsState.request_create)),
            rx.el.p(rx.el.b(texts.EMAIL_FIRST)),
        ),
        class_name="stack",
    )
    not_yet = rx.cond(CredentialsState.task == CREATE, _create_form(), offer)
    return rx.cond(view.has_login, _has_login(), not_yet)


def _has_login() -> rx.Component:
    """Signing out is a full navigation to the page with the sign-in."""
    sign_out = rx.el.button(texts.SIGN_IN_BY_LOGIN, type="submit", class_name="btn")
    return rx.el.div(
        rx.el.div(
            rx.cond(
                CredentialsState.is_created,
                note(rx.el.p(texts.CREATED), tone="ok"),
                rx.el.p(texts.HAS_LOGIN),
            ),
            role="status",
        ),
        plain_form(sign_out, action=routes.SESSION_CLOSE),
        class_name="stack",
    )


def _create_form() -> rx.Component:
    return step_form(
        code_sent_note(CredentialsState.recipient),
        error_summary(texts.CHECK_FIELDS, CredentialsState.problems, SUMMARY),
        code_field(CODE, CredentialsState.problems),
        _login_field(texts.LOGIN),
        _password_field(PASSWORD, texts.PASSWORD, "new-password", hint=texts.PASSWORD_HINT),
        check_box("show_new_password", texts.SHOW_PASSWORD, on_change=CredentialsState.show),
        submit=texts.CREATE_SUBMIT,
        on_submit=CredentialsState.create,
        on_cancel=CredentialsState.cancel,
    )


def _by_password() -> rx.Component:
    task = CredentialsState.task
    login_form = rx.cond(CredentialsState.recipient == "", _new_login_form(), _login_code_form())
    return rx.el.div(
        rx.el.div(
            fact_row(texts.LOGIN, ProfileState.view.login, _start(LOGIN, texts.CHANGE_LOGIN)),
            rx.cond(task == LOGIN, login_form),
        ),
        rx.el.div(
            fact_row(texts.PASSWORD, texts.HIDDEN_PASSWORD, _start(PASSWORD, texts.CHANGE_PASSWORD)),
            rx.cond(task == PASSWORD, _password_form()),
        ),
        class_name="profile-facts",
    )


def _start(task: str, label: str) -> rx.Component:
    change = quiet_button(
        texts.CHANGE,
        aria_label=label,
        on_click=CredentialsState.start(task),  # type: ignore[operator]
    )
    return rx.cond(CredentialsState.task == "", change)


def _new_login_form() -> rx.Component:
    return step_form(
        error_summary(texts.CHECK_FIELDS, CredentialsState.problems, SUMMARY),
        _login_field(texts.NEW_LOGIN),
        submit=texts.GET_CODE,
        on_submit=CredentialsState.request_login,
        on_cancel=CredentialsState.cancel,
    )


def _login_code_form() -> rx.Component:
    return step_form(
        rx.el.p(texts.WILL_BE, " ", rx.el.b(CredentialsState.value, class_name="fact")),
        code_sent_note(CredentialsState.recipient),
        error_summary(texts.CHECK_FIELDS, CredentialsState.problems, SUMMARY),
        code_field(CODE, CredentialsState.problems),
        submit=texts.CONFIRM,
        on_submit=CredentialsState.change_login,
        on_cancel=CredentialsState.cancel,
    )


def _password_form() -> rx.Component:
    return step_form(
        error_summary(texts.CHECK_FIELDS, CredentialsState.problems, SUMMARY),
        _password_field(CURRENT, texts.CURRENT_PASSWORD, "current-password"),
        _password_field("new_password", texts.NEW_PASSWORD, "new-password", hint=texts.PASSWORD_HINT),
        check_box("show_new_password", texts.SHOW_PASSWORD, on_change=CredentialsState.show),
        submit=texts.CHANGE_PASSWORD,
        on_submit=CredentialsState.change_password,
        on_cancel=CredentialsState.cancel,
    )


def _login_field(label: str) -> rx.Component:
    return field(
        LOGIN,
        label,
        hint=texts.LOGIN_HINT,
        error=error_of(CredentialsState.problems, LOGIN),
        auto_complete="username",
        auto_capitalize="none",
        spell_check=False,
    )


def _password_field(name: str, label: str, auto_complete: str, **props: Any) -> rx.Component:
    return field(
        name,
        label,
        error=error_of(CredentialsState.problems, name),
        type=rx.cond(CredentialsState.is_shown, "text", "password"),
        auto_complete=auto_complete,
        auto_capitalize="none",
        spell_check=False,
        max_length=_LONGEST_PASSWORD,
        **props,
    )
