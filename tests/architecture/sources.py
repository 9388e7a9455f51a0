"""The product's sources as syntax trees, for rules that a linter does not know."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.databases import ROOT

APP = ROOT / "avk_app"


@dataclass(frozen=True)
class Source:
    """One module: its name from the root, like `avk_app/state/guard.py`, and its tree."""

    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def is_under(self, *places: str) -> bool:
        return any(self.name.startswith(f"avk_app/{place}") for place in places)


@cache
def sources() -> tuple[Source, ...]:
    return tuple(_read(path) for path in sorted(APP.rglob("*.py")))


def _read(path: Path) -> Source:
    text = path.read_text()
    return Source(str(path.relative_to(ROOT)), text, ast.parse(text))


def sources_under(*places: str) -> list[Source]:
    return [source for source in sources() if source.is_under(*places)]


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def dotted(node: ast.AST) -> str:
    """`rx.el.div` for the expression that says so, "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (start := dotted(node.value)):
        return f"{start}.{node.attr}"
    return ""


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            last = node.func.attr if isinstance(node.func, ast.Attribute) else name
            yield node, name or f"….{last}"


def strings(source: Source) -> Iterator[ast.Constant]:
    """String literals, docstrings aside."""
    documented = {
        id(node.body[0].value)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node
