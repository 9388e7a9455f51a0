"""Lists of ids in queries: one parameter, however many there are.

An IN list gives each id a parameter of its own; with thousands, making them takes longer than the query.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, String, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Ids(TypeDecorator[list[int]]):
    """One text: an array as PostgreSQL reads it, JSON for SQLite. The driver would make an array number by
    number."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: list[int] | None, dialect: Dialect) -> str:
        listed = json.dumps(value)
        return f"{{{listed[1:-1]}}}" if dialect.name == "postgresql" else listed


class _Texts(TypeDecorator[list[str]]):
    """An array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(String()) if dialect.name == "postgresql" else String())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else json.dumps(value)


class _IsAmong(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> "_IsAmong":
        """A condition already: compared with 1, as SQLAlchemy does on SQLite, it could use no index."""
        return self


def is_among(column: Mapped[Any], ids: Iterable[int]) -> ColumnElement[bool]:
    """Whether the column holds one of these ids; none of them match when there are none."""
    return _IsAmong(column, bindparam(None, list(ids), type_=_Ids(), unique=True))


def is_among_texts(column: Mapped[Any], texts: Iterable[str]) -> ColumnElement[bool]:
    """Whether the column holds one of these texts."""
    return _IsAmong(column, bindparam(None, list(texts), type_=_Texts(), unique=True))


@compiles(_IsAmong, "sqlite")
def _on_sqlite(element: _IsAmong, compiler: SQLCompiler, **options: Any) -> str:
    column, ids = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608 — both are compiled


@compiles(_IsAmong, "postgresql")
def _on_postgres(element: _IsAmong, compiler: SQLCompiler, **options: Any) -> str:
    """An array of the column's own type: compared with a wider one, it is searched from its beginning."""
    column, ids = (compiler.process(clause, **options) for clause in element.clauses)
    searched, listed = element.clauses
    if not isinstance(listed.type, _Ids):
        return f"{column} = ANY({ids})"
    return (
        f"{column} = ANY(CAST({ids} AS {compiler.dialect.type_compiler_instance.process(searched.type)}[]))"
    )
