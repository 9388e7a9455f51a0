"""Fields with the label above and the error beside, and the summary of errors above the form."""

from typing import Any

import reflex as rx


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
            rx.el.input(type="checkbox", name=name, id=name, aria_describedby=f"{name}-error", **props),
            rx.el.span(*label),
            html_for=name,
            class_name="check",
        ),
        _error_line(name, error),
    )


def error_summary(title: str, problems: Any) -> rx.Component:
    """All problems of a form, each a link to its field. `problems` is a var with a list of `FieldError`."""
    return rx.cond(
        problems.length() > 0,
        rx.el.div(
            rx.el.h2(title),
            rx.el.ul(
                rx.foreach(
                    problems,
                    lambda problem: rx.el.li(
                        rx.el.a(problem.message, href=f"#{problem.field}", class_name="error")
                    ),
                )
            ),
            class_name="summary stack",
            role="alert",
        ),
    )


def _input_props(name: str, error: str | rx.Var, props: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": props.pop("id", name),
        "name": name,
        "class_name": f"input {props.pop('class_name', '')}".strip(),
        "aria_describedby": f"{name}-hint {name}-error",
        "aria_invalid": rx.cond(error != "", "true", "false"),
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
