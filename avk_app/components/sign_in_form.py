"""The sign-in card: surname and account number first, login and password one link away."""

from typing import Any

import reflex as rx

from avk_app import routes
from avk_app.components.actions import link_button, primary_button, primary_link, sign_out_button
from avk_app.components.forms import check_box, error_of, error_summary, field
from avk_app.components.plain_form import auto_post
from avk_app.components.surfaces import card, note
from avk_app.state.sign_in import ANSWER_ID, SignInState
from avk_app.texts import sign_in as texts

_LONGEST_PASSWORD = 1024


def sign_in_card(*, is_page: bool = False) -> rx.Component:
    """For the home page and `/login`; the page's `on_load` is `SignInState.load`.

    On a page of its own the card's heading is the page's.
    """
    heading = rx.el.h1 if is_page else rx.el.h2
    return rx.cond(
        SignInState.is_signed_in,
        card(heading(texts.SIGNED_IN_TITLE), *_already()),
        card(
            heading(texts.TITLE),
            _answer(),
            _surname_form(),
            _password_form(),
            _other_ways(),
            auto_post(
                "open-session",
                SignInState.ticket,
                routes.SESSION_OPEN,
                rx.el.input(type="hidden", name="checkout", value=SignInState.checkout),
            ),
        ),
    )


def _already() -> tuple[rx.Component, ...]:
    go_on = primary_link(texts.GO_ON, href=routes.DASHBOARD)
    return (
        rx.el.p(texts.SIGNED_IN_TEXT),
        rx.el.div(go_on, sign_out_button(), class_name="actions"),
    )


def _answer() -> rx.Component:
    """Above the fields, focused and read out when there is something to say."""
    return rx.el.div(
        error_summary(texts.CHECK_FIELDS, SignInState.problems),
        rx.el.div(
            rx.cond(SignInState.is_expired, note(rx.el.p(texts.EXPIRED), tone="info")),
            rx.cond(SignInState.notice != "", note(rx.el.p(SignInState.notice), tone="bad")),
            rx.cond(SignInState.hint != "", note(rx.el.p(SignInState.hint))),
            id=ANSWER_ID,
            role="alert",
            tab_index=-1,
            class_name="gap-s",
        ),
        class_name="answer gap-s",
    )


def _wrong_layout(told: str) -> rx.Component:
    """Under the field: the same keys on the other layout, one tap away."""
    accept = link_button(
        texts.ACCEPT_BEFORE,
        SignInState.suggestion,
        texts.ACCEPT_AFTER,
        on_click=SignInState.accept_suggestion,
    )
    return rx.el.div(
        rx.cond(SignInState.suggestion != "", note(rx.el.p(told), accept)),
        role="status",
        class_name="answer",
    )


def _surname_form() -> rx.Component:
    return _form(
        field(
            "surname",
            texts.SURNAME,
            error=error_of(SignInState.problems, "surname"),
            auto_complete="family-name",
            auto_capitalize="words",
            spell_check=False,
        ),
        _wrong_layout(texts.WRONG_LAYOUT),
        field(
            "account_number",
            texts.ACCOUNT_NUMBER,
            hint=texts.ACCOUNT_NUMBER_HINT,
            error=error_of(SignInState.problems, "account_number"),
            class_name="num",
            input_mode="numeric",
            auto_complete="on",
        ),
        is_hidden=SignInState.is_by_password,
        on_submit=SignInState.submit_surname,
    )


def _password_form() -> rx.Component:
    return _form(
        field(
            "login",
            texts.LOGIN,
            error=error_of(SignInState.problems, "login"),
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
        ),
        _wrong_layout(texts.RUSSIAN_LAYOUT),
        field(
            "password",
            texts.PASSWORD,
            error=error_of(SignInState.problems, "password"),
            type=rx.cond(SignInState.is_password_shown, "text", "password"),
            auto_complete="current-password",
            auto_capitalize="none",
            spell_check=False,
            max_length=_LONGEST_PASSWORD,
        ),
        check_box("show_password", texts.SHOW_PASSWORD, on_change=SignInState.show_password),
        is_hidden=~SignInState.is_by_password,
        on_submit=SignInState.submit_password,
    )


def _form(*fields: rx.Component, is_hidden: Any, on_submit: Any) -> rx.Component:
    """Both forms stay in the page, one of them hidden: changing the way loses nothing typed."""
    label = rx.cond(SignInState.ticket != "", texts.SUBMITTING, texts.SUBMIT)
    return rx.el.form(
        *fields,
        primary_button(label, is_wide=True),
        hidden=is_hidden,
        on_submit=on_submit,
        no_validate=True,
        class_name="stack",
    )


def _other_ways() -> rx.Component:
    return rx.el.div(
        rx.cond(
            SignInState.is_by_password,
            link_button(texts.USE_SURNAME, on_click=SignInState.use_surname),
            link_button(texts.USE_PASSWORD, on_click=SignInState.use_password),
        ),
        rx.el.a(texts.FIND_NUMBER, href=routes.CONSULT, class_name="tap"),
        rx.el.a(texts.TROUBLE, href=routes.CONSULT, class_name="tap"),
        class_name="sign-in-links small",
    )
