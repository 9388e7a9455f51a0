"""What charging needs to know, gathered for many accounts at once: meters, readings, households.

Rows are read as plain tuples: a city has hundreds of thousands of them a month.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlmodel import Session, col

from avk_app.domain.billing import Household, Water
from avk_app.domain.consumption import DialReading, MeterLife
from avk_app.domain.metering import BilledMeter, Verification, lapses_between
from avk_app.domain.period import Period
from avk_app.domain.readings import ReadingFlag
from avk_app.domain.readings_calendar import is_own_correction
from avk_app.domain.registrations import Registered, persons_on
from avk_app.models import Account, Meter, PastVerification, Premise, Reading, Registration
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.services.id_lists import is_among

WATER_OF = {MeterKind.COLD: Water.COLD, MeterKind.HOT: Water.HOT}


@dataclass(frozen=True)
class BillingFacts:
    """One account as charging sees it in a period."""

    account_id: int
    history: "HouseholdHistory"
    meters: Mapping[Water, tuple[BilledMeter, ...]]

    def household_in(self, period: Period) -> Household:
        """Who lived there in a period: that of the run, or an earlier one that is recalculated."""
        return self.history.in_period(period)


class HouseholdHistory(NamedTuple):
    """What is known of a household, dated."""

    opened_on: date
    closed_on: date | None
    meter_refused_on: date | None
    has_hot_water: bool
    registered: tuple[Registered, ...]

    def in_period(self, period: Period) -> Household:
        """As it stood on the first day of the period, or on the day when the account was opened."""
        refused_on = self.meter_refused_on
        return Household(
            persons=persons_on(self.registered, max(period.first_day, self.opened_on)),
            has_hot_water=self.has_hot_water,
            is_meter_refused=refused_on is not None and refused_on <= period.first_day,
            opened_on=self.opened_on,
            closed_on=self.closed_on,
        )


def load_facts(
    session: Session,
    account_ids: Sequence[int],
    period: Period,
    since: Period | None = None,
    known_until: datetime | None = None,
) -> dict[int, BillingFacts]:
    """The facts of these accounts up to a period, in four queries. Authorisation is the caller's.

    `since` leaves older readings out; `known_until` what came after that moment: then a
    reading that was replaced later stands as it stood.
    """
    households = _load_households(session, account_ids, period)
    readings = _load_readings(session, account_ids, period, since, known_until)
    past = _load_past_verifications(session, account_ids)
    fitted: dict[int, dict[Water, list[BilledMeter]]] = defaultdict(_no_meters)
    for row in session.connection().execute(_meters_query(account_ids)).all():
        newest = Verification(row.verified_on, row.verification_due_on)
        known = _known_verifications(past.get(row.id, ()), newest, known_until)
        meter = _billed_meter(row, readings.get(row.id, ()), known)
        fitted[row.account_id][WATER_OF[row.kind]].append(meter)
    return {
        account_id: BillingFacts(
            account_id, history, {water: tuple(found) for water, found in fitted[account_id].items()}
        )
        for account_id, history in households.items()
    }


def _no_meters() -> dict[Water, list[BilledMeter]]:
    return {Water.COLD: [], Water.HOT: []}


def _load_households(
    session: Session, account_ids: Sequence[int], period: Period
) -> dict[int, HouseholdHistory]:
    """One row an account and registration, all of an account's together."""
    rows = session.connection().execute(
        select(
            col(Account.id),
            col(Account.opened_on),
            col(Account.closed_on),
            col(Account.meter_refused_on),
            col(Premise.has_hot_water),
            col(Registration.valid_from),
            col(Registration.persons),
        )
        .join(Premise, col(Premise.id) == col(Account.premise_id))
        .outerjoin(
            Registration,
            and_(
                col(Registration.premise_id) == col(Premise.id),
                col(Registration.valid_from) <= period.last_day,
            ),
        )
        .where(is_among(col(Account.id), account_ids))
        .order_by(col(Account.id))
    )
    return {
        account_id: _household_history(list(group)) for account_id, group in groupby(rows, key=itemgetter(0))
    }


def _household_history(rows: Sequence[Any]) -> HouseholdHistory:
    _id, opened_on, closed_on, refused_on, has_hot_water, *_ = rows[0]
    registered = tuple(Registered(*row[5:]) for row in rows if row[5] is not None)
    return HouseholdHistory(opened_on, closed_on, refused_on, has_hot_water, registered)


def _meters_query(account_ids: Sequence[int]) -> Any:
    return (
        select(
            col(Meter.id),
            col(Meter.account_id),
            col(Meter.kind),
            col(Meter.digits),
            col(Meter.installed_on),
            col(Meter.initial_litres),
            col(Meter.removed_on),
            col(Meter.verified_on),
            col(Meter.verification_due_on),
        )
        .where(is_among(col(Meter.account_id), account_ids))
        .order_by(col(Meter.id))
    )


def _load_readings(
    session: Session,
    account_ids: Sequence[int],
    period: Period,
    since: Period | None,
    known_until: datetime | None,
) -> dict[int, list[DialReading]]:
    query = (
        select(
            col(Reading.meter_id),
            col(Reading.period),
            col(Reading.value_litres),
            col(Reading.flags),
            col(Reading.status),
            col(Reading.taken_on),
        )
        .join(Meter, col(Meter.id) == col(Reading.meter_id))
        .where(
            is_among(col(Meter.account_id), account_ids),
            col(Reading.period) <= period.code,
        )
        .order_by(col(Reading.meter_id), col(Reading.period), col(Reading.id))
    )
    if since is not None:
        query = query.where(col(Reading.period) >= since.code)
    if known_until is None:
        query = query.where(col(Reading.status) != ReadingStatus.REPLACED)
    else:
        query = query.where(col(Reading.received_at) <= known_until)
    found: dict[int, list[DialReading]] = defaultdict(list)
    for meter_id, code, value, flags, status, taken_on in session.connection().execute(query).all():
        was_replaced = status is ReadingStatus.REPLACED
        status_then = _status_it_had(Period.from_code(code), flags, taken_on) if was_replaced else status
        reading, own = dial_reading(code, value, flags, status_then), found[meter_id]
        if own and own[-1].period == reading.period:
            own[-1] = reading
        else:
            own.append(reading)
    return found


def _status_it_had(period: Period, flags: str, taken_on: date) -> ReadingStatus:
    """Of a reading that was replaced only after the moment of knowledge: the status it came with."""
    is_fine = flags in ("", ReadingFlag.LATE) and is_own_correction(period, taken_on)
    return ReadingStatus.ACCEPTED if is_fine else ReadingStatus.UNDER_REVIEW


def dial_reading(code: int, value_litres: int, flags: str, status: ReadingStatus) -> DialReading:
    """A stored reading as the rules see it: what staff still check is not settled."""
    return DialReading(
        Period.from_code(code),
        value_litres,
        rolled_over=bool(flags) and ReadingFlag.ROLLOVER in flags.split(),
        is_settled=status is ReadingStatus.ACCEPTED,
    )


def _load_past_verifications(
    session: Session, account_ids: Sequence[int]
) -> dict[int, list[tuple[Verification, datetime]]]:
    """Each with the moment from which on the next one was known, oldest first."""
    rows = session.connection().execute(
        select(
            col(PastVerification.meter_id),
            col(PastVerification.verified_on),
            col(PastVerification.due_on),
            col(PastVerification.superseded_at),
        )
        .join(Meter, col(Meter.id) == col(PastVerification.meter_id))
        .where(is_among(col(Meter.account_id), account_ids))
        .order_by(col(PastVerification.verified_on))
    )
    found: dict[int, list[tuple[Verification, datetime]]] = defaultdict(list)
    for meter_id, verified_on, due_on, superseded_at in rows:
        found[meter_id].append((Verification(verified_on, due_on), superseded_at))
    return found


def _known_verifications(
    past: Sequence[tuple[Verification, datetime]], newest: Verification, known_until: datetime | None
) -> list[Verification]:
    """Those known by a moment, oldest first; the first one came with the meter."""
    known = []
    for verification, superseded_at in past:
        known.append(verification)
        if known_until is not None and superseded_at > known_until:
            return known
    return [*known, newest]


def _billed_meter(
    row: Any, readings: Sequence[DialReading], verifications: Sequence[Verification]
) -> BilledMeter:
    life = MeterLife(
        digits=row.digits,
        installed_in=Period.of(row.installed_on),
        initial_litres=row.initial_litres,
        removed_in=Period.of(row.removed_on) if row.removed_on else None,
        readings=tuple(readings),
    )
    return BilledMeter(row.id, life, verifications[-1].due_on, lapses_between(verifications))
