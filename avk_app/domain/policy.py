"""Policy (правила): dated settings of the utility. Which value holds on a day, and nothing else."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple


class PolicyKey(StrEnum):
    """Every setting the code asks for; the unit stands last in its name."""

    READINGS_CLOSE_DAY = "readings_close_day"
    PAY_BY_DAY = "pay_by_day"
    VAT_PERCENT = "vat_percent"
    STATUTORY_DUE_DAY = "statutory_due_day"
    PENALTY_FIRST_DAY = "penalty_first_day"
    PENALTY_FIRST_DIVISOR = "penalty_first_divisor"
    PENALTY_SECOND_DAY = "penalty_second_day"
    PENALTY_SECOND_DIVISOR = "penalty_second_divisor"
    PENALTY_CAP_BASIS_POINTS = "penalty_cap_basis_points"
    KEY_RATE_BASIS_POINTS = "key_rate_basis_points"
    AVERAGE_MONTHS = "average_months"
    AVERAGE_MINIMUM_MONTHS = "average_minimum_months"
    AVERAGE_PERIODS = "average_periods"
    LAPSED_VERIFICATION_PERIODS = "lapsed_verification_periods"
    RAISED_NORM_HUNDREDTHS = "raised_norm_hundredths"
    INTERRUPTION_ALLOWED_HOURS_A_MONTH = "interruption_allowed_hours_a_month"
    INTERRUPTION_ALLOWED_HOURS_AT_ONCE = "interruption_allowed_hours_at_once"
    INTERRUPTION_CREDIT_BASIS_POINTS = "interruption_credit_basis_points"
    VERIFICATION_WARNING_DAYS = "verification_warning_days"
    USUAL_HISTORY_MONTHS = "usual_history_months"
    USUAL_MINIMUM_MONTHS = "usual_minimum_months"
    USUAL_LOW_PERCENT = "usual_low_percent"
    USUAL_HIGH_PERCENT = "usual_high_percent"
    UNUSUAL_HIGH_PERCENT = "unusual_high_percent"
    UNUSUAL_FLOOR_LITRES = "unusual_floor_litres"
    UNUSUAL_NEW_METER_LITRES = "unusual_new_meter_litres"
    HUGE_MONTHLY_LITRES = "huge_monthly_litres"
    PAYMENT_CAP_KOPECKS = "payment_cap_kopecks"


class PolicyRow(NamedTuple):
    """One value of one setting, from a day on."""

    key: str
    value: int
    valid_from: date


def values_on(rows: Iterable[PolicyRow], days: Mapping[str, date]) -> dict[str, int]:
    """The value of each setting on its own day: of the newest row that is not in that day's future.

    A setting without such a row is left out.
    """
    oldest_first = sorted(rows, key=attrgetter("valid_from"))
    return {row.key: row.value for row in oldest_first if row.valid_from <= days[row.key]}
