"""Bank statements from files: the exchange format, or a table under the titles of a bank."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from avk_app.domain.statement import Statement, wrong_file
from avk_app.domain.statement_file import MAX_BYTES, is_exchange_file, parse_exchange
from avk_app.domain.statement_table import OPTIONAL_COLUMNS, REQUIRED_COLUMNS, parse_table
from avk_app.errors import ConfigError
from avk_app.gateways.spreadsheets import UnreadableTable, read_table

Titles = Mapping[str, str]
"""The title of each column by its key."""


def read_statement(path: Path, titles: Titles, own_account: str, today: date) -> Statement:
    """The money that came in to `own_account`. Raises WrongStatement or UnreadableTable."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableTable("table_not_found") from error
    if not data.strip():
        raise wrong_file("statement_empty_file")
    if is_exchange_file(data):
        return parse_exchange(data, own_account, today)
    return parse_table(read_table(path), titles, own_account, today)


def read_titles(path: Path, usual: Titles) -> Titles:
    """The titles of a bank's columns from a TOML file with a `[columns]` table; the others stay usual.

    Raises ConfigError, which names the file and what is wrong in it.
    """
    try:
        columns = tomllib.loads(path.read_text("utf-8-sig"))["columns"]
        named = {str(column): str(title).strip() for column, title in columns.items()}
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise ConfigError(f"{path.name}: {error}") from error
    unknown = named.keys() - {*REQUIRED_COLUMNS, *OPTIONAL_COLUMNS}
    if unknown:
        raise ConfigError(f"{path.name}: no such column: {', '.join(sorted(unknown))}")
    return {**usual, **named}
