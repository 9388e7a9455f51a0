"""Fields with the label above and the error beside, and the summary of errors above the form.

Inputs are uncontrolled: what a person typed lives in the browser until it is sent, and no render wipes it.
`max_length` only stops pastes that no form is for; keep it well above the rule, so that the service can
say what is too long instead of the browser cutting it off in silence.
"""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from avk_app.components.actions import plain_link
from avk_app.view_models.forms import SUMMARY_ID

LONGEST_LINE = 250


def field(
    name: str,
    label: str | rx.Var,
    *,
    hint: str | rx.Var = "",
    error: str | rx.Var = "",
    **props: Any,
) -> rx.Component:
    """A labelled input. `error` is "" or a sentence; it is tied to the input for screen readers."""
    return _labelled(name, label, hint, error, rx.el.input(**_input_props(name, error, props)))


def text_area(
    name: str,
    label: str | rx.Var,
    *,
    hint: str | rx.Var = "",
    error: str | rx.Var = "",
    **props: Any,
) -> rx.Component:
    """A labelled field for several lines."""
    return _labelled(name, label, hint, error, rx.el.textarea(**_input_props(name, error, props)))


def check_box(name: str, *label: Any, error: str | rx.Var = "", **props: Any) -> rx.Component:
    """A tick with its sentence; the whole line is the target."""
    return rx.el.div(
        rx.el.label(
            rx.el.input(
                type="checkbox",
                name=name,
                id=name,
                aria_describedby=f"{name}-error",
                aria_invalid=_is_invalid(error),
                **props,
            ),
            rx.el.span(*label),
            html_for=name,
            class_name="check",
        ),
        _error_line(name, error),
    )


def trap(name: str, label: str) -> rx.Component:
    """A field no person sees or reaches; whoever fills it in is a program."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.input(id=name, name=name, tab_index=-1, auto_complete="off", max_length=LONGEST_LINE),
        class_name="trap",
        aria_hidden="true",
    )


def error_of(problems: Any, name: str) -> rx.Var[str]:
    """The sentence about one field out of a list of `FieldError`, "" when it is fine."""
    return rx.Var(
        _js_expr=f'({problems!s}.find((p) => p["field"] === "{name}")?.["message"] ?? "")',
        _var_data=VarData.merge(problems._get_all_var_data()),
    ).to(str)


def error_summary(title: str, problems: Any, summary_id: str = SUMMARY_ID) -> rx.Component:
    """All problems of a form, each a link to its field. `problems` is a var with a list of `FieldError`.

    The box is there before there are problems, so that the handler can move the focus to it
    (`rx.set_focus(SUMMARY_ID)`) together with the problems.
    """
    return rx.el.div(
        rx.cond(
            problems.length() > 0,
            rx.el.div(
                rx.el.h2(title),
                rx.el.ul(
                    rx.foreach(
                        problems,
                        lambda problem: rx.el.li(
                            plain_link(problem.message, href=f"#{problem.field}", class_name="error")
                        ),
                    )
                ),
                class_name="summary gap-s",
            ),
        ),
        id=summary_id,
        class_name="problems",
        role="alert",
        tab_index=-1,
    )


def _is_invalid(error: str | rx.Var) -> rx.Var | str:
    return rx.cond(error != "", "true", "false")


def _input_props(name: str, error: str | rx.Var, props: dict[str, Any]) -> dict[str, Any]:
    described = props.pop("aria_describedby", "")
    return {
        "id": props.pop("id", name),
        "name": name,
        "class_name": f"input {props.pop('class_name', '')}".strip(),
        "aria_describedby": f"{name}-hint {name}-error {described}".strip(),
        "aria_invalid": _is_invalid(error),
        "max_length": LONGEST_LINE,
        **props,
    }


def _labelled(
    name: str, label: str | rx.Var, hint: str | rx.Var, error: str | rx.Var, control: rx.Component
) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name, class_name="label"),
        rx.el.span(hint, id=f"{name}-hint", class_name="hint"),
        control,
        _error_line(name, error),
        class_name="field",
    )


def _error_line(name: str, error: str | rx.Var) -> rx.Component:
    return rx.el.span(error, id=f"{name}-error", class_name="error")
