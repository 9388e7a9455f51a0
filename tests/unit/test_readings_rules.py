"""What a reading means: consumption, what is unusual, and what was probably meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.period import Period
from avk_app.domain.readings import (
    Comparison,
    MeterPast,
    ReadingFlag,
    ReadingPoint,
    ReadingRules,
    compare,
    judge,
    times_usual,
    usual_monthly_litres,
)
from avk_app.domain.readings_guesses import Entry, Guess, Slip, guess_all, guess_overlong
from avk_app.volume import dial_capacity_litres, format_dial, parse_dial

RULES = ReadingRules(
    usual_history_months=12,
    usual_minimum_months=3,
    usual_low_percent=50,
    usual_high_percent=150,
    unusual_high_percent=300,
    unusual_floor_litres=5_000,
    unusual_new_meter_litres=30_000,
    huge_monthly_litres=300_000,
)
COLD = MeterPast(digits=5, previous_litres=412_385, usual_litres=7_000)
HOT = MeterPast(digits=5, previous_litres=198_020, usual_litres=3_100)
NEW = MeterPast(digits=5, previous_litres=0)
dial_digits = st.integers(4, 8)


@st.composite
def dials(draw: st.DrawFn) -> tuple[int, int]:
    digits = draw(dial_digits)
    return draw(st.integers(0, dial_capacity_litres(digits) - 1)), digits


@st.composite
def pasts(draw: st.DrawFn) -> MeterPast:
    value, digits = draw(dials())
    usual = draw(st.none() | st.integers(0, 50_000))
    return MeterPast(digits, value, draw(st.integers(1, 24)), usual)


@pytest.mark.parametrize(
    ("value", "past", "consumption", "flags"),
    [
        (419_790, COLD, 7_405, ()),
        (412_386, COLD, 1, ()),
        (412_385, COLD, 0, (ReadingFlag.ZERO,)),
        (433_385, COLD, 21_000, ()),
        (433_386, COLD, 21_001, (ReadingFlag.HIGH,)),
        (712_385, COLD, 300_000, (ReadingFlag.HUGE,)),
        (20_112_500, HOT, 19_914_480, (ReadingFlag.HUGE,)),
        (412_000, COLD, -385, (ReadingFlag.NEGATIVE,)),
        (2_000, MeterPast(5, 99_995_000, 1, 7_000), 7_000, (ReadingFlag.ROLLOVER,)),
        (50_000, MeterPast(5, 99_995_000, 1, 7_000), -99_945_000, (ReadingFlag.NEGATIVE,)),
        (0, NEW, 0, ()),
        (30_000, NEW, 30_000, ()),
        (30_001, NEW, 30_001, (ReadingFlag.HIGH,)),
        (5_000, MeterPast(5, 0, 1, 100), 5_000, ()),
        (63_000, MeterPast(5, 0, 3, 7_000), 63_000, ()),
        (63_001, MeterPast(5, 0, 3, 7_000), 63_001, (ReadingFlag.HIGH,)),
        (0, MeterPast(5, 0, 1, 0), 0, ()),
        (419_790, MeterPast(5, 412_385, 1, 7_000, 419_000), 7_405, (ReadingFlag.ABOVE_NEXT,)),
    ],
)
def test_a_value_means_a_consumption_and_asks_what_is_unusual(
    value: int, past: MeterPast, consumption: int, flags: tuple[ReadingFlag, ...]
) -> None:
    verdict = judge(value, past, RULES)
    assert (verdict.consumption_litres, verdict.flags) == (consumption, flags)


@pytest.mark.parametrize(
    ("typed", "past", "slip", "meant"),
    [
        (20_112_500, HOT, Slip.COMMA, 201_125),
        (41_979_000, COLD, Slip.COMMA, 419_790),
        (41_979, COLD, Slip.COMMA, 419_790),
        (419_790_000, MeterPast(6, 412_385, 1, 7_000), Slip.RED_DIGITS, 419_790),
        (319_790, COLD, Slip.TYPO, 419_790),
        (20_112_500, MeterPast(5, 0, 1, 20_000), Slip.RED_DIGITS, None),
    ],
)
def test_an_obvious_slip_is_suggested(typed: int, past: MeterPast, slip: Slip, meant: int | None) -> None:
    suggestion = guess_all([Entry(typed, past)], RULES)[0]
    if meant is None:
        assert suggestion is None or suggestion.slip is not slip
    else:
        assert suggestion == Guess(slip, meant)


def test_an_ordinary_value_gets_no_suggestion() -> None:
    assert guess_all([Entry(419_790, COLD)], RULES) == [None]


def test_two_meters_entered_the_wrong_way_round_are_both_recognised() -> None:
    suggestions = guess_all([Entry(201_125, COLD), Entry(419_790, HOT)], RULES)
    assert suggestions == [Guess(Slip.SWAPPED, 419_790), Guess(Slip.SWAPPED, 201_125)]


def test_more_digits_than_drums_are_read_as_black_and_red_together() -> None:
    assert guess_overlong("419790", COLD, RULES) == Guess(Slip.RED_DIGITS, 419_790)
    assert guess_overlong("919790", COLD, RULES) is None
    assert guess_overlong("9" * 30, COLD, RULES) is None


def _points(*litres: int) -> list[ReadingPoint]:
    return [ReadingPoint(Period(2026, 1).plus(month), value) for month, value in enumerate(litres)]


def test_the_usual_consumption_is_the_median_month() -> None:
    assert usual_monthly_litres(_points(0, 7_000, 13_000, 113_000, 121_000), 5, RULES) == 7_000


def test_a_new_meter_has_no_usual_consumption() -> None:
    assert usual_monthly_litres(_points(0, 7_000, 13_000), 5, RULES) is None


def test_a_gap_counts_as_equal_months() -> None:
    points = [ReadingPoint(Period(2026, 1), 0), ReadingPoint(Period(2026, 5), 28_000)]
    assert usual_monthly_litres(points, 5, RULES) == 7_000


def test_a_reading_that_went_backwards_teaches_nothing() -> None:
    assert usual_monthly_litres(_points(50_000, 57_000, 40_000, 47_000, 54_000), 5, RULES) == 7_000


def test_the_comparison_is_a_word() -> None:
    words = [compare(litres, COLD, RULES) for litres in (3_499, 3_500, 10_500, 10_570)]
    assert words == [Comparison.LESS, Comparison.USUAL, Comparison.USUAL, Comparison.MORE]
    assert compare(7_000, NEW, RULES) is Comparison.UNKNOWN
    assert times_usual(70_000, COLD) == 10


@given(dials())
def test_what_a_dial_shows_is_read_back(dial: tuple[int, int]) -> None:
    value, digits = dial
    assert parse_dial(format_dial(value, digits), digits, "reading") == value
    assert parse_dial(format_dial(value, digits).replace(",", "."), digits, "reading") == value


@given(pasts(), st.data())
def test_the_consumption_moves_the_dial_from_the_previous_value_to_this_one(
    past: MeterPast, data: st.DataObject
) -> None:
    capacity = dial_capacity_litres(past.digits)
    value = data.draw(st.integers(0, capacity - 1))
    verdict = judge(value, past, RULES)
    assert (past.previous_litres + verdict.consumption_litres) % capacity == value
    assert (verdict.consumption_litres < 0) == (ReadingFlag.NEGATIVE in verdict.flags)


@given(pasts(), st.data())
def test_a_rollover_is_believed_only_when_the_consumption_is_ordinary(
    past: MeterPast, data: st.DataObject
) -> None:
    value = data.draw(st.integers(0, dial_capacity_litres(past.digits) - 1))
    verdict = judge(value, past, RULES)
    if ReadingFlag.ROLLOVER in verdict.flags:
        assert value < past.previous_litres
        forward = MeterPast(past.digits, 0, past.months, past.usual_litres)
        assert ReadingFlag.HIGH not in judge(verdict.consumption_litres, forward, RULES).flags


@given(st.lists(st.tuples(dials(), pasts()), min_size=1, max_size=4))
def test_a_suggestion_is_never_itself_unusual(drawn: list[tuple[tuple[int, int], MeterPast]]) -> None:
    entries = [Entry(value % dial_capacity_litres(past.digits), past) for (value, _), past in drawn]
    for entry, suggestion in zip(entries, guess_all(entries, RULES), strict=True):
        if suggestion is not None:
            assert judge(entry.value_litres, entry.past, RULES).flags
            assert judge(suggestion.value_litres, entry.past, RULES).flags == ()
