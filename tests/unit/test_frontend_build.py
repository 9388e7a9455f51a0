"""Fixes of the built front end: each must find what it fixes, or the build fails."""

from pathlib import Path

import pytest

from avk_app import routes
from avk_app.texts import shell
from avk_app.web.frontend_build import (
    RUSSIAN,
    SAME_ORIGIN_SOCKET,
    SAME_PORT_UNDER_HTTPS,
    add_proxy,
    apply_fixes,
)

SCRIPT = Path("assets/root.js")
# What the minifier makes of the framework's own texts, shortened.
BANNER = "e.append(`A new version of this app is available.`);t.textContent=`Reload`,t.style=``"
ROUTER = (
    "create($,{title:`Unhandled Thrown Response!`},create(`h1`,{style:{}},e.status,` `,e.statusText),null);"
    "create($,{title:`Application Error!`},create(`h1`,{},`Application Error`),"
    "create(`pre`,{style:{color:`red`,overflow:`auto`}},i.stack),r);create(`html`,{lang:`en`},x);"
    "create(h2,null,`Unexpected Application Error!`),create(`h3`,{style:{fontStyle:`italic`}},t),"
    "n?create(`pre`,{},n):null;create($,{title:`Loading...`})"
)


def _russian(script: str) -> str:
    return apply_fixes({SCRIPT: script}, RUSSIAN)[SCRIPT]


def test_every_english_sentence_of_the_framework_becomes_russian() -> None:
    fixed = _russian(BANNER + ROUTER)
    for english in ("new version", "Reload", "Application Error", "Unhandled", "statusText", "Loading"):
        assert english not in fixed
    assert shell.NEW_VERSION in fixed
    assert fixed.count(shell.HOTLINE) == 2


def test_stack_traces_are_not_shown() -> None:
    fixed = _russian(BANNER + ROUTER)
    assert ".stack" not in fixed
    assert "!1?create(`pre`,{},n)" in fixed


def test_a_fix_that_finds_nothing_fails_the_build() -> None:
    with pytest.raises(RuntimeError, match="new version"):
        _russian(ROUTER)


def test_the_socket_goes_to_whoever_served_the_page() -> None:
    fixed = apply_fixes({SCRIPT: 'x="ws://localhost:3000/_event"'}, (SAME_ORIGIN_SOCKET,))[SCRIPT]
    assert fixed == "x=location.origin.replace(/^http/,`ws`)+`/_event`"


def test_the_socket_keeps_its_port_under_https() -> None:
    address = "x===`https:`&&(t.protocol===`http:`&&(t.protocol=`https:`),t.port=``)"
    fixed = apply_fixes({SCRIPT: address}, (SAME_PORT_UNDER_HTTPS,))[SCRIPT]
    assert fixed == "x===`https:`&&(t.protocol===`http:`&&(t.protocol=`https:`))"


def test_our_routes_are_passed_on_by_the_development_server() -> None:
    config = add_proxy("export default {\n  server: {\n    port: 1,\n  },\n};")
    assert all(path in config for path in routes.SERVER_PATHS)
    assert config.count("proxy") == 1


def test_server_settings_of_another_shape_fail_the_build() -> None:
    with pytest.raises(RuntimeError):
        add_proxy("export default {};")
