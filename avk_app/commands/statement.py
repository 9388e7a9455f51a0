"""`statement`: money that came in by bank transfer and waits for a person."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from avk_app import clock
from avk_app.commands.failures import exit_on_failure, fail
from avk_app.domain.statement import Statement, WrongStatement
from avk_app.errors import Conflict, InvalidInput, NotFound
from avk_app.gateways.requisites import provider_on
from avk_app.gateways.spreadsheets import UnreadableTable
from avk_app.gateways.statements import read_statement, read_titles
from avk_app.services.console import CONSOLE
from avk_app.services.database import reading, transaction
from avk_app.services.statement_import import import_statement
from avk_app.services.statement_review import (
    assign_statement_line,
    list_doubtful_lines,
    mark_not_ours,
)
from avk_app.texts import statement as texts
from avk_app.texts.errors import message_for
from avk_app.texts.register import MORE, NOTHING_LOADED, describe_table

LARGEST_ID = 2**31 - 1
LineId = Annotated[int, typer.Argument(help="As `statement doubtful` shows it.", min=1, max=LARGEST_ID)]

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def _group() -> None:
    """Money that came in by bank transfer and waits for a person."""


def take_in(
    file: Annotated[Path, typer.Argument(help="1CClientBankExchange (windows-1251 or UTF-8), CSV or XLSX.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    csv_map: Annotated[
        Path | None, typer.Option("--csv-map", help="TOML: how the bank calls the columns of its table.")
    ] = None,
) -> None:
    """Take in a bank statement: credit the certain transfers, keep the doubtful ones for a person.

    Amounts in roubles; docs/import-statement.md tells the formats, avk_app/data/templates/statement.csv and
    statement-map.toml are templates. A file is taken in whole or not at all (exit code 1, all mistakes are
    listed by line). Each transfer counts once, however often and in whatever overlapping files it comes.
    """
    with exit_on_failure():
        statement = _read(file, csv_map)
        with reading() if dry_run else transaction() as session:
            report = import_statement(session, CONSOLE, statement, is_dry_run=dry_run)
    typer.echo(texts.report(report, is_dry_run=dry_run))


@app.command("doubtful")
def doubtful() -> None:
    """List the transfers that wait for a person, oldest first, with the accounts that may be meant."""
    with exit_on_failure(), reading() as session:
        lines = list_doubtful_lines(session, CONSOLE)
    typer.echo("\n".join(map(texts.doubtful_line, lines)) or texts.NOTHING_WAITS)


@app.command("assign")
def assign(
    line: LineId, account_number: Annotated[str, typer.Argument(help="10 digits; spaces are ignored.")]
) -> None:
    """Credit a waiting transfer to an account, by the day the money came in."""
    _decide(lambda session: assign_statement_line(session, CONSOLE, line, account_number))
    typer.echo(texts.ASSIGNED.format(line=line, account_number=account_number))


@app.command("not-ours")
def not_ours(line: LineId) -> None:
    """Put aside a transfer that pays for nobody's water; `assign` brings it back."""
    _decide(lambda session: mark_not_ours(session, CONSOLE, line))
    typer.echo(texts.PUT_ASIDE.format(line=line))


def _decide(decision: Callable[[Session], None]) -> None:
    try:
        with exit_on_failure(), transaction() as session:
            decision(session)
    except InvalidInput as refusal:
        fail(message_for(refusal.problems[0]))
    except NotFound as missing:
        fail(texts.NOT_FOUND[missing.entity])
    except Conflict:
        fail(texts.ALREADY_CREDITED)


def _read(file: Path, csv_map: Path | None) -> Statement:
    titles = read_titles(csv_map, texts.TITLES) if csv_map else texts.TITLES
    today = clock.today()
    try:
        return read_statement(file, titles, provider_on(today).payee.account, today)
    except UnreadableTable as error:
        fail(describe_table(error))
    except WrongStatement as error:
        for problem in error.problems:
            typer.echo(texts.describe(problem), err=True)
        if more := error.problem_count - len(error.problems):
            typer.echo(MORE.format(count=more), err=True)
        fail(NOTHING_LOADED.format(count=error.problem_count))
