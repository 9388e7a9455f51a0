"""What a volume costs: the checked values, and agreement with exact fractions."""

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.charges import charge_kopecks, included_vat_kopecks, norm_volume_litres


@pytest.mark.parametrize(
    ("volume_litres", "rate", "expected"),
    [(7_412, 1899, 140_75), (10_517, 2310, 242_94), (7_412, 2085, 154_54), (10_517, 2536, 266_71)],
)
def test_a_metered_volume_costs_volume_times_rate(volume_litres: int, rate: int, expected: int) -> None:
    assert charge_kopecks(volume_litres, rate) == expected


@pytest.mark.parametrize(
    ("persons", "coefficient", "expected"),
    [(3, 100, 271_47), (3, 300, 814_40), (10, 100, 904_89), (10, 300, 2_714_67)],
)
def test_a_norm_costs_persons_times_norm_times_coefficient(
    persons: int, coefficient: int, expected: int
) -> None:
    assert charge_kopecks(norm_volume_litres(persons, 4_340), 2085, coefficient) == expected


@pytest.mark.parametrize(
    ("total", "percent", "expected"), [(383_69, 22, 69_19), (421_25, 22, 75_96), (120, 20, 20)]
)
def test_vat_is_inside_the_total(total: int, percent: int, expected: int) -> None:
    assert included_vat_kopecks(total, percent) == expected


@given(st.integers(0, 10**9), st.integers(1, 10**5), st.integers(100, 500))
def test_the_charge_is_the_exact_product_rounded_half_up(volume: int, rate: int, coefficient: int) -> None:
    exact = Fraction(volume, 1000) * rate * Fraction(coefficient, 100)
    assert charge_kopecks(volume, rate, coefficient) == floor(exact + Fraction(1, 2))
