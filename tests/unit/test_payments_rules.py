"""What may be paid, and what a channel adds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.payments import FeeTerms, fee_kopecks, parse_amount, require_amount
from avk_app.errors import InvalidInput

CAP = 100_000_000


@pytest.mark.parametrize(
    ("amount", "terms", "fee"),
    [
        (38_369, FeeTerms(100, 0), 384),
        (50, FeeTerms(100, 0), 1),
        (49, FeeTerms(100, 0), 0),
        (10_000, FeeTerms(300, 1_000), 1_000),
        (100_000, FeeTerms(300, 1_000), 3_000),
        (CAP, FeeTerms(0, 0), 0),
    ],
)
def test_the_fee_is_rounded_half_up_once_and_has_a_minimum(amount: int, terms: FeeTerms, fee: int) -> None:
    assert fee_kopecks(amount, terms) == fee


@given(st.integers(1, CAP), st.integers(1, CAP), st.integers(0, 1_000), st.integers(0, 5_000))
def test_a_larger_amount_never_costs_a_smaller_fee(one: int, other: int, points: int, least: int) -> None:
    terms = FeeTerms(points, least)
    smaller, larger = sorted((one, other))
    assert fee_kopecks(smaller, terms) <= fee_kopecks(larger, terms)


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "amount_zero"), (-1, "amount_zero"), (CAP + 1, "amount_over_cap")]
)
def test_an_amount_out_of_bounds_is_refused_in_words(amount: int, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        require_amount(amount, CAP)
    assert refusal.value.problems[0].code == code


@pytest.mark.parametrize("amount", [1, CAP])
def test_the_bounds_themselves_may_be_paid(amount: int) -> None:
    assert require_amount(amount, CAP) == amount


@pytest.mark.parametrize(
    ("typed", "kopecks"),
    [
        ("418,47", 418_47),
        ("418.47", 418_47),
        ("1 000", 1_000_00),
        ("1\u202f000,5 ₽", 1_000_50),
        ("418,", 418_00),
        ("00000000000012", 12_00),
        ("1000000", CAP),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, kopecks: int) -> None:
    assert parse_amount(typed, CAP) == kopecks


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount_empty"),
        (" ₽ ", "amount_empty"),
        ("0", "amount_zero"),
        ("0,00", "amount_zero"),
        ("-5", "amount_zero"),
        ("\u22125,50", "amount_zero"),
        ("0.001", "amount_decimals"),
        ("1e9", "amount_format"),
        ("1.000,50", "amount_format"),
        ("сто", "amount_format"),
        ("\u0661\u0662", "amount_format"),
        ("12\x00", "amount_format"),
        (",", "amount_format"),
        ("1000000000", "amount_over_cap"),
        ("9" * 250, "amount_over_cap"),
        ("1000000,01", "amount_over_cap"),
    ],
)
def test_what_cannot_be_paid_says_why(typed: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_amount(typed, CAP)
    assert [problem.code for problem in refusal.value.problems] == [code]
