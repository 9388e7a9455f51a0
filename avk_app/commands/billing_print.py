"""`billing print`: the bills of a month as files, for those who get them on paper."""

import os
from collections.abc import Iterator, Sequence
from itertools import tee
from pathlib import Path
from typing import Annotated

import typer

from avk_app import routes
from avk_app.commands.failures import exit_on_failure, fail
from avk_app.commands.months import parse_month
from avk_app.commands.progress import progress_bar
from avk_app.domain.bill_codes import bill_number
from avk_app.domain.bill_document import BillDocument
from avk_app.domain.period import Period
from avk_app.gateways.pdf import render_bills
from avk_app.services.bill_printing import BilledAccount, get_printed_bill, list_billed_accounts
from avk_app.services.database import reading
from avk_app.texts import operator as texts
from avk_app.texts.russian import period_name
from avk_app.view_models.bill_sheet import bill_sheet
from avk_app.web.papers import as_typed


def print_month(
    period: Annotated[str, typer.Argument(help="A month that was charged: 2026-10.")],
    folder: Annotated[Path, typer.Argument(help="Where the files go; it is made when missing.")],
) -> None:
    """Write each account's bill of a month as a PDF. Run again, it makes only the files that are missing."""
    month = parse_month(period)
    with exit_on_failure():
        with reading() as session:
            billed = list_billed_accounts(session, month)
        if not billed:
            fail(texts.NOTHING_TO_PRINT.format(period=period_name(month)))
        try:
            made = _print_missing(billed, month, folder)
        except OSError as error:
            fail(str(error))
    kept = len(billed) - made
    typer.echo(texts.PRINTED.format(period=period_name(month), made=made, kept=kept, folder=folder))


def _print_missing(billed: Sequence[BilledAccount], month: Period, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    missing = [one for one in billed if not _file(folder, bill_number(one.number, month)).exists()]
    with progress_bar(texts.PRINTING, len(missing)) as advance:
        for number, pdf in _printed(missing, month):
            _write_whole(_file(folder, number), pdf)
            advance(1)
    return len(missing)


def _printed(accounts: Sequence[BilledAccount], month: Period) -> Iterator[tuple[str, bytes]]:
    """The number of each bill and its file, some hundreds at a time in memory."""
    documents, same = tee(_documents(accounts, month))
    sheets = (bill_sheet(document, as_typed(routes.BILL_VERIFY)) for document in documents)
    for document, pdf in zip(same, render_bills(sheets, os.cpu_count() or 1), strict=True):
        yield document.number, pdf


def _documents(accounts: Sequence[BilledAccount], month: Period) -> Iterator[BillDocument]:
    """Each in a transaction of its own: one over the whole city would keep SQLite's log from shrinking."""
    for account in accounts:
        with reading() as session:
            yield get_printed_bill(session, account.id, month)


def _file(folder: Path, number: str) -> Path:
    return folder / f"kvitanciya-{number}.pdf"


def _write_whole(path: Path, pdf: bytes) -> None:
    """Under its name a file is whole, whenever the command is stopped."""
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(pdf)
    unfinished.rename(path)
