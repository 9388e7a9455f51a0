"""Consultation: the form behind the red button."""

from typing import Any

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_button, quiet_button
from avk_app.components.agreement import agreement_text
from avk_app.components.forms import check_box, error_of, error_summary, field, text_area, trap
from avk_app.components.frame import content, public_page, title
from avk_app.components.surfaces import card
from avk_app.state.consult import TRAP_FIELD, ConsultState
from avk_app.texts import consult as texts
from avk_app.texts import shell


def page() -> rx.Component:
    return public_page(
        content(
            rx.cond(ConsultState.receipt.number == "", _question(), _confirmation(ConsultState.receipt)),
        )
    )


def _question() -> rx.Component:
    return rx.el.div(
        title(texts.TITLE, rx.el.p(texts.LEAD, class_name="lead")),
        rx.el.div(_form(), _aside(), class_name="grid-two"),
        class_name="stack",
    )


def _form() -> rx.Component:
    problems = ConsultState.problems
    return rx.el.form(
        error_summary(texts.PROBLEMS, problems),
        rx.el.div(
            field(
                "first_name",
                texts.FIRST_NAME,
                error=error_of(problems, "first_name"),
                auto_complete="given-name",
            ),
            field("surname", texts.SURNAME, error=error_of(problems, "surname"), auto_complete="family-name"),
            class_name="grid-halves",
        ),
        field(
            "phone",
            texts.PHONE,
            hint=texts.PHONE_HINT,
            error=error_of(problems, "phone"),
            type="tel",
            auto_complete="tel",
        ),
        trap(TRAP_FIELD, texts.TRAP),
        text_area(
            "question",
            texts.QUESTION,
            hint=texts.QUESTION_HINT,
            error=error_of(problems, "question"),
            max_length=4000,
            rows="5",
        ),
        _consent(error_of(problems, "agreement")),
        primary_button(texts.SEND, is_wide=True),
        on_submit=ConsultState.send,
        no_validate=True,
        class_name="card stack",
    )


def _consent(error: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        check_box(
            "agreement",
            texts.AGREE,
            rx.el.a(texts.AGREE_LINK, href=routes.AGREEMENT, target="_blank"),
            error=error,
        ),
        rx.el.details(
            rx.el.summary(texts.AGREEMENT_SUMMARY),
            rx.el.div(agreement_text(heading=rx.el.h3), class_name="well"),
        ),
        class_name="gap-s",
    )


def _aside() -> rx.Component:
    return card(
        rx.el.h2(texts.ASIDE_TITLE),
        rx.el.a(shell.HOTLINE, href=shell.HOTLINE_LINK, class_name="phone num"),
        rx.el.p(texts.ASIDE_TEXT),
        rx.el.p(
            texts.ASIDE_EMAIL,
            " ",
            rx.el.a(shell.CONTACT_EMAIL, href=shell.CONTACT_EMAIL_LINK),
            class_name="muted",
        ),
    )


def _confirmation(receipt: Any) -> rx.Component:
    return rx.el.div(
        rx.el.h1(texts.DONE_TITLE),
        card(
            rx.el.div(
                rx.el.p(texts.DONE_NUMBER, class_name="muted"),
                rx.el.p(receipt.number, class_name="big num", id="ticket-number"),
            ),
            rx.el.h2(texts.DONE_NEXT),
            rx.el.ol(
                rx.el.li(texts.DONE_STEPS[0]),
                rx.el.li(receipt.will_call),
                rx.el.li(texts.DONE_STEPS[1]),
                class_name="steps",
            ),
            rx.el.a(shell.HOTLINE, href=shell.HOTLINE_LINK, class_name="phone num"),
        ),
        rx.el.div(
            rx.el.a(shell.NAV_HOME, href=routes.HOME, class_name="btn"),
            quiet_button(texts.ASK_AGAIN, on_click=ConsultState.ask_again),
            class_name="actions",
        ),
        class_name="stack narrow",
    )


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.CONSULT,
        title=shell.page_title(texts.TAB_TITLE),
        description=texts.DESCRIPTION,
    )
