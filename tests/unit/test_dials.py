"""Months by dial add up to what the dial shows; what does not is named by the first month of its run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.consumption import DialReading, even_share
from avk_app.domain.dials import DialMonth, find_uneven_runs
from avk_app.domain.metering import MeterVolume, Method
from avk_app.domain.period import Period

JULY = Period(2026, 7)


def _month(month: int, since: tuple[int, int], until: tuple[int, int], turned: int = 0) -> DialMonth:
    """A month after July, by a stretch between two (month, litres)."""
    readings = [DialReading(JULY.plus(at), litres) for at, litres in (since, until)]
    months = until[0] - since[0]
    volume = even_share(until[1] - since[1] + turned, months, month - since[0])
    part = MeterVolume(1, Method.METER, volume, readings[0], readings[1], months, turned)
    return DialMonth(JULY.plus(month), volume, (part,))


def _uneven(*months: DialMonth) -> list[Period]:
    return list(find_uneven_runs(months))


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 50_000)), max_size=8))
def test_stretches_that_follow_each_other_add_up(stretches: list[tuple[int, int]]) -> None:
    months, at, litres = [], 0, 0
    for length, used in stretches:
        since, until = (at, litres), (at + length, litres + used)
        months += [_month(month, since, until) for month in range(at + 1, at + length + 1)]
        at, litres = until
    assert _uneven(*months) == []


def test_a_turn_of_the_dial_adds_up() -> None:
    assert _uneven(_month(1, (0, 99_000_000), (1, 1_000), turned=100_000_000)) == []


def test_a_month_that_news_left_as_it_cost_keeps_its_old_stretch() -> None:
    """31 litres of three months were 10, 10 and 11; a reading that came late makes them 9, 10 and 12."""
    old = _month(2, (0, 0), (3, 31))
    assert _uneven(_month(1, (0, 0), (1, 9)), old, _month(3, (2, 19), (3, 31))) == []


@pytest.mark.parametrize(
    "again",
    [_month(2, (1, 0), (2, 1_000)), _month(2, (1, 500), (2, 1_500)), _month(2, (1, 2_000), (2, 3_000))],
)
def test_more_or_less_than_the_dial_shows_is_named(again: DialMonth) -> None:
    assert _uneven(_month(1, (0, 0), (1, 1_000)), again) == [JULY.plus(1)]


def test_a_stretch_charged_before_a_month_by_norm_is_not_charged_after_it() -> None:
    assert _uneven(_month(1, (0, 0), (1, 1_000)), _month(3, (0, 0), (3, 3_000))) == [JULY.plus(3)]
    assert _uneven(_month(1, (0, 0), (3, 3_000)), _month(3, (0, 0), (3, 3_000))) == []
    assert _uneven(_month(1, (0, 0), (1, 1_000)), _month(3, (1, 1_000), (3, 3_000))) == []
