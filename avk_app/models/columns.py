"""Columns that many tables share. Moments are aware UTC (SQLModel's own type); enums are kept as text."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

ENUM_LENGTH = 24


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum kept as its value, so that a new member needs no migration."""

    impl = String(ENUM_LENGTH)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__(ENUM_LENGTH)
        self.kind = kind
        self._members = {member.value: member for member in kind}
        self._read: dict[Any, StrEnum | None] = {None: None, **self._members}

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else self._members[value].value

    def result_processor(self, _dialect: Dialect, _coltype: object) -> Callable[[str | None], StrEnum | None]:
        """A look-up and no Python call: a page of history reads some two hundred of them."""
        return self._read.__getitem__


def enum_field(kind: type[StrEnum], **options: Any) -> Any:
    """A required enum column."""
    return Field(sa_type=EnumText(kind), **options)


def litres_field(**options: Any) -> Any:
    """Litres outgrow 32 bits on an eight-digit dial."""
    return Field(sa_type=BigInteger, **options)
