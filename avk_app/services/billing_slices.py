"""The slices of a run: each computed, then posted in one transaction, by this process or by several."""

import fcntl
import gc
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from sqlalchemy import Engine, func
from sqlmodel import Session, col, select

from avk_app.domain.interruptions import Credit
from avk_app.domain.period import Period
from avk_app.models import Account
from avk_app.services.billing_compute import (
    ComputedBill,
    compute_bills,
    load_balances,
)
from avk_app.services.billing_context import RunContext
from avk_app.services.billing_failures import FailedAccount
from avk_app.services.billing_write import CREDIT_METHOD, write_bills, write_failures
from avk_app.services.bulk import prepare_for_slice
from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.id_lists import is_among
from avk_app.services.ledger import Balance

NOTHING = Balance(0, 0)
QUEUED_A_WORKER = 2


@dataclass
class RunTotals:
    """What a run, or a slice of it, amounts to. `lines_by_method` counts charge lines and credits, and
    `credited_kopecks` (below zero) is the credits' part of what is charged."""

    period: Period
    accounts: int = 0
    charged_kopecks: int = 0
    credited_kopecks: int = 0
    penalty_kopecks: int = 0
    lines_by_method: dict[str, int] = field(default_factory=dict)
    failed: list[FailedAccount] = field(default_factory=list)

    def add(self, computed: list[ComputedBill], failed: list[FailedAccount]) -> None:
        """Count a slice in."""
        self.accounts += len(computed)
        self.charged_kopecks += sum(bill.charged_kopecks for bill in computed)
        self.penalty_kopecks += sum(bill.penalty_kopecks for bill in computed)
        self.failed += failed
        for bill in computed:
            for line in bill.lines:
                self.lines_by_method[line.method] = self.lines_by_method.get(line.method, 0) + 1
            if bill.credits:
                self._add_credits(bill.credits)

    def _add_credits(self, lines: tuple[Credit, ...]) -> None:
        self.credited_kopecks += sum(line.amount_kopecks for line in lines)
        self.lines_by_method[CREDIT_METHOD] = self.lines_by_method.get(CREDIT_METHOD, 0) + len(lines)

    def merge(self, other: "RunTotals") -> None:
        """Count the totals of a slice in."""
        self.accounts += other.accounts
        self.charged_kopecks += other.charged_kopecks
        self.credited_kopecks += other.credited_kopecks
        self.penalty_kopecks += other.penalty_kopecks
        self.failed += other.failed
        for method, count in other.lines_by_method.items():
            self.lines_by_method[method] = self.lines_by_method.get(method, 0) + count


def charge_slice(engine: Engine, context: RunContext, account_ids: list[int]) -> RunTotals:
    """Compute without a lock, then post; what a payment changed in between is computed again."""
    totals = RunTotals(context.period)
    with reading(engine) as session:
        prepare_for_slice(session.connection())
        computed, failed = compute_bills(session, context, account_ids)
    with _turn_to_write(engine), transaction(engine) as session:
        prepare_for_slice(session.connection())
        _hold_accounts(session, account_ids)
        if _have_moved(session, computed):
            computed, failed = compute_bills(session, context, account_ids)
        write_bills(session, context, computed)
        write_failures(session, context.period, account_ids, failed)
    totals.add(computed, failed)
    return totals


@contextmanager
def _turn_to_write(engine: Engine) -> Iterator[None]:
    """SQLite has one writer. Its own way of waiting is to sleep and ask again; the system's lock wakes us,
    and ends with the process that holds it."""
    if engine.dialect.name != "sqlite":
        yield
        return
    with Path(f"{engine.url.database}.billing-turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def charge_slices(
    engine: Engine, context: RunContext, slices: Iterable[list[int]], workers: int
) -> Iterator[tuple[int, RunTotals]]:
    """The size and totals of each slice as it is posted; with several workers in any order.

    This process is one of the workers: it begins while the others start.
    """
    if workers == 1:
        for ids in slices:
            yield len(ids), charge_slice(engine, context, ids)
        return
    url = engine.url.render_as_string(hide_password=False)
    processes = get_context("forkserver")
    processes.set_forkserver_preload([__name__])
    with ProcessPoolExecutor(workers - 1, processes, _become_worker, (url, context)) as pool:
        waiting: list[tuple[int, Future[RunTotals]]] = []
        for ids in slices:
            if len(waiting) < (workers - 1) * QUEUED_A_WORKER:
                waiting.append((len(ids), pool.submit(_charge_in_worker, ids)))
                continue
            yield len(ids), charge_slice(engine, context, ids)
            while waiting and waiting[0][1].done():
                yield _finished(waiting.pop(0))
        yield from map(_finished, waiting)


def _finished(slice_: tuple[int, Future[RunTotals]]) -> tuple[int, RunTotals]:
    size, future = slice_
    return size, future.result()


def _hold_accounts(session: Session, account_ids: list[int]) -> None:
    """Payments of these accounts wait until the slice is committed: both number the same entries.

    On SQLite they wait already, for its only writer.
    """
    if session.get_bind().dialect.name == "postgresql":
        held = select(Account.id).where(is_among(col(Account.id), account_ids)).order_by(col(Account.id))
        session.exec(select(func.count()).select_from(held.with_for_update().subquery())).one()


def _have_moved(session: Session, computed: list[ComputedBill]) -> bool:
    balances = load_balances(session, [bill.account_id for bill in computed])
    return any(balances.get(bill.account_id, NOTHING) != bill.opening for bill in computed)


_worker_means: list[tuple[Engine, RunContext]] = []


def _become_worker(url: str, context: RunContext) -> None:
    gc.disable()
    _worker_means.append((build_engine(url), context))
    Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """A worker whose run was killed must not go on posting beside the next run."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _charge_in_worker(account_ids: list[int]) -> RunTotals:
    engine, context = _worker_means[0]
    return charge_slice(engine, context, account_ids)
