"""Money: integers rounded half up, written the Russian way, read back as they were written."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.errors import InvalidInput
from avk_app.money import format_kopecks, group_thousands, parse_kopecks, round_half_up

KOPECKS = st.integers(0, 10**13 - 1)


@given(KOPECKS)
def test_what_is_written_is_read_back(kopecks: int) -> None:
    assert parse_kopecks(format_kopecks(kopecks)) == kopecks


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_a_half_is_rounded_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Fraction(abs(numerator), denominator)
    expected = floor(exact + Fraction(1, 2))
    assert round_half_up(numerator, denominator) == (expected if numerator >= 0 else -expected)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_the_signs_of_both_sides_cancel(numerator: int, denominator: int) -> None:
    assert round_half_up(-numerator, -denominator) == round_half_up(numerator, denominator)


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [
        (0, "0,00\u202f₽"),
        (5, "0,05\u202f₽"),
        (123_450, "1\u202f234,50\u202f₽"),
        (-16_702, "\u2212167,02\u202f₽"),
    ],
)
def test_an_amount_is_written_the_russian_way(kopecks: int, text: str) -> None:
    assert format_kopecks(kopecks) == text


def test_thousands_are_grouped_by_narrow_spaces() -> None:
    assert group_thousands(-1_234_567) == "\u22121\u202f234\u202f567"


@pytest.mark.parametrize(
    ("text", "kopecks"),
    [("418,47", 418_47), ("418.4", 418_40), ("418", 418_00), (" 1 234,50 ₽ ", 1_234_50), ("0,01", 1)],
)
def test_people_write_amounts_in_their_own_way(text: str, kopecks: int) -> None:
    assert parse_kopecks(text) == kopecks


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-1",
        "0.001",
        "1e9",
        "вода",
        "1,2,3",
        "12 руб",
        "<b>1</b>",
        "\x00",
        "9" * 12,
        "😀",
        "٤١٨",
        "４１８",
        "1,²",
    ],
)
def test_what_is_no_amount_names_its_field(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_kopecks(text, "sum")
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [("sum", "amount_format")]
