"""Services take (session, actor, …), return frozen results, and are what authorises."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import typing

from sqlmodel import SQLModel

import avk_app.models
import avk_app.services
from tests.architecture.sources import Source, functions, sources_under


def test_an_actor_stands_right_after_the_session() -> None:
    misplaced = []
    for source in sources_under("services/"):
        for function in functions(source):
            names = [argument.arg for argument in function.args.args]
            if "actor" in names and "session" in names and names[:2] != ["session", "actor"]:
                misplaced.append(f"{source.at(function)} {function.name}")
    assert misplaced == [], "public services read (session, actor, command)"


def test_actors_are_made_by_the_session_service_only() -> None:
    made = [
        source.at(node)
        for source in sources_under("")
        if source.name not in ("avk_app/services/sessions.py", "avk_app/services/access.py")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Actor"
    ]
    assert made == [], "an actor comes from find_actor: nobody else vouches for a cookie"


def _holds_rows(annotation: object) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, SQLModel):
        return True
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return any(_holds_rows(hint) for hint in typing.get_type_hints(annotation).values())
    return any(_holds_rows(part) for part in typing.get_args(annotation))


def _functions_that_return_rows() -> set[str]:
    modules = [
        importlib.import_module(f"avk_app.services.{found.name}")
        for found in pkgutil.iter_modules(avk_app.services.__path__)
    ]
    return {
        name
        for module in modules
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and _holds_rows(typing.get_type_hints(value).get("return"))
    }


def _names_in(source: Source) -> set[str]:
    return {getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(source.tree)}


def test_no_row_leaves_the_services() -> None:
    row_givers = _functions_that_return_rows()
    leaking = [
        f"{source.name}: {name}"
        for source in sources_under("state/", "view_models/", "web/", "pages/", "components/")
        for name in sorted(_names_in(source) & row_givers)
    ]
    assert leaking == [], "return a frozen dataclass of plain values: a row takes its columns to the browser"


def test_statements_are_built_in_services_only() -> None:
    builders = {"select", "insert", "update", "delete", "func", "text"}
    strays = [
        f"{source.at(node)} {alias.name}"
        for source in sources_under("")
        if not source.is_under("services/", "models/", "web/health")  # whose one statement is SELECT 1
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "sqlmodel"))
        for alias in node.names
        if alias.name in builders
    ]
    assert strays == [], "ask a service: who may see a row is a condition in its query"


def test_every_model_module_is_imported_by_the_package() -> None:
    missing = [
        found.name
        for found in pkgutil.iter_modules(avk_app.models.__path__)
        for value in vars(importlib.import_module(f"avk_app.models.{found.name}")).values()
        if isinstance(value, type)
        and issubclass(value, SQLModel)
        and value.model_config.get("table")
        and value.__name__ not in avk_app.models.__all__
    ]
    assert missing == [], "name the table in models/__init__.py, or migrations will not see it"
