"""Is this bill genuine: the number and the code that it prints."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_button
from avk_app.components.forms import error_of, error_summary, field
from avk_app.components.frame import content, public_page, title
from avk_app.components.surfaces import note, skeleton
from avk_app.state.bill_verify import BillVerifyState
from avk_app.texts import bill_verify as texts
from avk_app.texts import shell


def page() -> rx.Component:
    return public_page(
        content(
            title(texts.TITLE, rx.el.p(texts.LEAD, class_name="muted")),
            rx.cond(BillVerifyState.is_loaded, _form(), skeleton(6)),
            rx.el.div(_answer(), role="status", class_name="answer"),
            is_form=True,
        )
    )


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.BILL_VERIFY,
        title=shell.page_title(texts.TITLE),
        description=texts.LEAD,
        on_load=BillVerifyState.load,
    )


def _form() -> rx.Component:
    problems = BillVerifyState.problems
    return rx.el.form(
        error_summary(texts.PROBLEMS, problems),
        field(
            "number",
            texts.NUMBER,
            hint=texts.NUMBER_HINT,
            error=error_of(problems, "number"),
            default_value=BillVerifyState.number,
            auto_complete="off",
        ),
        field(
            "code",
            texts.CODE,
            hint=texts.CODE_HINT,
            error=error_of(problems, "code"),
            default_value=BillVerifyState.code,
            auto_complete="off",
            auto_capitalize="characters",
            spell_check=False,
        ),
        primary_button(texts.CHECK, is_wide=True),
        on_submit=BillVerifyState.check,
        no_validate=True,
        class_name="card stack",
    )


def _answer() -> rx.Component:
    answer = BillVerifyState.answer
    return rx.cond(answer.is_genuine, _genuine(), rx.cond(answer.is_unknown, _unknown()))


def _genuine() -> rx.Component:
    answer = BillVerifyState.answer
    return note(
        rx.el.b(texts.GENUINE),
        rx.el.p(texts.GENUINE_MORE),
        rx.el.dl(
            _fact(texts.NUMBER, answer.number),
            _fact(texts.MONTH, answer.month),
            _fact(answer.total_label, answer.total),
            class_name="facts",
        ),
        tone="ok",
    )


def _fact(label: str | rx.Var, value: str | rx.Var) -> rx.Component:
    return rx.el.div(rx.el.dt(label, class_name="muted small"), rx.el.dd(value, class_name="num"))


def _unknown() -> rx.Component:
    return note(rx.el.b(texts.UNKNOWN), rx.el.p(texts.UNKNOWN_MORE.format(hotline=shell.HOTLINE)), tone="bad")
