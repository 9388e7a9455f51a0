"""Dated rows: what was in force on a day. Rows are never edited, only followed by later ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, zip_longest
from typing import Protocol, TypeVar

from avk_app.errors import DomainError

ONE_DAY = timedelta(days=1)


class Dated(Protocol):
    """A row in force from `valid_from` to `valid_until`, both included.

    None means until the next row: a row that was published is never edited, not even to end it.
    """

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_until(self) -> date | None: ...


Row = TypeVar("Row", bound=Dated)


@dataclass(eq=False)
class RowsHaveGap(DomainError):
    """Nothing is in force for `subject` from `first_day` to `last_day`."""

    subject: str
    first_day: date
    last_day: date


@dataclass(eq=False)
class RowsOverlap(DomainError):
    """Two rows for `subject` are in force on `day`."""

    subject: str
    day: date


@dataclass(eq=False)
class RowChanged(DomainError):
    """A stored row for `subject` from `valid_from` on says something else than the one to be stored."""

    subject: str
    valid_from: date


@dataclass(eq=False)
class RowsChangeInside(DomainError):
    """Another row for `subject` begins on `day`, inside a stretch that needs one row throughout."""

    subject: str
    day: date


def row_in_force(rows: Sequence[Row], day: date, subject: str) -> Row:
    """The one row in force on `day`. Raises RowsHaveGap or RowsOverlap."""
    found = [row for row, last_day in _stretches(rows) if row.valid_from <= day <= last_day]
    if not found:
        raise RowsHaveGap(subject, day, day)
    if len(found) > 1:
        raise RowsOverlap(subject, day)
    return found[0]


def require_cover(rows: Sequence[Row], first_day: date, last_day: date, subject: str) -> None:
    """Check that exactly one row is in force on each day of a stretch, before anything is computed.

    Raises RowsHaveGap with the whole first gap, or RowsOverlap with the first day two rows claim.
    """
    touching = [
        (row, ends_on)
        for row, ends_on in _stretches(rows)
        if row.valid_from <= last_day and ends_on >= first_day
    ]
    uncovered = first_day
    for row, ends_on in touching:
        if uncovered > max(row.valid_from, first_day):
            raise RowsOverlap(subject, max(row.valid_from, first_day))
        if row.valid_from > uncovered:
            raise RowsHaveGap(subject, uncovered, row.valid_from - ONE_DAY)
        uncovered = min(ends_on, last_day) + ONE_DAY
    if uncovered <= last_day:
        raise RowsHaveGap(subject, uncovered, last_day)


def require_succession(stored: Sequence[Row], added: Sequence[Row], subject: str) -> None:
    """Check that no added row changes a day that was settled. Raises RowsOverlap with its first day.

    The last stored row, while it has no end, may be followed; each one before was ended by its follower.
    """
    settled = [(row, last_day) for row, last_day in _stretches(stored) if last_day < date.max]
    for new in added:
        if any(row.valid_from <= new.valid_from <= last_day for row, last_day in settled):
            raise RowsOverlap(subject, new.valid_from)
    for (_, last_day), (follower, _) in pairwise(_stretches([*stored, *added])):
        if follower.valid_from <= last_day:
            raise RowsOverlap(subject, follower.valid_from)


def row_throughout(rows: Sequence[Row], first_day: date, last_day: date, subject: str) -> Row:
    """The one row in force on every day of a stretch. Raises RowsHaveGap, RowsOverlap, RowsChangeInside."""
    require_cover(rows, first_day, last_day, subject)
    if changes := [row.valid_from for row in rows if first_day < row.valid_from <= last_day]:
        raise RowsChangeInside(subject, min(changes))
    return row_in_force(rows, first_day, subject)


def _stretches(rows: Sequence[Row]) -> list[tuple[Row, date]]:
    """Each row with its last day: a row without an end is ended by the one that follows it."""
    ordered = sorted(rows, key=lambda row: row.valid_from)
    return [(row, _last_day(row, follower)) for row, follower in zip_longest(ordered, ordered[1:])]


def _last_day(row: Dated, follower: Dated | None) -> date:
    if row.valid_until is not None or follower is None:
        return row.valid_until or date.max
    return max(follower.valid_from - ONE_DAY, row.valid_from)
