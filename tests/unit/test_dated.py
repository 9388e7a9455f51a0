"""Dated rows: exactly one in force on each day, or an error that names the gap or the overlap."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.dated import (
    RowsChangeInside,
    RowsHaveGap,
    RowsOverlap,
    require_cover,
    require_succession,
    row_in_force,
    row_throughout,
)


@dataclass(frozen=True)
class Row:
    valid_from: date
    valid_until: date | None = None


JANUARY, OCTOBER = Row(date(2026, 1, 1)), Row(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 1), JANUARY),
        (date(2026, 9, 30), JANUARY),
        (date(2026, 10, 1), OCTOBER),
        (date(2040, 1, 1), OCTOBER),
    ],
)
def test_a_row_is_ended_by_the_one_that_follows(day: date, expected: Row) -> None:
    assert row_in_force([OCTOBER, JANUARY], day, "tariff") is expected


def test_a_day_before_the_first_row_is_a_gap() -> None:
    with pytest.raises(RowsHaveGap):
        row_in_force([JANUARY], date(2025, 12, 31), "tariff")


def test_the_whole_gap_is_named() -> None:
    rows = [Row(date(2026, 1, 1), date(2026, 3, 31)), OCTOBER]
    with pytest.raises(RowsHaveGap) as caught:
        require_cover(rows, date(2026, 1, 1), date(2026, 12, 31), "tariff")
    assert (caught.value.first_day, caught.value.last_day) == (date(2026, 4, 1), date(2026, 9, 30))


def test_a_gap_at_the_end_is_named() -> None:
    with pytest.raises(RowsHaveGap) as caught:
        require_cover([Row(date(2026, 1, 1), date(2026, 3, 31))], date(2026, 3, 1), date(2026, 4, 30), "t")
    assert (caught.value.first_day, caught.value.last_day) == (date(2026, 4, 1), date(2026, 4, 30))


def test_a_stretch_has_one_row_when_none_begins_inside_it() -> None:
    rows = [JANUARY, OCTOBER]
    assert row_throughout(rows, date(2026, 9, 1), date(2026, 9, 30), "t") is JANUARY
    assert row_throughout(rows, date(2026, 10, 1), date(2026, 10, 31), "t") is OCTOBER
    with pytest.raises(RowsChangeInside) as caught:
        row_throughout([*rows, Row(date(2026, 11, 1))], date(2026, 9, 2), date(2026, 12, 1), "t")
    assert caught.value.day == date(2026, 10, 1)


@pytest.mark.parametrize("second", [Row(date(2026, 1, 1)), Row(date(2026, 6, 30))])
def test_two_rows_on_one_day_are_an_overlap(second: Row) -> None:
    rows = [Row(date(2026, 1, 1), date(2026, 6, 30)), second]
    with pytest.raises(RowsOverlap):
        require_cover(rows, date(2026, 1, 1), date(2026, 12, 31), "tariff")
    with pytest.raises(RowsOverlap):
        row_in_force(rows, second.valid_from, "tariff")


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
ROWS = st.lists(st.builds(Row, DAYS, st.none() | DAYS), max_size=5).map(
    lambda rows: [row for row in rows if row.valid_until is None or row.valid_until >= row.valid_from]
)


@given(ROWS, DAYS, st.integers(0, 400))
def test_cover_holds_exactly_when_each_day_has_one_row(rows: list[Row], first: date, length: int) -> None:
    days = [first + timedelta(days=offset) for offset in range(length + 1)]

    def is_fine(day: date) -> bool:
        try:
            row_in_force(rows, day, "t")
        except (RowsHaveGap, RowsOverlap):
            return False
        return True

    try:
        require_cover(rows, days[0], days[-1], "t")
        covered = True
    except (RowsHaveGap, RowsOverlap):
        covered = False
    assert covered == all(is_fine(day) for day in days)


def _on_each_day(rows: list[Row]) -> dict[date, Row]:
    """What is in force on each day of the two years and the one after; a gap has no entry."""
    found = {}
    for offset in range(3 * 365):
        day = date(2025, 1, 1) + timedelta(days=offset)
        with suppress(RowsHaveGap):
            found[day] = row_in_force(rows, day, "t")
    return found


@given(ROWS, ROWS)
def test_rows_that_may_be_added_change_no_settled_day(stored: list[Row], added: list[Row]) -> None:
    try:
        before = _on_each_day(stored)
        require_succession(stored, added, "t")
    except RowsOverlap:
        return
    last = max(stored, key=lambda row: row.valid_from, default=None)
    after = _on_each_day([*stored, *added])
    assert {day for day, row in before.items() if after.get(day) is not row and row is not last} == set()


@pytest.mark.parametrize(
    "new",
    [
        Row(date(2026, 3, 1)),
        Row(date(2026, 10, 1)),
        Row(date(2026, 9, 30), date(2026, 9, 30)),
        Row(date(2025, 12, 1), date(2026, 1, 1)),
    ],
)
def test_a_row_inside_a_settled_stretch_is_an_overlap(new: Row) -> None:
    with pytest.raises(RowsOverlap):
        require_succession([JANUARY, OCTOBER], [new], "tariff")


@pytest.mark.parametrize("new", [Row(date(2027, 1, 1)), Row(date(2025, 1, 1)), Row(date(2026, 10, 2))])
def test_a_row_that_follows_or_fills_a_gap_is_fine(new: Row) -> None:
    require_succession([JANUARY, OCTOBER], [new], "tariff")
