"""Credit for hours without water."""

import pytest

from avk_app.domain.interruptions import InterruptionTerms, hours_over, interruption_credit_kopecks

TERMS = InterruptionTerms(8, 4, 15)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([], 0),
        ([4, 4], 0),
        ([4, 4, 1], 1),
        ([4] * 5, 12),
        ([5], 1),
        ([12], 8),
    ],
)
def test_hours_over_count_by_month_or_at_once(hours: list[int], expected: int) -> None:
    assert hours_over([hour * 60 for hour in hours], TERMS) == expected


def test_an_hour_that_is_not_full_does_not_count() -> None:
    assert hours_over([4 * 60 + 59], TERMS) == 0


def test_the_checked_value() -> None:
    assert interruption_credit_kopecks(154_54, hours_over([240] * 5, TERMS), TERMS) == 2_78


def test_the_credit_never_exceeds_the_charge() -> None:
    assert interruption_credit_kopecks(100, 744, InterruptionTerms(0, 0, 100)) == 100
