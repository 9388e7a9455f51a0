"""The reading field: the meter's dial over one ordinary input, and the draft that outlives a reload.

The browser's part is `assets/reading-field.js`: no key pressed costs a round trip, and the content
security policy needs no exception, because it is built into the page like every component.
"""

from typing import Any

import reflex as rx

from avk_app.components.forms import field
from avk_app.volume import MAX_INPUT_LENGTH

_LIBRARY = "$/public/reading-field.js"


class _Dial(rx.Component):
    library = _LIBRARY
    tag = "Dial"
    target: rx.Var[str]
    digits: rx.Var[int]


class _FormDraft(rx.Component):
    library = _LIBRARY
    tag = "FormDraft"
    draft: rx.Var[str]
    restored: rx.Var[str]


class _DraftEnd(rx.Component):
    library = _LIBRARY
    tag = "DraftEnd"
    draft: rx.Var[str]
    accepted: rx.Var[str]


class _PrintButton(rx.Component):
    library = _LIBRARY
    tag = "PrintButton"
    label: rx.Var[str]


def reading_field(name: str, label: str, digits: int, **props: Any) -> rx.Component:
    """A meter's dial with the field underneath; paste, keyboard and screen readers use the field alone."""
    plain = field(
        name,
        label,
        input_mode="decimal",
        auto_complete="off",
        max_length=MAX_INPUT_LENGTH,
        enter_key_hint="next",
        class_name="num",
        custom_attrs={"data-reading": ""},
        **props,
    )
    return rx.el.div(_Dial.create(target=name, digits=digits), plain, class_name="reading-field")


def form_draft(draft: str, restored: str) -> rx.Component:
    """Keeps what is typed in the form around it; carries the `request_key`."""
    return _FormDraft.create(draft=draft, restored=restored)


def draft_end(draft: str, accepted: str) -> rx.Component:
    """Forgets the draft that was accepted under this request key."""
    return _DraftEnd.create(draft=draft, accepted=accepted)


def fill_button(label: str, fills: str, **props: Any) -> rx.Component:
    """One tap puts the suggested values into their fields."""
    return rx.el.button(
        label,
        type="button",
        class_name="btn btn-quiet btn-small",
        custom_attrs={"data-fills": fills},
        **props,
    )


def print_button(label: str) -> rx.Component:
    """Opens the browser's print dialogue."""
    return _PrintButton.create(label=label)
