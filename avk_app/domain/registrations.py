"""How many persons were registered on a day: the row in force, of rows that only follow each other."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Registered(NamedTuple):
    """The number of registered persons from a day on."""

    valid_from: date
    persons: int


def persons_on(rows: Iterable[Registered], day: date) -> int:
    """The number in force on a day; nobody before the first row."""
    in_force = [row for row in rows if row.valid_from <= day]
    return max(in_force).persons if in_force else 0
