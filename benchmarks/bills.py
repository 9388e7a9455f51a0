"""What a subscriber waits for: preview and PDF of a bill, and the history in a large PostgreSQL ledger."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice
from statistics import median

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from avk_app.domain.history import HistorySpan
from avk_app.domain.period import Period
from avk_app.gateways.pdf import BillSheet, bill_printer, render_bills
from avk_app.models import Account, Meter, Reading
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.bill_document import get_bill_document
from avk_app.services.bill_preview import preview_bill
from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.demo.charging import charge_city
from avk_app.services.demo.city import CityPlan
from avk_app.services.demo.load import load_city
from avk_app.services.history import get_history
from avk_app.view_models.bill_sheet import bill_sheet
from benchmarks.billing import SEED, TODAY
from benchmarks.charge import PERIOD
from benchmarks.databases import NAMES, POSTGRES, SQLITE, filled_database
from benchmarks.ledger import fill_ledger
from benchmarks.statements import ReadCost, full_scans, measure_reads, record

PEOPLE = 200
MONTHS = 24
SPAN = HistorySpan(Period(2024, 1).first_day, TODAY)
COMING = PERIOD.plus(1)
USED_LITRES = 5_000
CHECK_ADDRESS = "lk.example.ru/bill/check"
WARM_BILLS, BULK_BILLS, PROCESSES = 30, 1_000, 2


@dataclass(frozen=True)
class SubscriberCost:
    """Reads of one account on one database, and the full scans of the ledger in their plans."""

    database: str
    entries: int
    preview: ReadCost
    history: ReadCost | None
    scans: list[str]


@dataclass(frozen=True)
class PdfCost:
    """One bill by a warm process, and many by two: how fast, and how long a processor works for each."""

    warm_ms: float
    bulk_a_second: float
    bulk_processor_ms: float


def measure_subscribers(entries: int) -> tuple[list[SubscriberCost], PdfCost]:
    """Previews on each database; PostgreSQL has so many more ledger entries; PDFs once."""
    costs, pdf = [], PdfCost(0, 0, 0)
    for name in NAMES:
        more = entries if name == POSTGRES else 0
        with filled_database(name, partial(_fill, entries=more)) as (url, _folder):
            engine = build_engine(url)
            costs.append(_reads(name, engine, more))
            if name == SQLITE:
                pdf = _pdf(engine)
            engine.dispose()
    return costs, pdf


def _fill(engine: Engine, entries: int) -> None:
    with transaction(engine) as session:
        load_city(session, CityPlan(SEED, PEOPLE, MONTHS, TODAY))
    charge_city(engine)
    if entries:
        fill_ledger(engine, entries)


def _reads(name: str, engine: Engine, entries: int) -> SubscriberCost:
    histories = [partial(_history, account_id) for account_id in range(1, PEOPLE + 1)]
    return SubscriberCost(
        name,
        entries,
        measure_reads(engine, [_preview(engine, account_id) for account_id in range(1, PEOPLE + 1)]),
        measure_reads(engine, list[Callable[[Session], object]](histories)) if entries else None,
        full_scans(engine, record(engine, histories[0]), "ledger_entry"),
    )


def _history(account_id: int, session: Session) -> object:
    return get_history(session, _actor(account_id), SPAN)


def _preview(engine: Engine, account_id: int) -> Callable[[Session], object]:
    with reading(engine) as session:
        newest = session.exec(
            select(Reading.meter_id, Reading.value_litres)
            .join(Meter, col(Meter.id) == col(Reading.meter_id))
            .where(Meter.account_id == account_id, col(Meter.removed_on).is_(None))
            .order_by(col(Reading.period))
        ).all()
    typed = {meter_id: litres + USED_LITRES for meter_id, litres in newest}
    return lambda session: preview_bill(session, _actor(account_id), COMING, typed)


def _actor(account_id: int) -> Actor:
    return Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, account_id)


def _pdf(engine: Engine) -> PdfCost:
    sheets = list(_sheets(engine))
    printer, taken = bill_printer(), []
    printer.render_bill(sheets[0])
    for sheet in sheets[:WARM_BILLS]:
        start = time.perf_counter()
        printer.render_bill(sheet)
        taken.append(time.perf_counter() - start)
    start, worked = time.perf_counter(), _worked_seconds()
    made = sum(1 for _pdf in render_bills(islice(cycle(sheets), BULK_BILLS), PROCESSES))
    rate, worked = made / (time.perf_counter() - start), _worked_seconds() - worked
    return PdfCost(median(taken) * 1000, rate, worked / made * 1000)


def _worked_seconds() -> float:
    """Processor time of this process and of its finished children: other work does not move it as much."""
    return sum(os.times()[:4])


def _sheets(engine: Engine) -> Iterator[BillSheet]:
    """The newest bills of those who have one."""
    with reading(engine) as session:
        ids = session.exec(
            select(Account.id).where(col(Account.id) <= PEOPLE).order_by(col(Account.id))
        ).all()
        for account_id in ids:
            yield bill_sheet(get_bill_document(session, _actor(account_id or 0)), CHECK_ADDRESS)


def subscriber_lines(costs: list[SubscriberCost], pdf: PdfCost) -> list[str]:
    reads = [(f"preview of a bill, {cost.database}", cost.preview) for cost in costs]
    reads += [
        (f"history among {cost.entries:,} entries, {cost.database}", cost.history)
        for cost in costs
        if cost.history is not None
    ]
    rows = [
        f"| {what} | {read.service_ms / read.driver_ms:.2f} | {read.service_ms:.2f} "
        f"| {read.driver_ms:.2f} | {read.statements} |"
        for what, read in reads
    ]
    scans = "; ".join(f"{cost.database}: {', '.join(cost.scans) or 'none'}" for cost in costs)
    return [
        f"One account at a time, {PEOPLE} accounts with {MONTHS} charged months, medians; beside each the",
        "same statements by the raw driver, rows fetched and thrown away.",
        "",
        "| what, where | × the driver | ms | driver ms | statements |",
        "|---|--:|--:|--:|--:|",
        *rows,
        "",
        f"Full scans of the ledger in the plans of a history: {scans}.",
        "",
        "| PDF of a bill | |",
        "|---|--:|",
        f"| one, warm, median | {pdf.warm_ms:.0f} ms |",
        f"| a second in bulk, {PROCESSES} processes, their start included, {BULK_BILLS:,} bills "
        f"| {pdf.bulk_a_second:.0f} |",
        f"| processor time of each of them | {pdf.bulk_processor_ms:.1f} ms |",
    ]
