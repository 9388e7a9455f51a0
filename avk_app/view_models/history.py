"""What the page of history shows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from avk_app import routes
from avk_app.domain.history import HistorySpan, Movements
from avk_app.domain.period import Period
from avk_app.models.ledger import EntryKind
from avk_app.money import format_kopecks, format_kopecks_plain
from avk_app.services.history import MAX_READINGS, PAGE_ROWS
from avk_app.services.history_result import ChargedFor, History, HistoryEntry, HistoryReading
from avk_app.texts import history as texts
from avk_app.texts.meters import meter_name, meter_number
from avk_app.texts.readings import SOURCES, STATUS_TONES, STATUSES
from avk_app.texts.russian import capitalized, counted, format_date, format_day, period_name
from avk_app.view_models.history_chart import NO_CHART, ChartView, chart_view
from avk_app.volume import format_cubic_metres, format_dial

PLUS = "+"


@dataclass(frozen=True)
class SumView:
    """One line of «было → начислено → оплачено → стало». `kind` is balance, charge or payment."""

    label: str
    amount: str
    note: str
    kind: str


@dataclass(frozen=True)
class EntryView:
    """One row."""

    day: str
    what: str
    details: str
    amount: str
    is_payment: bool
    balance: str


@dataclass(frozen=True)
class MonthOfEntries:
    """The rows of one month under its name; `bill_address` is "" where no bill was made."""

    name: str
    bill_address: str
    bill_label: str
    rows: list[EntryView]


@dataclass(frozen=True)
class ReadingView:
    """One reading taken within the period."""

    day: str
    meter: str
    number: str
    value: str
    source: str
    status: str
    tone: str


@dataclass(frozen=True)
class FileView:
    """One way to take the period away."""

    name: str
    label: str
    address: str


@dataclass(frozen=True)
class HistoryView:
    """A period as it was asked for, its days as the date fields write them; empty before the first one."""

    first: str = ""
    last: str = ""
    span: str = ""
    announcement: str = ""
    notes: list[str] = field(default_factory=list)
    sums: list[SumView] = field(default_factory=list)
    chart: ChartView = NO_CHART
    has_rows: bool = False
    months: list[MonthOfEntries] = field(default_factory=list)
    has_readings: bool = False
    readings_label: str = ""
    readings: list[ReadingView] = field(default_factory=list)
    readings_more: str = ""
    files: list[FileView] = field(default_factory=list)
    page: int = 0
    page_label: str = ""
    has_newer: bool = False
    has_older: bool = False


NO_HISTORY = HistoryView()


def history_view(history: History, today: date) -> HistoryView:
    """Finished strings for one page of a period."""
    pages = max(1, -(-history.entry_count // PAGE_ROWS))
    span = span_name(history.span)
    return HistoryView(
        first=history.span.first_on.isoformat(),
        last=history.span.last_on.isoformat(),
        span=span,
        announcement=texts.SHOWN.format(span=span, entries=counted(history.entry_count, texts.ENTRIES)),
        notes=_notes(history, today),
        sums=sum_views(history),
        chart=chart_view(history),
        has_rows=bool(history.entries),
        months=[_month_of(month, list(entries)) for month, entries in groupby(history.entries, _month)],
        has_readings=bool(history.readings),
        readings_label=_readings_label(history),
        readings=[_reading_view(reading) for reading in history.readings],
        readings_more=texts.READINGS_MORE.format(number=MAX_READINGS) if history.has_more_readings else "",
        files=_files(history.span),
        page=history.page,
        page_label=texts.PAGE.format(page=history.page + 1, pages=pages) if pages > 1 else "",
        has_newer=history.page > 0,
        has_older=history.page + 1 < pages,
    )


def span_name(span: HistorySpan) -> str:
    """«1 января 2026 — 22 ноября 2026»."""
    return texts.SPAN.format(first=format_date(span.first_on), last=format_date(span.last_on))


def _notes(history: History, today: date) -> list[str]:
    notes = []
    if history.span.first_on < history.opened_on:
        notes.append(texts.BEFORE_OPENING.format(day=format_date(history.opened_on)))
    if history.span.last_on > today:
        notes.append(texts.AHEAD)
    return notes


def sum_views(history: History) -> list[SumView]:
    """Opening, what changed it, closing: the lines add up. Lines that changed nothing are left out,
    but for what was charged and paid."""
    span, moved = history.span, history.movements
    return [
        _balance(texts.OPENING.format(day=format_date(span.first_on)), history.opening_kopecks),
        *(SumView(label, signed(kopecks), "", kind) for label, kopecks, kind in movement_lines(moved)),
        _balance(texts.CLOSING.format(day=format_date(span.last_on)), history.closing_kopecks),
    ]


def movement_lines(moved: Movements) -> list[tuple[str, int, str]]:
    """What changed a balance, in words, in kopecks and by kind."""
    lines = (
        (texts.CHARGED, moved.charged_kopecks, "charge", True),
        (texts.RECALCULATED, moved.recalculated_kopecks, "charge", False),
        (texts.PENALTY, moved.penalty_kopecks, "charge", False),
        (texts.PAID, moved.paid_kopecks, "payment", True),
        (texts.CORRECTED, moved.corrected_kopecks, "charge", False),
    )
    return [(label, kopecks, kind) for label, kopecks, kind, always in lines if kopecks or always]


def _balance(label: str, kopecks: int) -> SumView:
    return SumView(label, format_kopecks(kopecks), balance_word(kopecks), "balance")


def balance_word(kopecks: int) -> str:
    """What a balance means."""
    if kopecks == 0:
        return texts.NOTHING_OWED
    return texts.DEBT if kopecks > 0 else texts.ADVANCE


def signed(kopecks: int) -> str:
    """«+154,54 ₽», «−400,00 ₽», «0,00 ₽»."""
    return f"{PLUS if kopecks > 0 else ''}{format_kopecks(kopecks)}"


def _month(entry: HistoryEntry) -> Period:
    return Period.of(entry.effective_on)


def _month_of(month: Period, entries: list[HistoryEntry]) -> MonthOfEntries:
    """A bill's charges all stand on the last day of its month."""
    name = period_name(month)
    has_bill = any(entry.charged_for and entry.charged_for.bill_period == month for entry in entries)
    return MonthOfEntries(
        name=capitalized(name),
        bill_address=f"{routes.BILL}?{urlencode({'period': month.code})}" if has_bill else "",
        bill_label=texts.OPEN_BILL_FOR.format(month=name),
        rows=[_entry_view(entry) for entry in entries],
    )


def _entry_view(entry: HistoryEntry) -> EntryView:
    sign = PLUS if entry.change_kopecks > 0 else ""
    return EntryView(
        day=format_day(entry.effective_on),
        what=what_it_is(entry),
        details=details_of(entry, _month(entry)),
        amount=f"{sign}{format_kopecks_plain(entry.change_kopecks)}",
        is_payment=entry.change_kopecks < 0,
        balance=format_kopecks_plain(entry.balance_kopecks),
    )


def what_it_is(entry: HistoryEntry) -> str:
    """«Водоснабжение», «Перерасчёт: водоотведение», «Оплата», «Отмена: оплата»."""
    kind = texts.KINDS[entry.kind]
    if entry.reversed_kind:
        return texts.NAMED.format(kind=kind, of=texts.KINDS[entry.reversed_kind].lower())
    if entry.charged_for is None:
        return kind
    service = texts.SERVICES[entry.charged_for.service]
    if entry.kind in (EntryKind.CHARGE, EntryKind.PENALTY):
        return service
    return texts.NAMED.format(kind=kind, of=service.lower())


def details_of(entry: HistoryEntry, shown_month: Period | None = None) -> str:
    """«за октябрь 2026, по водомеру, 7,412 м³», «банковской картой», or nothing.

    A month that is shown above already is not said again.
    """
    if entry.channel:
        return texts.CHANNELS[entry.channel]
    if entry.charged_for:
        return ", ".join(_charge_details(entry.charged_for, shown_month))
    return texts.UNDONE if entry.reversed_kind else ""


def _charge_details(charged: ChargedFor, shown_month: Period | None) -> Iterator[str]:
    if charged.period != shown_month:
        yield texts.FOR_MONTH.format(month=period_name(charged.period))
    if charged.method in texts.METHOD_NAMES:
        yield texts.METHOD_NAMES[charged.method]
        yield format_cubic_metres(charged.volume_litres)


def _readings_label(history: History) -> str:
    readings = counted(len(history.readings), texts.READINGS_COUNTED)
    return texts.READINGS_SHOW.format(readings=readings)


def _reading_view(reading: HistoryReading) -> ReadingView:
    return ReadingView(
        day=format_date(reading.taken_on),
        meter=meter_name(reading.meter_kind, reading.meter_place),
        number=meter_number(reading.meter_serial),
        value=format_dial(reading.value_litres, reading.meter_digits),
        source=SOURCES[reading.source],
        status=STATUSES[reading.status],
        tone=STATUS_TONES[reading.status],
    )


def _files(span: HistorySpan) -> list[FileView]:
    query = urlencode({"first": span.first_on.isoformat(), "last": span.last_on.isoformat()})
    return [
        FileView(name, texts.FILE_LABEL.format(format=name), f"{routes.HISTORY_FILES}.{kind}?{query}")
        for kind, name in texts.FILE_NAMES.items()
    ]
