"""Autopay: how it stands, the terms, and one button to switch it off."""

from typing import Any

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_button, quiet_button, quiet_link
from avk_app.components.facts import fact_rows
from avk_app.components.forms import check_box, error_of, error_summary, field
from avk_app.components.frame import content, subscriber_page, title
from avk_app.components.plain_form import auto_post
from avk_app.components.surfaces import badge, card, note, skeleton
from avk_app.state.autopay import ACCOUNT, ANSWER_ID, CONSENT, DAY, LIMIT, LONGEST_LIMIT, AutopayPageState
from avk_app.texts import autopay as texts
from avk_app.texts import shell
from avk_app.view_models.autopay import DAYS

VIEW = AutopayPageState.view


def page() -> rx.Component:
    return subscriber_page(
        content(
            title(texts.TITLE),
            rx.cond(AutopayPageState.is_loaded, _loaded(), _loading()),
            auto_post("go-to-setup", AutopayPageState.ticket, routes.AUTOPAY_GO, turn=AutopayPageState.turn),
            is_form=True,
        ),
        active=routes.PAYMENTS,
    )


def register(app: rx.App) -> None:
    app.add_page(
        page, route=routes.AUTOPAY, title=shell.page_title(texts.TITLE), on_load=AutopayPageState.load
    )


def _loading() -> rx.Component:
    return rx.el.div(rx.el.p(texts.LOADING, class_name="visually-hidden"), skeleton(8), class_name="stack")


def _loaded() -> rx.Component:
    return rx.cond(
        AutopayPageState.problem == "",
        rx.el.div(
            _answer(),
            rx.cond(VIEW.is_on, _on(), _off()),
            rx.el.div(quiet_link(texts.TO_PAYMENTS, href=routes.PAYMENTS)),
            class_name="stack",
        ),
        note(AutopayPageState.problem, tone="warn"),
    )


def _answer() -> rx.Component:
    return rx.el.div(
        rx.cond(AutopayPageState.notice != "", note(AutopayPageState.notice, tone="ok")),
        rx.cond(AutopayPageState.trouble != "", note(AutopayPageState.trouble, tone="warn")),
        rx.cond(AutopayPageState.is_waiting, _waiting()),
        id=ANSWER_ID,
        role="status",
        tab_index=-1,
        class_name="bare",
    )


def _waiting() -> rx.Component:
    return note(
        rx.el.p(texts.NOT_YET), quiet_button(texts.CHECK, on_click=AutopayPageState.load), tone="info"
    )


def _head(label: str, tone: str) -> rx.Component:
    return rx.el.div(rx.el.h2(texts.NOW), badge(label, tone), class_name="head")


def _on() -> rx.Component:
    return card(
        _head(texts.ON, "ok"),
        fact_rows(VIEW.facts),
        rx.cond(
            AutopayPageState.is_changing,
            _form(
                AutopayPageState.change,
                primary_button(texts.SAVE),
                quiet_button(texts.CANCEL, on_click=AutopayPageState.cancel),
            ),
            rx.el.div(
                rx.cond(VIEW.may_change, quiet_button(texts.CHANGE, on_click=AutopayPageState.edit)),
                quiet_button(texts.SWITCH_OFF, on_click=_switch_off()),
                class_name="actions",
            ),
        ),
    )


def _switch_off() -> Any:
    return AutopayPageState.switch_off(VIEW.account_id)  # type: ignore[operator]


def _off() -> rx.Component:
    return card(
        _head(texts.OFF, ""),
        rx.el.p(texts.LEAD),
        rx.cond(VIEW.may_change, rx.cond(VIEW.has_email, _start_form(), _email_first()), _by_surname()),
    )


def _by_surname() -> rx.Component:
    return rx.el.div(
        note(texts.BY_SURNAME, tone="info"),
        rx.el.div(quiet_link(texts.TO_PROFILE, href=routes.PROFILE)),
        class_name="stack",
    )


def _email_first() -> rx.Component:
    return rx.el.div(
        note(texts.NO_EMAIL, tone="info"),
        rx.el.div(quiet_link(texts.TO_EMAIL, href=routes.PROFILE)),
        class_name="stack",
    )


def _start_form() -> rx.Component:
    return _form(
        AutopayPageState.start,
        primary_button(
            rx.cond(AutopayPageState.is_starting, texts.STARTING, texts.START),
            disabled=AutopayPageState.is_starting,
        ),
        above=(
            check_box(CONSENT, texts.CONSENT, error=error_of(AutopayPageState.problems, CONSENT)),
            rx.el.p(texts.STARTING_NOTE, class_name="muted small"),
        ),
    )


def _form(on_submit: Any, *actions: rx.Component, above: tuple[rx.Component, ...] = ()) -> rx.Component:
    return rx.el.form(
        error_summary(texts.PROBLEMS, AutopayPageState.problems),
        rx.el.input(type="hidden", name=ACCOUNT, value=VIEW.account_id),
        _day(),
        field(
            LIMIT,
            texts.LIMIT,
            hint=texts.LIMIT_HINT,
            error=error_of(AutopayPageState.problems, LIMIT),
            default_value=VIEW.limit,
            class_name="num",
            input_mode="decimal",
            auto_complete="off",
            max_length=LONGEST_LIMIT,
        ),
        *above,
        rx.el.div(*actions, class_name="actions"),
        on_submit=on_submit,
        no_validate=True,
        class_name="stack",
    )


def _day() -> rx.Component:
    return rx.el.div(
        rx.el.label(texts.DAY, html_for=DAY, class_name="label"),
        rx.el.span(texts.DAY_HINT, id=f"{DAY}-hint", class_name="hint"),
        rx.el.select(
            *(rx.el.option(choice.label, value=choice.value) for choice in DAYS),
            id=DAY,
            name=DAY,
            default_value=VIEW.day,
            aria_describedby=f"{DAY}-hint {DAY}-error",
            class_name="input",
        ),
        rx.el.span(error_of(AutopayPageState.problems, DAY), id=f"{DAY}-error", class_name="error"),
        class_name="field",
    )
