"""Tables of dated rows shipped as readable files: appended when missing, never edited."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, select

from avk_app.domain.dated import RowChanged
from avk_app.errors import ConfigError

Row = TypeVar("Row", bound=SQLModel)


def read_table(path: Path, parse: Callable[[dict[str, str]], Row]) -> list[Row]:
    """The rows of a CSV file with a header, each parsed. Raises ConfigError with the line that cannot be."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        return [_parsed(line, parse, f"{path.name}, line {lines.line_num}") for line in lines]


def _parsed(line: dict[str, str], parse: Callable[[dict[str, str]], Row], place: str) -> Row:
    try:
        return parse(line)
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{place}: {error}") from None


def append_missing(session: Session, wanted: Sequence[Row], key: Callable[[Row], tuple[str, date]]) -> int:
    """Store the rows that the database misses; how many there were. A key is a subject and its first day.

    Raises RowChanged when a stored row with the same key says something else: a rule that changes is a
    new row, because the past was computed with the old one.
    """
    if not wanted:
        return 0
    stored = {key(row): row for row in session.exec(select(type(wanted[0])))}
    missing = [row for row in wanted if key(row) not in stored]
    for row in wanted:
        if key(row) in stored and _facts(stored[key(row)]) != _facts(row):
            raise RowChanged(*key(row))
    session.add_all(missing)
    session.flush()
    return len(missing)


def optional_date(text: str) -> date | None:
    """An ISO date, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


def is_yes(text: str) -> bool:
    """The tables say yes or no."""
    return text == "yes"


def _facts(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(exclude={"id"})
