"""Only messages that look like an event of ours reach the framework."""

from typing import Any

import pytest

import avk_app.avk_app  # noqa: F401  (fills the registry)
from avk_app.state.messages import is_event

KNOWN = "reflex___state____state.hydrate_and_load"


def test_what_the_browser_sends_is_an_event() -> None:
    place = {"pathname": "/", "asPath": "/?a=1#b", "query": {"a": "1"}}
    assert is_event({"name": KNOWN, "payload": {}, "router_data": place})


@pytest.mark.parametrize(
    "message",
    [
        None,
        "{}",
        [],
        {},
        {"name": 1},
        {"name": []},
        {"name": "no.such.handler"},
        {"name": KNOWN, "payload": []},
        {"name": KNOWN, "router_data": []},
        {"name": KNOWN, "router_data": {"pathname": 1}},
        {"name": KNOWN, "router_data": {"pathname": "x"}},
        {"name": KNOWN, "router_data": {"asPath": "//" * 2000}},
        {"name": KNOWN, "router_data": {"query": "x"}},
    ],
)
def test_anything_else_is_not(message: Any) -> None:
    assert not is_event(message)
