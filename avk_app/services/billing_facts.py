"""What charging needs to know, gathered for many accounts at once: meters, readings, households, rules."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from avk_app.domain.billing import ChargedService, Household, MonthRules, Water
from avk_app.domain.consumption import DialReading, MeterLife
from avk_app.domain.dated import row_in_force
from avk_app.domain.metering import BilledMeter, EstimateTerms
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.domain.readings import ReadingFlag
from avk_app.models import Account, Meter, Norm, Premise, Reading, TariffRate
from avk_app.models.readings import ReadingStatus
from avk_app.services.policy import get_policy_values

_TERM_KEYS = (
    PolicyKey.AVERAGE_MONTHS,
    PolicyKey.AVERAGE_MINIMUM_MONTHS,
    PolicyKey.AVERAGE_PERIODS,
    PolicyKey.LAPSED_VERIFICATION_PERIODS,
    PolicyKey.RAISED_NORM_HUNDREDTHS,
)


@dataclass(frozen=True)
class BillingFacts:
    """One account as charging sees it in a period."""

    account_id: int
    household: Household
    meters: Mapping[Water, tuple[BilledMeter, ...]]


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


def load_facts(session: Session, account_ids: Sequence[int], period: Period) -> dict[int, BillingFacts]:
    """The facts of these accounts up to a period, in three queries. Authorisation is the caller's."""
    accounts = session.exec(
        select(Account, Premise)
        .join(Premise, col(Premise.id) == col(Account.premise_id))
        .where(col(Account.id).in_(account_ids))
    ).all()
    meters = session.exec(
        select(Meter).where(col(Meter.account_id).in_(account_ids)).order_by(col(Meter.id))
    ).all()
    readings = _load_readings(session, [meter.id or 0 for meter in meters], period)
    fitted: dict[int, list[Meter]] = defaultdict(list)
    for meter in meters:
        fitted[meter.account_id].append(meter)
    return {
        account.id or 0: BillingFacts(
            account.id or 0,
            _household(account, premise, period),
            _meters_by_water(fitted[account.id or 0], readings),
        )
        for account, premise in accounts
    }


def _load_readings(
    session: Session, meter_ids: Sequence[int], period: Period
) -> dict[int, list[DialReading]]:
    rows = session.exec(
        select(Reading)
        .where(
            col(Reading.meter_id).in_(meter_ids),
            col(Reading.status) != ReadingStatus.REPLACED,
            col(Reading.period) <= period.code,
        )
        .order_by(col(Reading.meter_id), col(Reading.period))
    ).all()
    found: dict[int, list[DialReading]] = defaultdict(list)
    for row in rows:
        found[row.meter_id].append(as_dial_reading(row))
    return found


def as_dial_reading(row: Reading) -> DialReading:
    """A stored reading as the rules see it: what staff still check is not settled."""
    return DialReading(
        Period.from_code(row.period),
        row.value_litres,
        rolled_over=ReadingFlag.ROLLOVER in row.flags.split(),
        is_settled=row.status is ReadingStatus.ACCEPTED,
    )


def _household(account: Account, premise: Premise, period: Period) -> Household:
    refused_on = account.meter_refused_on
    return Household(
        persons=premise.registered_persons,
        has_hot_water=premise.has_hot_water,
        is_meter_refused=refused_on is not None and refused_on <= period.first_day,
        opened_on=account.opened_on,
        closed_on=account.closed_on,
    )


def _meters_by_water(
    meters: Sequence[Meter], readings: Mapping[int, Sequence[DialReading]]
) -> dict[Water, tuple[BilledMeter, ...]]:
    return {
        water: tuple(
            _billed_meter(meter, readings.get(meter.id or 0, ()))
            for meter in meters
            if meter.kind.value == water
        )
        for water in Water
    }


def _billed_meter(meter: Meter, readings: Sequence[DialReading]) -> BilledMeter:
    life = MeterLife(
        digits=meter.digits,
        installed_in=Period.of(meter.installed_on),
        initial_litres=meter.initial_litres,
        removed_in=Period.of(meter.removed_on) if meter.removed_on else None,
        readings=tuple(readings),
    )
    return BilledMeter(meter.id or 0, life, meter.verification_due_on)
