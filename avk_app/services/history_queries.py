"""The queries behind a history. Each starts from one account: an index leads to its few hundred rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, bindparam, case, extract, func, select

from avk_app.domain.history import HistorySpan, MonthMovements, Movements
from avk_app.domain.period import Period
from avk_app.models import ChargeLine, LedgerEntry, Meter, Payment, Reading
from avk_app.models.ledger import EntryKind, LedgerName
from avk_app.services.bulk import table_of
from avk_app.services.history_result import ChargedFor, HistoryEntry, HistoryReading, HistorySums

_ENTRY, _LINE, _PAYMENT = table_of(LedgerEntry).c, table_of(ChargeLine).c, table_of(Payment).c
_METER, _READING = table_of(Meter).c, table_of(Reading).c

_FIELDS = {
    EntryKind.CHARGE: "charged_kopecks",
    EntryKind.RECALCULATION: "recalculated_kopecks",
    EntryKind.CREDIT: "recalculated_kopecks",
    EntryKind.PENALTY: "penalty_kopecks",
    EntryKind.PAYMENT: "paid_kopecks",
    EntryKind.REVERSAL: "corrected_kopecks",
    EntryKind.REFUND: "corrected_kopecks",
}
_BEFORE, _AFTER = 0, 1
LATEST_SEQUENCE = 2**31 - 1
_YEAR = 100  # a period is stored as 202611


@dataclass(frozen=True)
class PageOfRows:
    """So many rows after so many."""

    offset: int
    limit: int


def _change() -> ColumnElement[int]:
    """What an entry adds to what is owed."""
    amount = _ENTRY.amount_kopecks
    return case((_ENTRY.debit == LedgerName.RECEIVABLE, amount), else_=-amount)


def _months_query() -> Select[Any]:
    """Sums by month and kind; what lies before the span and after it is a month of its own each."""
    day = _ENTRY.effective_on
    month = case(
        (day < bindparam("first_on"), _BEFORE),
        (day > bindparam("last_on"), _AFTER),
        else_=extract("year", day) * _YEAR + extract("month", day),
    ).label("month")
    return (
        select(month, _ENTRY.kind, func.sum(_change()), func.count(), func.max(_ENTRY.sequence))
        .where(_ENTRY.account_id == bindparam("account_id"), _ENTRY.sequence <= bindparam("as_of_sequence"))
        .group_by("month", _ENTRY.kind)
    )


def _entries_query() -> Select[Any]:
    """The balance is summed from the account's first entry on; details are joined to one page only."""
    in_order = (_ENTRY.effective_on, _ENTRY.sequence)
    balances = (
        select(
            *in_order, _ENTRY.kind, _ENTRY.period, _ENTRY.charge_line_id, _ENTRY.payment_id,
            _ENTRY.reverses_id, _change().label("change"),
            func.sum(_change()).over(order_by=in_order).label("balance"),
        )
        .where(
            _ENTRY.account_id == bindparam("account_id"),
            _ENTRY.sequence <= bindparam("as_of_sequence"),
            _ENTRY.effective_on <= bindparam("last_on"),
        )
        .subquery()
    )  # fmt: skip
    newest_first = (balances.c.effective_on.desc(), balances.c.sequence.desc())
    page = (
        select(balances)
        .where(balances.c.effective_on >= bindparam("first_on"))
        .order_by(*newest_first)
        .offset(bindparam("offset"))
        .limit(bindparam("limit"))
        .subquery()
    )
    return _with_details(page)


def _with_details(page: Subquery) -> Select[Any]:
    """The columns stand as `_entry` takes them."""
    undone = table_of(LedgerEntry).alias("undone")
    return (
        select(
            *(page.c.sequence, page.c.effective_on, page.c.kind, page.c.change, page.c.balance),
            *(_LINE.service, _LINE.method, _LINE.volume_litres, _LINE.period, page.c.period),
            *(_PAYMENT.channel, undone.c.kind),
        )
        .select_from(page)
        .outerjoin(table_of(ChargeLine), _LINE.id == page.c.charge_line_id)
        .outerjoin(table_of(Payment), _PAYMENT.id == page.c.payment_id)
        .outerjoin(undone, undone.c.id == page.c.reverses_id)
        .order_by(page.c.effective_on.desc(), page.c.sequence.desc())
    )


def _readings_query() -> Select[Any]:
    return (
        select(
            *(_READING.taken_on, _READING.value_litres, _READING.source, _READING.status),
            *(_METER.kind, _METER.place, _METER.serial, _METER.digits),
        )
        .join_from(table_of(Meter), table_of(Reading), _METER.id == _READING.meter_id)
        .where(
            _METER.account_id == bindparam("account_id"),
            _READING.taken_on.between(bindparam("first_on"), bindparam("last_on")),
        )
        .order_by(_READING.taken_on.desc(), _READING.id.desc())
        .limit(bindparam("limit"))
    )


# Built once: putting a statement together takes longer than the database takes to answer it.
_MONTHS, _ENTRIES, _READINGS = _months_query(), _entries_query(), _readings_query()


def sum_months(
    connection: Connection, account_id: int, span: HistorySpan, as_of_sequence: int | None
) -> HistorySums:
    """The balance before the span and each month's movements, from one look at the account's entries."""
    opening = count = last = 0
    months: defaultdict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    as_of = LATEST_SEQUENCE if as_of_sequence is None else as_of_sequence
    parameters = _of(account_id, span) | {"as_of_sequence": as_of}
    for month, kind, kopecks, entries, sequence in connection.execute(_MONTHS, parameters).all():
        last = max(last, sequence)
        if month == _BEFORE:
            opening += int(kopecks)
        elif month != _AFTER:
            count += entries
            months[int(month)][_FIELDS[kind]] += int(kopecks)
    found = (
        MonthMovements(Period.from_code(month), Movements(**parts)) for month, parts in sorted(months.items())
    )
    return HistorySums(opening, tuple(found), count, last)


def list_entries(
    connection: Connection, account_id: int, span: HistorySpan, rows: PageOfRows, as_of_sequence: int
) -> list[HistoryEntry]:
    """Entries of the span, newest first, each with the balance after it in the order of days."""
    place = {"as_of_sequence": as_of_sequence, "offset": rows.offset, "limit": rows.limit}
    found = connection.execute(_ENTRIES, _of(account_id, span) | place).all()
    return [_entry(row) for row in found]


def list_readings(
    connection: Connection, account_id: int, span: HistorySpan, most: int
) -> list[HistoryReading]:
    """Readings of all the account's meters taken within the span, newest first, at most so many."""
    found = connection.execute(_READINGS, _of(account_id, span) | {"limit": most}).all()
    return [HistoryReading(*row) for row in found]


def _of(account_id: int, span: HistorySpan) -> dict[str, Any]:
    return {"account_id": account_id, "first_on": span.first_on, "last_on": span.last_on}


def _entry(row: Sequence[Any]) -> HistoryEntry:
    sequence, day, kind, change, balance, service, method, litres, period, bill_period, channel, undone = row
    charge = None
    if service is not None:
        charge = ChargedFor(service, method, litres, Period.from_code(period), Period.from_code(bill_period))
    return HistoryEntry(sequence, day, kind, change, int(balance), charge, channel, undone)
