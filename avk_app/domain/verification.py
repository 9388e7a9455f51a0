"""Verification (поверка) of meters: how near the day is on which a meter stops counting for the bill."""

from datetime import date
from enum import StrEnum

NEAR_DAYS = 30
LAST_DAYS = 7


class VerificationStage(StrEnum):
    """The steps of the warning: some months ahead, 30 days, 7 days, and after the day."""

    AHEAD = "ahead"
    NEAR = "near"
    LAST_DAYS = "last_days"
    LAPSED = "lapsed"


STAGES_BEFORE_LAPSE = (VerificationStage.AHEAD, VerificationStage.NEAR, VerificationStage.LAST_DAYS)


def find_verification_stage(due_on: date, today: date, warning_days: int) -> VerificationStage | None:
    """Which warning is due; None while the day is further than `warning_days` away.

    The due day itself still counts as verified.
    """
    days = (due_on - today).days
    if days < 0:
        return VerificationStage.LAPSED
    if days <= LAST_DAYS:
        return VerificationStage.LAST_DAYS
    if days <= NEAR_DAYS:
        return VerificationStage.NEAR
    return VerificationStage.AHEAD if days <= warning_days else None
