"""The billing run (расчёт начислений): the bills of a period for all accounts, slice by slice.

Each slice is one transaction, so a run that was killed goes on where it stopped; an account with a bill
for the period is never charged again, because the database allows one. A file lock (SQLite) or an
advisory lock (PostgreSQL) keeps a second run out.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, exists, text
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.clock import to_city
from avk_app.domain.billing_turn import require_begun
from avk_app.domain.period import Period
from avk_app.errors import DomainError
from avk_app.models import Account, Bill, BillingRun
from avk_app.services.billing_compute import ComputedBill, compute_bills
from avk_app.services.billing_context import RunContext, make_context
from avk_app.services.billing_failures import FailedAccount
from avk_app.services.billing_slices import RunTotals, charge_slices
from avk_app.services.billing_turn import require_earlier_months, require_month_closed
from avk_app.services.bulk import prepare_for_slice, without_collector
from avk_app.services.database import reading, transaction
from avk_app.services.id_lists import is_among
from avk_app.services.seals import seal_entries

SLICE_ACCOUNTS = 2_000
LOCK_KEY = 0x41564B01
Progress = Callable[[int], None]


@dataclass(eq=False)
class RunIsUnderWay(DomainError):
    """Another run holds the lock."""

    period: Period


def run_billing(
    engine: Engine,
    period: Period,
    known_until: datetime,
    progress: Progress = lambda _accounts: None,
    workers: int = 1,
    *,
    is_early: bool = False,
) -> RunTotals:
    """Charge every account that has no bill for the period yet, and post it.

    Once all were tried, the next call tries those that failed again, with what is known by then.

    Several `workers` are processes of their own: worth it from some ten thousand accounts on.
    `is_early`: although readings of the month are still taken. Raises RunIsUnderWay, MonthNotBegun,
    ReadingsStillTaken, EarlierMonthNotCharged, or as `make_context` does, before anything is written.
    """
    require_begun(period, to_city(known_until).date())
    with _only_one(engine, period), without_collector():
        context = _open_run(engine, period, known_until, is_early=is_early)
        totals = RunTotals(period)
        for size, part in charge_slices(engine, context, _slices(engine, context), workers):
            totals.merge(part)
            progress(size)
        _close_run(engine, period)
        totals.failed.sort(key=lambda failure: failure.account_id)
        return totals


def simulate_billing(
    engine: Engine, period: Period, known_until: datetime, progress: Progress = lambda _accounts: None
) -> Iterator[tuple[list[ComputedBill], list[FailedAccount]]]:
    """The same bills, slice by slice, and nothing written: of any month that has begun."""
    require_begun(period, to_city(known_until).date())
    with reading(engine) as session:
        context = make_context(session, period, known_until, find_known_before(session, period))
    for ids in _slices(engine, context):
        with reading(engine) as session:
            prepare_for_slice(session.connection())
            yield compute_bills(session, context, ids)
        progress(len(ids))


def _open_run(engine: Engine, period: Period, known_until: datetime, *, is_early: bool) -> RunContext:
    """A try keeps its moment until it is finished: a restart must not know more than what it goes on with.

    Started again after that, the run is tried anew with the knowledge of now: what failed may be put right.
    """
    with transaction(engine) as session:
        require_earlier_months(session, period)
        before = find_known_before(session, period)
        run = session.exec(select(BillingRun).where(col(BillingRun.period) == period.code)).first()
        if run is None:
            if not is_early:
                require_month_closed(session, period, to_city(known_until).date())
            run = BillingRun(period=period.code, known_until=known_until, started_at=clock.now())
            session.add(run)
            session.flush()
        elif run.finished_at is not None:
            run.finished_at, run.retry_known_until = None, known_until
        return make_context(session, period, run.retry_known_until or run.known_until, before)


def find_known_before(session: Session, period: Period) -> datetime | None:
    """Until when the run of the period before knew; None for the first run."""
    query = (
        select(BillingRun.known_until)
        .where(col(BillingRun.period) < period.code)
        .order_by(col(BillingRun.period).desc())
        .limit(1)
    )
    return session.exec(query).first()


def _slices(engine: Engine, context: RunContext) -> Iterator[list[int]]:
    after = 0
    while ids := _next_slice(engine, context, after):
        yield ids
        after = ids[-1]


def _next_slice(engine: Engine, context: RunContext, after: int) -> list[int]:
    """The next accounts by id that have no bill for the period, and were open in it or are news."""
    period = context.period
    was_open = (col(Account.closed_on).is_(None)) | (col(Account.closed_on) >= period.first_day)
    query = (
        select(Account.id)
        .where(
            col(Account.id) > after,
            col(Account.opened_on) <= period.last_day,
            was_open | is_among(col(Account.id), context.late),
            ~exists().where(col(Bill.account_id) == col(Account.id), col(Bill.period) == period.code),
        )
        .order_by(col(Account.id))
        .limit(SLICE_ACCOUNTS)
    )
    with reading(engine) as session:
        return [account_id for account_id in session.exec(query).all() if account_id is not None]


def _close_run(engine: Engine, period: Period) -> None:
    with transaction(engine) as session:
        run = session.exec(select(BillingRun).where(col(BillingRun.period) == period.code)).one()
        run.finished_at = clock.now()
        seal_entries(session)


@contextmanager
def _only_one(engine: Engine, period: Period) -> Iterator[None]:
    """Hold the lock of billing runs. It ends with the process that holds it, however that ends."""
    if engine.dialect.name == "sqlite":
        with Path(f"{engine.url.database}.billing-lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise RunIsUnderWay(period) from error
            yield
        return
    with engine.connect() as connection:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}).scalar()
        if not taken:
            raise RunIsUnderWay(period)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK_KEY})
