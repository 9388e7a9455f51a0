"""The card with e-mail and phone."""

from typing import Any

import reflex as rx

from avk_app import routes
from avk_app.components.actions import quiet_button
from avk_app.components.forms import error_of, error_summary, field
from avk_app.components.profile_steps import code_field, code_sent_note, fact_row, outcome_notes, step_form
from avk_app.components.surfaces import card, note
from avk_app.state.profile import ProfileState
from avk_app.state.profile_contacts import CODE, PASSWORD, SUMMARY, ContactsState
from avk_app.texts import profile as texts

_NEEDS_OFFICE = ~ProfileState.view.has_email & ProfileState.view.is_by_surname


def contacts_card() -> rx.Component:
    """E-mail and phone; one of them is changed at a time."""
    view = ProfileState.view
    return card(
        rx.el.div(rx.el.h2(texts.CONTACTS), rx.el.p(texts.CONTACTS_LEAD, class_name="muted small")),
        rx.cond(_NEEDS_OFFICE, note(rx.el.p(texts.NEEDS["email_on_file"]))),
        rx.cond(~view.is_owner & (view.account_number != ""), note(rx.el.p(texts.NOT_OWNER), tone="info")),
        outcome_notes(ContactsState.notice, ContactsState.done),
        rx.el.div(
            _contact("email", texts.EMAIL, view.email, texts.CHANGE_EMAIL, _email_form()),
            _contact("phone", texts.PHONE, view.phone, texts.CHANGE_PHONE, _phone_form()),
            class_name="profile-facts",
        ),
        rx.cond(view.has_email & view.is_owner, _no_access()),
    )


def _contact(kind: str, label: str, value: Any, action: str, form: rx.Component) -> rx.Component:
    """The row, and under it the form while this contact is being changed."""
    may_change = ProfileState.view.is_owner & ~_NEEDS_OFFICE
    change = quiet_button(
        texts.CHANGE,
        aria_label=action,
        on_click=ContactsState.start(kind),  # type: ignore[operator]
    )
    return rx.el.div(
        fact_row(label, value, rx.cond(may_change & (ContactsState.kind == ""), change)),
        rx.cond(ContactsState.kind == kind, rx.cond(ContactsState.recipient == "", form, _code_form())),
    )


def _email_form() -> rx.Component:
    problems = ContactsState.problems
    new_email = field(
        "email",
        texts.NEW_EMAIL,
        hint=texts.NEW_EMAIL_HINT,
        error=error_of(problems, "email"),
        input_mode="email",
        auto_complete="email",
        auto_capitalize="none",
        spell_check=False,
        max_length=400,
    )
    password = field(
        PASSWORD,
        texts.FIRST_EMAIL_PASSWORD,
        hint=texts.FIRST_EMAIL_PASSWORD_HINT,
        error=error_of(problems, PASSWORD),
        type="password",
        auto_complete="current-password",
        max_length=1024,
    )
    return _request_form(new_email, rx.cond(~ProfileState.view.has_email, password))


def _phone_form() -> rx.Component:
    return _request_form(
        field(
            "phone",
            texts.NEW_PHONE,
            hint=texts.NEW_PHONE_HINT,
            error=error_of(ContactsState.problems, "phone"),
            type="tel",
            auto_complete="tel",
            class_name="num",
        )
    )


def _request_form(*fields: rx.Component) -> rx.Component:
    return step_form(
        error_summary(texts.CHECK_FIELDS, ContactsState.problems, SUMMARY),
        *fields,
        submit=texts.GET_CODE,
        on_submit=ContactsState.request,
        on_cancel=ContactsState.cancel,
    )


def _code_form() -> rx.Component:
    return step_form(
        rx.el.p(texts.WILL_BE, " ", rx.el.b(ContactsState.value, class_name="fact")),
        code_sent_note(ContactsState.recipient),
        error_summary(texts.CHECK_FIELDS, ContactsState.problems, SUMMARY),
        code_field(CODE, ContactsState.problems),
        submit=texts.CONFIRM,
        on_submit=ContactsState.confirm,
        on_cancel=ContactsState.cancel,
    )


def _no_access() -> rx.Component:
    return rx.el.p(
        texts.NO_ACCESS_BEFORE,
        rx.el.a(texts.NO_ACCESS_LINK, href=routes.CONSULT),
        texts.NO_ACCESS_AFTER,
        class_name="muted small",
    )
