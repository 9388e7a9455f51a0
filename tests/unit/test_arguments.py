"""A call's arguments: names and outer types are as the handler declares, or the call goes no further."""

from typing import Any, TypedDict

import pytest
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY

from avk_app.state.arguments import arguments_fit


class _Form(TypedDict, total=False):
    surname: str


class _State:
    async def nothing(self) -> None: ...

    async def text(self, value: str) -> None: ...

    async def number(self, value: int, note: str = "") -> None: ...

    async def tick(self, value: bool) -> None: ...

    async def form(self, value: dict[str, Any]) -> None: ...

    async def typed_form(self, value: _Form) -> None: ...

    async def maybe(self, value: str | None) -> None: ...


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        (_State.nothing, {}),
        (_State.text, {"value": "x"}),
        (_State.number, {"value": 7}),
        (_State.number, {"value": 7, "note": "x"}),
        (_State.tick, {"value": False}),
        (_State.form, {"value": {"surname": None}}),
        (_State.form, {"value": {FORM_DATA_ENTRIES_KEY: [["surname", "x"]]}}),
        (_State.typed_form, {"value": {"surname": "x"}}),
        (_State.maybe, {"value": None}),
    ],
)
def test_what_is_declared_passes(handler: Any, payload: dict[str, Any]) -> None:
    assert arguments_fit(handler, payload)


@pytest.mark.parametrize(
    ("handler", "payload"),
    [
        (_State.nothing, {"value": 1}),
        (_State.nothing, []),
        (_State.nothing, None),
        (_State.text, {}),
        (_State.text, {"value": 1}),
        (_State.text, {"value": None}),
        (_State.text, {"value": {"a": 1}}),
        (_State.text, {"value": "x", "self": "y"}),
        (_State.number, {"value": "7"}),
        (_State.number, {"value": True}),
        (_State.number, {"value": float("nan")}),
        (_State.tick, {"value": 1}),
        (_State.form, {"value": []}),
        (_State.form, {"value": {FORM_DATA_ENTRIES_KEY: "ab"}}),
        (_State.form, {"value": {FORM_DATA_ENTRIES_KEY: [["a"], 1]}}),
        (_State.form, {"value": {FORM_DATA_ENTRIES_KEY: [[{}, "x"]]}}),
        (_State.typed_form, {"value": "x"}),
        (_State.maybe, {"value": 1}),
    ],
)
def test_anything_else_goes_no_further(handler: Any, payload: Any) -> None:
    assert not arguments_fit(handler, payload)
