"""The page that proves a paper by its number and code: a form, and one of two answers."""

from typing import Any

import reflex as rx

from avk_app.components.actions import primary_button
from avk_app.components.facts import facts
from avk_app.components.forms import error_of, error_summary, field
from avk_app.components.frame import content, public_page, title
from avk_app.components.surfaces import note, skeleton
from avk_app.texts import shell, verification
from avk_app.texts.verification import VerifyTexts


def verify_page(state: Any, texts: VerifyTexts) -> rx.Component:
    """The whole page. `state` has `is_loaded`, `number`, `code`, `problems`, `answer` and `check`."""
    return public_page(
        content(
            title(texts.title, rx.el.p(texts.lead, class_name="muted")),
            rx.cond(state.is_loaded, _form(state, texts), skeleton(6)),
            rx.el.div(_answer(state, texts), role="status", class_name="answer"),
            is_form=True,
        )
    )


def _form(state: Any, texts: VerifyTexts) -> rx.Component:
    problems = state.problems
    return rx.el.form(
        error_summary(verification.PROBLEMS, problems),
        field(
            "number",
            texts.number,
            hint=texts.number_hint,
            error=error_of(problems, "number"),
            default_value=state.number,
            auto_complete="off",
        ),
        field(
            "code",
            texts.code,
            hint=texts.code_hint,
            error=error_of(problems, "code"),
            default_value=state.code,
            auto_complete="off",
            auto_capitalize="characters",
            spell_check=False,
        ),
        primary_button(verification.CHECK, is_wide=True),
        on_submit=state.check,
        no_validate=True,
        class_name="card stack",
    )


def _answer(state: Any, texts: VerifyTexts) -> rx.Component:
    genuine = note(rx.el.b(texts.genuine), rx.el.p(texts.genuine_more), facts(state.answer.facts), tone="ok")
    unknown = note(
        rx.el.b(texts.unknown), rx.el.p(texts.unknown_more.format(hotline=shell.HOTLINE)), tone="bad"
    )
    return rx.cond(state.answer.is_genuine, genuine, rx.cond(state.answer.is_unknown, unknown))
