"""The dated rows of a period, checked for gaps before anything is computed."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from avk_app.domain.billing import ChargedService, MonthRules, Water
from avk_app.domain.dated import row_in_force
from avk_app.domain.interruptions import InterruptionTerms
from avk_app.domain.metering import EstimateTerms
from avk_app.domain.penalties import PenaltyRate, PenaltyStep, PenaltySteps
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.models import Norm, PolicyRule, TariffRate
from avk_app.services.policy import get_policy_values

_TERM_KEYS = (
    PolicyKey.AVERAGE_MONTHS,
    PolicyKey.AVERAGE_MINIMUM_MONTHS,
    PolicyKey.AVERAGE_PERIODS,
    PolicyKey.LAPSED_VERIFICATION_PERIODS,
    PolicyKey.RAISED_NORM_HUNDREDTHS,
)
_STEP_KEYS = (
    PolicyKey.PENALTY_FIRST_DAY,
    PolicyKey.PENALTY_FIRST_DIVISOR,
    PolicyKey.PENALTY_SECOND_DAY,
    PolicyKey.PENALTY_SECOND_DIVISOR,
)
_RATE_KEYS = (PolicyKey.KEY_RATE_BASIS_POINTS, PolicyKey.PENALTY_CAP_BASIS_POINTS)
_INTERRUPTION_KEYS = (
    PolicyKey.INTERRUPTION_ALLOWED_HOURS_A_MONTH,
    PolicyKey.INTERRUPTION_ALLOWED_HOURS_AT_ONCE,
    PolicyKey.INTERRUPTION_CREDIT_BASIS_POINTS,
)


@dataclass(frozen=True)
class BillTerms:
    """When a bill is to be paid, what VAT it contains, and what delay costs."""

    pay_by_on: date
    due_on: date
    vat_percent: int
    penalty_steps: tuple[PenaltySteps, ...]
    penalty_rates: tuple[PenaltyRate, ...]


def load_month_rules(session: Session, period: Period) -> MonthRules:
    """The rates, norms and terms in force on the first day of a period. Raises RowsHaveGap, RowsOverlap."""
    day = period.first_day
    rates = session.exec(select(TariffRate)).all()
    norms = session.exec(select(Norm)).all()
    terms = get_policy_values(session, _TERM_KEYS, day)
    return MonthRules(
        rates_kopecks_per_m3={
            service: row_in_force(
                [row for row in rates if row.service.value == service], day, service
            ).rate_kopecks_per_m3
            for service in ChargedService
        },
        norms_litres={
            water: row_in_force(
                [row for row in norms if row.water.value == water], day, f"norm_{water}"
            ).litres_per_person
            for water in Water
        },
        raised_hundredths=terms[PolicyKey.RAISED_NORM_HUNDREDTHS],
        terms=EstimateTerms(
            average_months=terms[PolicyKey.AVERAGE_MONTHS],
            minimum_months=terms[PolicyKey.AVERAGE_MINIMUM_MONTHS],
            average_periods=terms[PolicyKey.AVERAGE_PERIODS],
            lapsed_periods=terms[PolicyKey.LAPSED_VERIFICATION_PERIODS],
        ),
    )


def load_interruption_terms(session: Session, period: Period) -> InterruptionTerms:
    """How long a service may be off in a period, and what an hour over takes off."""
    values = get_policy_values(session, _INTERRUPTION_KEYS, period.first_day)
    return InterruptionTerms(*(values[key] for key in _INTERRUPTION_KEYS))


def load_bill_terms(session: Session, period: Period) -> BillTerms:
    """What a bill of this period is issued with."""
    month_after = period.plus(1)
    days = get_policy_values(
        session,
        (PolicyKey.PAY_BY_DAY, PolicyKey.STATUTORY_DUE_DAY, PolicyKey.VAT_PERCENT),
        period.first_day,
    )
    return BillTerms(
        pay_by_on=month_after.day(days[PolicyKey.PAY_BY_DAY]),
        due_on=month_after.day(days[PolicyKey.STATUTORY_DUE_DAY]),
        vat_percent=days[PolicyKey.VAT_PERCENT],
        penalty_steps=_penalty_steps(session, period),
        penalty_rates=_penalty_rates(session),
    )


def _penalty_steps(session: Session, period: Period) -> tuple[PenaltySteps, ...]:
    """All that ever held: each day of a delay costs what held on it. Raises RowsHaveGap."""
    steps = tuple(
        PenaltySteps(
            (
                PenaltyStep(values[PolicyKey.PENALTY_FIRST_DAY], values[PolicyKey.PENALTY_FIRST_DIVISOR]),
                PenaltyStep(values[PolicyKey.PENALTY_SECOND_DAY], values[PolicyKey.PENALTY_SECOND_DIVISOR]),
            ),
            valid_from,
        )
        for valid_from, values in _changes(session, _STEP_KEYS)
    )
    row_in_force(steps, period.first_day, "penalty_steps")
    return steps


def _penalty_rates(session: Session) -> tuple[PenaltyRate, ...]:
    """The lower of key rate and cap, from each day on which either changes."""
    changes = _changes(session, _RATE_KEYS)
    return tuple(PenaltyRate(min(values.values()), valid_from) for valid_from, values in changes)


def _changes(session: Session, keys: tuple[PolicyKey, ...]) -> list[tuple[date, dict[str, int]]]:
    """These settings from each day on which one of them changes, once all are known."""
    rows = session.exec(
        select(PolicyRule).where(col(PolicyRule.key).in_(keys)).order_by(col(PolicyRule.valid_from))
    ).all()
    current: dict[str, int] = {}
    found: dict[date, dict[str, int]] = {}
    for row in rows:
        current[row.key] = row.value
        if len(current) == len(keys):
            found[row.valid_from] = current.copy()
    return list(found.items())
