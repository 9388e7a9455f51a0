"""The utility's offices from a readable file."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from avk_app.domain.offices import Office
from avk_app.errors import ConfigError

OFFICES_FILE = Path(__file__).resolve().parent.parent / "data" / "offices.toml"


@cache
def load_offices(path: Path = OFFICES_FILE) -> tuple[Office, ...]:
    """All offices in the order of the file. Raises ConfigError, which names the file and what is wrong."""
    try:
        return tuple(_office(row) for row in tomllib.loads(path.read_text("utf-8"))["office"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path.name}: {error}") from error


def _office(row: Mapping[str, Any]) -> Office:
    hours = row["hours"]
    if not isinstance(hours, list) or not all(isinstance(line, str) for line in hours):
        raise TypeError("hours must be a list of lines")
    if not isinstance(row["is_sample"], bool):
        raise TypeError("is_sample must be true or false")
    return Office(
        _text(row, "name"), _text(row, "address"), tuple(hours), _text(row, "ways"), row["is_sample"]
    )


def _text(row: Mapping[str, Any], key: str) -> str:
    if not isinstance(row[key], str) or not row[key]:
        raise TypeError(f"{key} must be a text")
    return str(row[key])
