"""The card with theme and type size. Both live in the browser: no state, no round trip.

The framework keeps the theme; `assets/early.js` keeps the type size.
"""

import reflex as rx
from reflex.style import color_mode, set_color_mode

from avk_app.components.surfaces import card
from avk_app.texts import profile as texts

_SHOW_TYPE_SIZE: rx.Var = rx.Var("(node) => window.avkAppearance?.show(node)")
_THEMES = (("system", texts.THEME_SYSTEM), ("light", texts.THEME_LIGHT), ("dark", texts.THEME_DARK))


def appearance_card() -> rx.Component:
    """Works at once and without the server."""
    return card(
        rx.el.div(rx.el.h2(texts.APPEARANCE), rx.el.p(texts.APPEARANCE_LEAD, class_name="muted small")),
        rx.el.fieldset(
            rx.el.legend(texts.THEME, class_name="label"),
            *(_theme_choice(mode, label) for mode, label in _THEMES),
            class_name="theme-choices",
        ),
        _type_size(),
    )


def _theme_choice(mode: str, label: str) -> rx.Component:
    radio = rx.el.input(
        type="radio",
        name="theme",
        value=mode,
        checked=color_mode == mode,
        on_change=set_color_mode(mode),  # type: ignore[arg-type]
    )
    return rx.el.label(radio, rx.el.span(label), class_name="check")


def _type_size() -> rx.Component:
    """React calls `ref` when the box appears: the script then ticks it as it was left."""
    box = rx.el.input(type="checkbox", custom_attrs={"data-appearance": "large-type", "ref": _SHOW_TYPE_SIZE})
    return rx.el.label(box, rx.el.span(texts.LARGE_TYPE), class_name="check")
