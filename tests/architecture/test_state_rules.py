"""Every handler is a public endpoint, every var goes to the browser: both stay small and plain."""

import ast
import dataclasses
import importlib
import pkgutil
import typing
from types import ModuleType

import pytest
import reflex as rx
from reflex_base.registry import RegistrationContext

import avk_app.state
import avk_app.view_models
from avk_app.state.guard import access_of, undeclared_handlers
from tests.architecture.sources import Source, calls, dotted, sources_under

FORBIDDEN = {
    "rx.upload": "files come in through a route of ours, with a login and a size limit",
    "rx.upload_files": "files come in through a route of ours, with a login and a size limit",
    "rx.get_upload_dir": "files come in through a route of ours, with a login and a size limit",
    "rx.toast": "show notices from state in a role=status region: toasts need eval",
    "rx.call_script": "it needs eval, which the content security policy forbids",
    "rx.call_function": "it needs eval, which the content security policy forbids",
    "rx.set_clipboard": "it needs eval, which the content security policy forbids",
    "rx.Cookie": "the session cookie is HttpOnly and set by web/sessions.py",
    "rx.LocalStorage": "what the browser stores is the client's word",
    "rx.SessionStorage": "what the browser stores is the client's word",
    "rx.Model": "tables are plain SQLModel",
    "rx.session": "transactions come from services.database",
    "rx.markdown": "it pulls a parser into the page; write the elements",
}
RADIX = {
    "accordion", "alert_dialog", "avatar", "badge", "blockquote", "box", "button", "callout",
    "card", "center", "checkbox", "code", "container", "data_list", "dialog", "divider", "flex",
    "form", "grid", "heading", "hover_card", "hstack", "icon_button", "input", "link", "list",
    "popover", "radio", "radio_group", "section", "segmented_control", "select", "separator",
    "skeleton", "slider", "spacer", "spinner", "stack", "switch", "table", "tabs", "text",
    "text_area", "theme", "tooltip", "vstack",
}  # fmt: skip
PLAIN = (str, int, bool)


@pytest.fixture(scope="module", autouse=True)
def _whole_app() -> None:
    importlib.import_module("avk_app.avk_app")


def _modules(package: ModuleType) -> list[ModuleType]:
    return [
        importlib.import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
    ]


def _states() -> list[type[rx.State]]:
    return [
        value
        for module in _modules(avk_app.state)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, rx.State) and value.__module__ == module.__name__
    ]


def test_every_handler_declares_who_may_call_it() -> None:
    assert undeclared_handlers() == [], "put @allow(Access.…) under @rx.event"


def test_setters_made_by_the_framework_stay_closed() -> None:
    setters = [name for name in RegistrationContext.get().event_handlers if name.endswith(".setvar")]
    assert setters
    assert [name for name in setters if access_of(name) is not None] == []


def test_state_classes_are_flat() -> None:
    deep = [state.__qualname__ for state in _states() if state.__bases__ != (rx.State,)]
    assert deep == [], "inherit rx.State only; share with module functions"


def _is_plain(annotation: object) -> bool:
    if annotation in PLAIN:
        return True
    if typing.get_origin(annotation) in (list, tuple):
        return all(_is_plain(part) for part in typing.get_args(annotation) if part is not ...)
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return annotation.__dataclass_params__.frozen and all(  # type: ignore[attr-defined]
            _is_plain(hint) for hint in typing.get_type_hints(annotation).values()
        )
    return False


def test_vars_are_plain_values_or_view_models() -> None:
    odd = [
        f"{state.__qualname__}.{name}: {var._var_type}"
        for state in _states()
        for name, var in state.base_vars.items()
        if not _is_plain(var._var_type)
    ]
    assert odd == [], "send str, int, bool, or frozen dataclasses of finished strings, and lists of those"


def test_view_models_are_frozen_and_plain() -> None:
    odd = [
        f"{module.__name__}.{name}"
        for module in _modules(avk_app.view_models)
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__ and not _is_plain(value)
    ]
    assert odd == [], "a view model is a frozen dataclass of str, int, bool, or lists of those"


def _forbidden(source: Source) -> list[str]:
    names = ((node, dotted(node)) for node in ast.walk(source.tree) if isinstance(node, ast.Attribute))
    return [f"{source.at(node)} {name}: {FORBIDDEN[name]}" for node, name in names if name in FORBIDDEN]


def test_unsafe_parts_of_the_framework_are_not_used() -> None:
    assert [found for s in sources_under("") for found in _forbidden(s)] == []


def test_no_radix_themes_component_is_used() -> None:
    used = [
        f"{s.at(call)} {name}"
        for s in sources_under("pages/", "components/", "avk_app.py")
        for call, name in calls(s)
        if name.startswith("rx.") and name.split(".")[1] in RADIX
    ]
    assert used == [], "one of them puts 700 KB of CSS on every page: use components/ or rx.el"


def test_handlers_never_block_the_loop() -> None:
    blocking = [
        f"{s.at(node)} {node.name}"
        for s in sources_under("state/")
        for node in ast.walk(s.tree)
        if isinstance(node, ast.FunctionDef)
        and any(
            dotted(d) == "rx.event" or dotted(getattr(d, "func", d)) == "rx.event"
            for d in node.decorator_list
        )
    ]
    assert blocking == [], "a handler is async: a synchronous one stops every user of the process"
