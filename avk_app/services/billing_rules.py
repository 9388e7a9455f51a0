"""The dated rows of a period, checked for gaps before anything is computed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from avk_app.domain.billing import ChargedService, MonthRules, Water
from avk_app.domain.billing_turn import month_of_payment
from avk_app.domain.dated import row_in_force, row_throughout
from avk_app.domain.interruptions import InterruptionTerms
from avk_app.domain.metering import EstimateTerms
from avk_app.domain.penalties import PenaltyRate, PenaltyStep, PenaltySteps
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.models import Norm, PolicyRule, TariffRate
from avk_app.services.policy import get_policy_of_days

_TERM_KEYS = (
    PolicyKey.AVERAGE_MONTHS,
    PolicyKey.AVERAGE_MINIMUM_MONTHS,
    PolicyKey.AVERAGE_PERIODS,
    PolicyKey.LAPSED_VERIFICATION_PERIODS,
    PolicyKey.RAISED_NORM_HUNDREDTHS,
)
_BILL_KEYS = (PolicyKey.PAY_BY_DAY, PolicyKey.STATUTORY_DUE_DAY)
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
    """When a bill is to be paid, and what delay costs."""

    pay_by_on: date
    due_on: date
    penalty_steps: tuple[PenaltySteps, ...]
    penalty_rates: tuple[PenaltyRate, ...]


def load_month_rules(session: Session, period: Period) -> MonthRules:
    """The rates, norms and terms of a period. Raises as `load_rules_of_months` does."""
    return load_rules_of_months(session, (period,))[period]


def load_rules_of_months(session: Session, periods: Collection[Period]) -> dict[Period, MonthRules]:
    """The rates, norms and terms of each period, in three queries.

    A rate and a norm hold for whole months: their acts change them on a first day. Of the terms those of
    the first day count. Raises RowsHaveGap, RowsOverlap, RowsChangeInside.
    """
    rates: dict[str, list[TariffRate]] = {service: [] for service in ChargedService}
    norms: dict[str, list[Norm]] = {water: [] for water in Water}
    for rate in session.exec(select(TariffRate)):
        rates[rate.service].append(rate)
    for norm in session.exec(select(Norm)):
        norms[norm.water].append(norm)
    terms = get_policy_of_days(session, _TERM_KEYS, [period.first_day for period in periods])
    return {period: _rules_of_month(rates, norms, terms[period.first_day], period) for period in periods}


def _rules_of_month(
    rates: Mapping[str, Sequence[TariffRate]],
    norms: Mapping[str, Sequence[Norm]],
    terms: Mapping[str, int],
    period: Period,
) -> MonthRules:
    first_day, last_day = period.first_day, period.last_day
    return MonthRules(
        rates_kopecks_per_m3={
            service: row_throughout(rates[service], first_day, last_day, service).rate_kopecks_per_m3
            for service in ChargedService
        },
        norms_litres={
            water: row_throughout(norms[water], first_day, last_day, f"norm_{water}").litres_per_person
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


def load_interruption_terms(session: Session, periods: Collection[Period]) -> dict[Period, InterruptionTerms]:
    """How long a service may be off in each period, and what an hour over takes off. Raises RowsHaveGap."""
    terms = get_policy_of_days(session, _INTERRUPTION_KEYS, [period.first_day for period in periods])
    return {
        period: InterruptionTerms(*(terms[period.first_day][key] for key in _INTERRUPTION_KEYS))
        for period in periods
    }


def load_vat_percents(session: Session, periods: Collection[Period]) -> dict[Period, int]:
    """The rate of VAT that the amounts of each period contain, in percent. Raises RowsHaveGap."""
    terms = get_policy_of_days(session, (PolicyKey.VAT_PERCENT,), [period.first_day for period in periods])
    return {period: terms[period.first_day][PolicyKey.VAT_PERCENT] for period in periods}


def load_bill_terms(session: Session, period: Period, issued_on: date) -> BillTerms:
    """What a bill of this period is issued with on a day. Raises RowsHaveGap."""
    terms = get_policy_of_days(session, _BILL_KEYS, (period.first_day,))[period.first_day]
    month = month_of_payment(period, issued_on, terms[PolicyKey.PAY_BY_DAY])
    return BillTerms(
        pay_by_on=month.day(terms[PolicyKey.PAY_BY_DAY]),
        due_on=month.day(terms[PolicyKey.STATUTORY_DUE_DAY]),
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
