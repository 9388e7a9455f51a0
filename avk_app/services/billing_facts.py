"""What charging needs to know, gathered for many accounts at once: meters, readings, households.

Rows are read as plain tuples: a city has hundreds of thousands of them a month.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, and_, case, func, or_, select, true, type_coerce
from sqlmodel import Session, col

from avk_app.domain.billing import Household, Water
from avk_app.domain.consumption import DialReading, MeterLife
from avk_app.domain.metering import BilledMeter, Verification, lapses_between
from avk_app.domain.period import Period
from avk_app.domain.readings import ReadingFlag
from avk_app.domain.registrations import Registered, persons_on
from avk_app.models import Account, Meter, PastVerification, Premise, Reading, Registration
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.services.id_lists import is_among

ReadingsByMeter = Mapping[int, Mapping[int, DialReading]]
"""Of each meter by the code of their period, oldest first; of a period the newest that was accepted."""
WATER_OF = {MeterKind.COLD: Water.COLD, MeterKind.HOT: Water.HOT}


class BillingFacts(NamedTuple):
    """One account as charging sees it in a period."""

    account_id: int
    history: "HouseholdHistory"
    meters: Mapping[Water, tuple[BilledMeter, ...]]

    def household_in(self, period: Period) -> Household:
        """Who lived there in a period: that of the run, or an earlier one that is recalculated."""
        return self.history.in_period(period)

    def with_readings(self, readings: ReadingsByMeter) -> "BillingFacts":
        """The same account, its meters with these readings."""
        meters = {
            water: tuple([_read(meter, readings.get(meter.meter_id, {})) for meter in found])
            for water, found in self.meters.items()
        }
        return self._replace(meters=meters)


class HouseholdHistory(NamedTuple):
    """What is known of a household, dated."""

    opened_on: date
    closed_on: date | None
    meter_refused_on: date | None
    has_hot_water: bool
    registered: tuple[Registered, ...]

    def in_period(self, period: Period) -> Household:
        """As it stood on the first day of the period, or on the day when the account was opened."""
        return Household(
            persons=persons_on(self.registered, max(period.first_day, self.opened_on)),
            has_hot_water=self.has_hot_water,
            meter_refused_on=self.meter_refused_on,
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
    households = _load_households(session, account_ids, period, known_until)
    readings = load_readings(session, account_ids, period, since, known_until)
    past = _load_past_verifications(session, account_ids)
    fitted: dict[int, dict[Water, list[BilledMeter]]] = defaultdict(_no_meters)
    rows = session.connection().execute(_meters_query(account_ids, known_until)).all()
    for account_id, kind, *meter in rows:
        meter_id = meter[0]
        billed = _billed_meter(
            meter, readings.get(meter_id, {}).values(), past.get(meter_id, ()), known_until
        )
        fitted[account_id][WATER_OF[kind]].append(billed)
    return {
        account_id: BillingFacts(
            account_id, history, {water: tuple(found) for water, found in fitted[account_id].items()}
        )
        for account_id, history in households.items()
    }


def _read(meter: BilledMeter, readings: Mapping[int, DialReading]) -> BilledMeter:
    return meter._replace(life=meter.life._replace(readings=tuple(readings.values())))


def _no_meters() -> dict[Water, list[BilledMeter]]:
    return {Water.COLD: [], Water.HOT: []}


def _load_households(
    session: Session, account_ids: Sequence[int], period: Period, known_until: datetime | None
) -> dict[int, HouseholdHistory]:
    """One row an account and registration, all of an account's together."""
    query = (
        select(
            col(Account.id),
            col(Account.opened_on),
            _known(col(Account.closed_on), col(Account.closing_known_at), known_until),
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
    rows = session.connection().execute(query).all()
    return {
        account_id: _household_history(list(group)) for account_id, group in groupby(rows, key=itemgetter(0))
    }


def _household_history(rows: Sequence[Any]) -> HouseholdHistory:
    _id, opened_on, closed_on, refused_on, has_hot_water, *_ = rows[0]
    registered = tuple(Registered(*row[5:]) for row in rows if row[5] is not None)
    return HouseholdHistory(opened_on, closed_on, refused_on, has_hot_water, registered)


def _known(ended_on: Any, known_at: Any, known_until: datetime | None) -> ColumnElement[date | None]:
    """The day on which something ended, unless that became known only after the moment of knowledge."""
    return case((_is_known(known_at, known_until), ended_on))


def _is_known(known_at: Any, known_until: datetime | None) -> ColumnElement[bool]:
    return true() if known_until is None else known_at.is_(None) | (known_at <= known_until)


def _meters_query(account_ids: Sequence[int], known_until: datetime | None) -> Any:
    return (
        select(
            col(Meter.account_id),
            type_coerce(col(Meter.kind), String),
            col(Meter.id),
            col(Meter.digits),
            col(Meter.installed_on),
            col(Meter.initial_litres),
            _known(col(Meter.removed_on), col(Meter.removal_known_at), known_until),
            col(Meter.verified_on),
            col(Meter.verification_due_on),
        )
        .where(is_among(col(Meter.account_id), account_ids), _is_known(col(Meter.entered_at), known_until))
        .order_by(col(Meter.account_id), col(Meter.id))
    )


def load_readings(
    session: Session,
    account_ids: Sequence[int],
    period: Period,
    since: Period | None,
    known_until: datetime | None,
) -> ReadingsByMeter:
    """The readings of the meters of these accounts, as `load_facts` takes them."""
    query = (
        select(
            col(Reading.meter_id),
            col(Reading.period),
            col(Reading.value_litres),
            col(Reading.flags),
            _is_settled(known_until),
        )
        .join(Meter, col(Meter.id) == col(Reading.meter_id))
        .where(
            is_among(col(Meter.account_id), account_ids),
            col(Reading.period) <= period.code,
        )
        .order_by(col(Meter.account_id), col(Meter.id), col(Reading.period), col(Reading.id))
    )
    if since is not None:
        query = query.where(col(Reading.period) >= since.code)
    if known_until is not None:
        query = query.where(col(Reading.received_at) <= known_until)
    found: dict[int, dict[int, DialReading]] = defaultdict(dict)
    for meter_id, code, value, flags, is_settled in session.connection().execute(query).all():
        of_meter = found[meter_id]
        if is_settled or code not in of_meter or not of_meter[code].is_settled:
            has_rolled_over = bool(flags) and ReadingFlag.ROLLOVER in flags.split()
            of_meter[code] = DialReading(Period.from_code(code), value, has_rolled_over, is_settled)
    return found


def _is_settled(known_until: datetime | None) -> ColumnElement[bool]:
    """Whether it was accepted, by then: what is replaced was accepted until its correction is."""
    stood_as = func.coalesce(col(Reading.stood_as), col(Reading.status))
    is_accepted = stood_as == ReadingStatus.ACCEPTED
    if known_until is None:
        return is_accepted
    decided_at = col(Reading.decided_at)
    return and_(is_accepted, or_(decided_at.is_(None), decided_at <= known_until))


def _load_past_verifications(
    session: Session, account_ids: Sequence[int]
) -> dict[int, list[tuple[Verification, datetime]]]:
    """Each with the moment from which on the next one was known, oldest first."""
    query = (
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
    rows = session.connection().execute(query).all()
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
    row: Sequence[Any],
    readings: Iterable[DialReading],
    past: Sequence[tuple[Verification, datetime]],
    known_until: datetime | None,
) -> BilledMeter:
    meter_id, digits, installed_on, initial_litres, removed_on, verified_on, due_on = row
    removed_in = Period.of(removed_on) if removed_on else None
    life = MeterLife(digits, Period.of(installed_on), initial_litres, removed_in, tuple(readings))
    if not past:
        return BilledMeter(meter_id, life, due_on)
    known = _known_verifications(past, Verification(verified_on, due_on), known_until)
    return BilledMeter(meter_id, life, known[-1].due_on, lapses_between(known))
