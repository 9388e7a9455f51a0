"""Taking a utility's register in: what would change is planned first, then written in one transaction.

Known accounts keep their name, premise and readings; filled-in contacts and the number of registered
persons follow the file (a new number as a row from today on), meters it has on top are added, and those
verified again get their new verification; accounts that closed and meters that went get their last day. So
a second import of one file does nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session, col, update

from avk_app import clock
from avk_app.domain.dated import ONE_DAY
from avk_app.domain.metering import Verification
from avk_app.domain.period import Period
from avk_app.domain.register import RegisterAccount, RegisterMeter
from avk_app.models import Account, Meter, Premise, Reading, Registration
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.services import audit
from avk_app.services.bulk import insert_rows, prepare_for_bulk, take_ids
from avk_app.services.meter_verifications import record_verifications
from avk_app.services.register_endings import (
    NO_METER,
    KnownMeter,
    MeterKey,
    Removal,
    close_accounts,
    removals_of,
    remove_meters,
)
from avk_app.services.register_rows import (
    NewAccount,
    NewMeter,
    NewPremise,
    NewReading,
    NewRegistration,
)

_NOBODY = (0, date.min)


@dataclass(frozen=True)
class KnownAccount:
    """What an import may change of an account that exists."""

    id: int
    premise_id: int
    email: str
    phone: str
    registered_persons: int
    registered_from: date
    is_closed: bool


@dataclass
class ImportPlan:
    """What is new and what changes; nothing else is touched."""

    new_accounts: list[RegisterAccount] = field(default_factory=list)
    changed: list[KnownAccount] = field(default_factory=list)
    new_registrations: list[NewRegistration] = field(default_factory=list)
    new_meters: list[tuple[int, RegisterMeter]] = field(default_factory=list)
    new_verifications: list[tuple[int, Verification]] = field(default_factory=list)
    removals: list[Removal] = field(default_factory=list)
    closings: list[tuple[int, date]] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True)
class ImportCounts:
    """How many rows an import adds and changes."""

    accounts_added: int
    accounts_changed: int
    accounts_unchanged: int
    meters_added: int
    readings_added: int
    meters_verified: int = 0
    meters_removed: int = 0
    accounts_closed: int = 0


def plan_import(session: Session, accounts: Collection[RegisterAccount]) -> ImportPlan:
    """Compare the register with the database, in a few queries."""
    known, fitted = _known_accounts(session), _known_meters(session)
    plan = ImportPlan()
    for account in accounts:
        if stored := known.get(account.number):
            _compare(plan, stored, account, fitted)
        else:
            plan.new_accounts.append(account)
    return plan


def _compare(
    plan: ImportPlan, stored: KnownAccount, account: RegisterAccount, fitted: Mapping[MeterKey, KnownMeter]
) -> None:
    """Add to the plan what the register knows of an account and the database does not."""
    wanted = _wanted(stored, account)
    meters = [(stored.id, meter) for meter in account.meters if (stored.id, meter.serial) not in fitted]
    verified = [*_verified_again(stored.id, account, fitted)]
    removed = [*removals_of(stored.id, account, fitted)]
    closed = [(stored.id, account.closed_on)] if account.closed_on and not stored.is_closed else []
    if wanted.registered_persons != stored.registered_persons:
        plan.new_registrations.append(_new_registration(wanted))
    plan.changed += [wanted] if wanted != stored else []
    plan.new_meters += meters
    plan.new_verifications += verified
    plan.removals += removed
    plan.closings += closed
    plan.unchanged += wanted == stored and not (meters or verified or removed or closed)


def count_plan(plan: ImportPlan) -> ImportCounts:
    """What carrying the plan out would add and change."""
    meters = [meter for account in plan.new_accounts for meter in account.meters]
    meters += [meter for _, meter in plan.new_meters]
    return ImportCounts(
        accounts_added=len(plan.new_accounts),
        accounts_changed=len(plan.changed),
        accounts_unchanged=plan.unchanged,
        meters_added=len(meters),
        readings_added=sum(meter.last_reading is not None for meter in meters),
        meters_verified=len(plan.new_verifications),
        meters_removed=len(plan.removals),
        accounts_closed=len(plan.closings),
    )


def carry_out(session: Session, plan: ImportPlan) -> ImportCounts:
    """Write what the plan says, and an audit record with the counts."""
    prepare_for_bulk(session.connection())
    account_ids = _add_accounts(session, plan.new_accounts)
    meters = [
        (account_id, meter)
        for account_id, account in zip(account_ids, plan.new_accounts, strict=True)
        for meter in account.meters
    ]
    _add_meters(session, meters, entered_at=None)
    _add_meters(session, plan.new_meters, entered_at=clock.now())
    _change_contacts(session, plan.changed)
    record_verifications(session, plan.new_verifications)
    remove_meters(session, plan.removals)
    close_accounts(session, plan.closings)
    insert_rows(session.connection(), Registration, plan.new_registrations)
    counts = count_plan(plan)
    audit.record(session, None, "register.import", "account", None, _summary(counts))
    return counts


def _known_accounts(session: Session) -> dict[str, KnownAccount]:
    identity = (col(Account.number), col(Account.id), col(Account.premise_id))
    changing = (col(Account.email), col(Account.phone), col(Account.closed_on))
    registered = _newest_registrations(session)
    return {
        number: KnownAccount(
            account_id or 0,
            premise_id,
            email,
            phone,
            *registered.get(premise_id, _NOBODY),
            closed_on is not None,
        )
        for number, account_id, premise_id, email, phone, closed_on in session.connection().execute(
            select(*identity, *changing)
        )
    }


def _known_meters(session: Session) -> dict[MeterKey, KnownMeter]:
    """Each meter by account and serial."""
    identity = (col(Meter.account_id), col(Meter.serial), col(Meter.id))
    rows = session.connection().execute(select(*identity, col(Meter.verified_on), col(Meter.removed_on)))
    return {
        (account_id, serial): KnownMeter(meter_id or 0, verified_on, removed_on is not None)
        for account_id, serial, meter_id, verified_on, removed_on in rows
    }


def _verified_again(
    account_id: int, account: RegisterAccount, fitted: Mapping[MeterKey, KnownMeter]
) -> Iterator[tuple[int, Verification]]:
    for meter in account.meters:
        known = fitted.get((account_id, meter.serial), NO_METER)
        if meter.verified_on > known.verified_on:
            yield known.id, Verification(meter.verified_on, meter.verification_due_on)


def _newest_registrations(session: Session) -> dict[int, tuple[int, date]]:
    query = select(
        col(Registration.premise_id), col(Registration.persons), col(Registration.valid_from)
    ).order_by(col(Registration.valid_from))
    rows = session.connection().execute(query)
    return {premise_id: (persons, since) for premise_id, persons, since in rows}


def _new_registration(wanted: KnownAccount) -> NewRegistration:
    """From today on; a row of today stays as it is and is followed tomorrow."""
    valid_from = max(clock.today(), wanted.registered_from + ONE_DAY)
    return NewRegistration(wanted.premise_id, valid_from, wanted.registered_persons)


def _wanted(stored: KnownAccount, account: RegisterAccount) -> KnownAccount:
    """An empty contact in the file doesn't wipe out one that the subscriber gave."""
    return KnownAccount(
        stored.id,
        stored.premise_id,
        account.email or stored.email,
        account.phone or stored.phone,
        account.registered_persons,
        stored.registered_from,
        stored.is_closed,
    )


def _add_accounts(session: Session, accounts: list[RegisterAccount]) -> list[int]:
    connection = session.connection()
    premise_ids = take_ids(connection, Premise, len(accounts))
    account_ids = take_ids(connection, Account, len(accounts))
    insert_rows(
        connection,
        Premise,
        [NewPremise.of(number, account) for number, account in zip(premise_ids, accounts, strict=True)],
    )
    insert_rows(
        connection,
        Account,
        [
            NewAccount.of(account_id, premise_id, account)
            for account_id, premise_id, account in zip(account_ids, premise_ids, accounts, strict=True)
        ],
    )
    insert_rows(
        connection,
        Registration,
        [
            NewRegistration(premise_id, account.opened_on, account.registered_persons)
            for premise_id, account in zip(premise_ids, accounts, strict=True)
        ],
    )
    return account_ids


def _add_meters(
    session: Session, meters: list[tuple[int, RegisterMeter]], entered_at: datetime | None
) -> None:
    connection, now = session.connection(), clock.now()
    meter_ids = take_ids(connection, Meter, len(meters))
    insert_rows(
        connection,
        Meter,
        [
            NewMeter.of(meter_id, account_id, meter, entered_at)
            for meter_id, (account_id, meter) in zip(meter_ids, meters, strict=True)
        ],
    )
    readings = [
        NewReading(
            meter_id,
            Period.of(last.taken_on).code,
            last.value_litres,
            last.taken_on,
            now,
            ReadingSource.IMPORT.value,
            ReadingStatus.ACCEPTED.value,
            "",
        )
        for meter_id, (_, meter) in zip(meter_ids, meters, strict=True)
        if (last := meter.last_reading) is not None
    ]
    insert_rows(connection, Reading, readings)


def _change_contacts(session: Session, changed: list[KnownAccount]) -> None:
    if not changed:
        return
    session.connection().execute(
        update(Account)
        .where(col(Account.id) == bindparam("row_id"))
        .values(email=bindparam("new_email"), phone=bindparam("new_phone")),
        [{"row_id": known.id, "new_email": known.email, "new_phone": known.phone} for known in changed],
    )


def _summary(counts: ImportCounts) -> str:
    return ", ".join(f"{name}={number}" for name, number in vars(counts).items())
