"""The billing run of a whole city beside one hand-written SQL transaction that writes the same rows."""

import hashlib
import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import Engine, text

from avk_app.domain.period import Period
from avk_app.services.billing_compute import make_context
from avk_app.services.billing_run import run_billing
from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.demo.city import CityPlan
from avk_app.services.demo.load import load_city
from benchmarks.billing_sql import charge_by_sql
from benchmarks.databases import NAMES, filled_database
from benchmarks.memory import PeakMemory
from tests.databases import copy_database

TODAY = date(2026, 11, 10)
PERIOD = Period(2026, 10)
KNOWN = datetime(2026, 11, 2, 3, tzinfo=UTC)
MONTHS_OF_READINGS = 8
SEED = 7
_CONTENTS = (
    "SELECT account_id, period, opening_kopecks, charged_kopecks, penalty_kopecks, due_kopecks, vat_kopecks,"
    " pay_by_on, due_on, issued_at FROM bill ORDER BY account_id",
    "SELECT account_id, service, kind, period, method, volume_litres, rate_kopecks_per_m3,"
    " coefficient_hundredths, amount_kopecks, basis FROM charge_line ORDER BY account_id, service",
    "SELECT account_id, sequence, kind, debit, credit, amount_kopecks, balance_after_kopecks, period,"
    " effective_on, posted_at FROM ledger_entry ORDER BY account_id, sequence",
)


@dataclass(frozen=True)
class BillingCost:
    """Seconds for the same rows, ours and by SQL; the most memory of all our processes together."""

    database: str
    accounts: int
    run_seconds: float
    sql_seconds: float
    peak_bytes: int
    is_same: bool


def measure_billing(accounts: int) -> list[BillingCost]:
    """On each database: both charge a copy of the same city, and what they wrote is compared."""
    return [_measure(name, accounts) for name in NAMES]


def _measure(name: str, accounts: int) -> BillingCost:
    with filled_database(name, lambda engine: _load(engine, accounts)) as (url, folder):
        ours, by_sql = (copy_database(url, _made(folder / side)) for side in ("ours", "sql"))
        run_seconds, charged, peak = _in_own_process(_run, ours)
        sql_seconds, _charged, _peak = _in_own_process(_run_sql, by_sql)
        is_same = _fingerprint(ours) == _fingerprint(by_sql)
    return BillingCost(name, charged, run_seconds, sql_seconds, peak, is_same)


def _made(folder: Any) -> Any:
    folder.mkdir()
    return folder


def _load(engine: Engine, accounts: int) -> None:
    with transaction(engine) as session:
        load_city(session, CityPlan(SEED, accounts, MONTHS_OF_READINGS, TODAY))


def _in_own_process(work: Callable[[str], int], url: str) -> tuple[float, int, int]:
    """Seconds and bills of a fresh process, and the peak of its memory."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_timed, args=(work, url, sender))
    process.start()
    with PeakMemory(process.pid or 0) as memory:
        seconds, bills = receiver.recv()
        process.join()
    return seconds, bills, memory.peak_bytes


def _timed(work: Callable[[str], int], url: str, sender: Connection) -> None:
    start = time.perf_counter()
    bills = work(url)
    sender.send((time.perf_counter() - start, bills))


def _run(url: str) -> int:
    return run_billing(build_engine(url), PERIOD, KNOWN, workers=os.cpu_count() or 1).accounts


def _run_sql(url: str) -> int:
    engine = build_engine(url)
    with reading(engine) as session:
        context = make_context(session, PERIOD, KNOWN, None)
    charge_by_sql(engine, context)
    return 0


def _fingerprint(url: str) -> list[str]:
    engine, found = build_engine(url), []
    with reading(engine) as session:
        for query in _CONTENTS:
            digest = hashlib.sha256()
            rows = session.connection().execution_options(stream_results=True).execute(text(query))
            for row in rows:
                digest.update(repr(tuple(row)).encode())
            found.append(digest.hexdigest())
    engine.dispose()
    return found


def billing_lines(costs: list[BillingCost]) -> list[str]:
    rows = [
        f"| {c.database} | {c.run_seconds / c.sql_seconds:.1f} | {c.accounts / c.run_seconds:,.0f} "
        f"| {c.accounts / c.sql_seconds:,.0f} | {c.accounts:,} | {c.run_seconds:.1f} | {c.sql_seconds:.1f} "
        f"| {c.peak_bytes / 1024 / 1024:.0f} | {'yes' if c.is_same else 'NO'} |"
        for c in costs
    ]
    return [
        f"One month, every line and ledger entry committed durably, then sealed: {os.cpu_count()} processes;",
        "beside it one set-based SQL transaction (`benchmarks/billing_sql.py`) that writes the same bills,",
        "lines with their derivations, and entries, without the seal. Start of processes included.",
        "",
        "| database | × the SQL | accounts/s | SQL accounts/s | accounts | s | SQL s | peak MB | same rows |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
        *rows,
    ]
