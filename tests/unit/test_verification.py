"""The warning about a verification comes in steps, and the due day itself is still in time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.verification import VerificationStage, find_verification_stage

TODAY = date(2026, 11, 22)
WARNING_DAYS = 90


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (91, None),
        (90, VerificationStage.AHEAD),
        (31, VerificationStage.AHEAD),
        (30, VerificationStage.NEAR),
        (8, VerificationStage.NEAR),
        (7, VerificationStage.LAST_DAYS),
        (0, VerificationStage.LAST_DAYS),
        (-1, VerificationStage.LAPSED),
    ],
)
def test_each_step_begins_on_its_day(days: int, stage: VerificationStage | None) -> None:
    assert find_verification_stage(TODAY + timedelta(days=days), TODAY, WARNING_DAYS) is stage


@given(st.integers(-4_000, 4_000), st.integers(1, 400))
def test_a_warning_never_becomes_weaker_as_the_day_comes_nearer(days: int, warning_days: int) -> None:
    steps = [None, *VerificationStage]
    due_on = TODAY + timedelta(days=days)
    earlier = find_verification_stage(due_on, TODAY, warning_days)
    later = find_verification_stage(due_on, TODAY + timedelta(days=1), warning_days)
    assert steps.index(later) >= steps.index(earlier)
