"""The history as files: the same rows and sums as the page, oldest first, as a statement reads."""

from collections.abc import Iterator
from datetime import date

from avk_app.gateways.exports import Cell, ExportTable, Roubles
from avk_app.gateways.pdf import Column, Fact, SheetTable
from avk_app.gateways.pdf_statement import StatementSheet
from avk_app.money import format_kopecks_plain
from avk_app.services.history_result import History, HistoryEntry, HistoryReading
from avk_app.texts import history as texts
from avk_app.texts.meters import grouped_account_number, meter_name, meter_number
from avk_app.texts.readings import SOURCES, STATUSES
from avk_app.texts.russian import format_date
from avk_app.texts.shell import HOTLINE, UTILITY_NAME
from avk_app.view_models.history import (
    PLUS,
    balance_word,
    details_of,
    movement_lines,
    span_name,
    what_it_is,
)
from avk_app.volume import format_dial


def file_name(history: History, kind: str) -> str:
    """«История 3801042217 с 2026-01-01 по 2026-11-22.csv»."""
    span = history.span
    return texts.FILE_NAME.format(
        number=history.account_number, first=span.first_on, last=span.last_on, kind=kind
    )


def history_table(history: History) -> ExportTable:
    """Opening balance, entries, sums of what changed, closing balance. A spreadsheet's columns add up."""
    return ExportTable(
        texts.FILE_TITLE.format(span=span_name(history.span)),
        (texts.DAY, texts.WHAT, texts.DETAILS, texts.CHANGE, texts.BALANCE),
        _rows(history),
    )


def _rows(history: History) -> Iterator[tuple[Cell, ...]]:
    opening, closing = _balance_labels(history)
    yield history.span.first_on, opening, "", None, Roubles(history.opening_kopecks)
    for entry in history.entries:
        yield (
            entry.effective_on,
            what_it_is(entry),
            details_of(entry),
            Roubles(entry.change_kopecks),
            Roubles(entry.balance_kopecks),
        )
    yield history.span.last_on, closing, "", None, Roubles(history.closing_kopecks)


def _balance_labels(history: History) -> tuple[str, str]:
    span = history.span
    return (
        texts.OPENING.format(day=format_date(span.first_on)),
        texts.CLOSING.format(day=format_date(span.last_on)),
    )


def statement_sheet(history: History, made_on: date) -> StatementSheet:
    """The sheet to print: sums, entries, readings."""
    span = span_name(history.span)
    tables = [_sums_table(history), _entries_table(history)]
    if history.readings:
        tables.append(_readings_table(history))
    return StatementSheet(
        title=texts.FILE_TITLE.format(span=span),
        author=UTILITY_NAME,
        made_on=made_on,
        masthead=UTILITY_NAME,
        number=f"{texts.FILE_MADE} {format_date(made_on)}",
        heading=texts.TITLE,
        facts=(
            Fact(texts.FILE_ACCOUNT, grouped_account_number(history.account_number)),
            Fact(texts.FILE_SPAN, span),
        ),
        tables=tuple(tables),
        footer=f"{UTILITY_NAME} · {HOTLINE}",
    )


def _sums_table(history: History) -> SheetTable:
    opening, closing = _balance_labels(history)
    rows = [(label, _signed(kopecks)) for label, kopecks, _kind in movement_lines(history.movements)]
    return SheetTable(
        texts.SUMS,
        (Column(texts.WHAT), Column(texts.CHANGE, is_number=True)),
        ((opening, format_kopecks_plain(history.opening_kopecks)), *rows),
        (
            f"{closing}: {balance_word(history.closing_kopecks)}",
            format_kopecks_plain(history.closing_kopecks),
        ),
    )


def _entries_table(history: History) -> SheetTable:
    return SheetTable(
        texts.ROWS,
        (
            Column(texts.DAY, share=3),
            Column(texts.WHAT, share=6),
            Column(texts.CHANGE, is_number=True),
            Column(texts.BALANCE, is_number=True),
        ),
        tuple(_entry_row(entry) for entry in history.entries),
        notes=() if history.entries else (texts.EMPTY,),
    )


def _entry_row(entry: HistoryEntry) -> tuple[str, ...]:
    lines = (what_it_is(entry), details_of(entry))
    return (
        format_date(entry.effective_on),
        "\n".join(line for line in lines if line),
        _signed(entry.change_kopecks),
        format_kopecks_plain(entry.balance_kopecks),
    )


def _signed(kopecks: int) -> str:
    return f"{PLUS if kopecks > 0 else ''}{format_kopecks_plain(kopecks)}"


def _readings_table(history: History) -> SheetTable:
    return SheetTable(
        texts.READINGS,
        (
            Column(texts.DAY, share=3),
            Column(texts.METER, share=4),
            Column(texts.STATUS, share=3),
            Column(texts.VALUE, is_number=True),
        ),
        tuple(_reading_row(reading) for reading in history.readings),
    )


def _reading_row(reading: HistoryReading) -> tuple[str, ...]:
    return (
        format_date(reading.taken_on),
        f"{meter_name(reading.meter_kind, reading.meter_place)}\n{meter_number(reading.meter_serial)}",
        f"{STATUSES[reading.status]}\n{SOURCES[reading.source]}",
        format_dial(reading.value_litres, reading.meter_digits),
    )
