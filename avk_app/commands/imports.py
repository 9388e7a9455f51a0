"""`import`: the utility's own data from files."""

from pathlib import Path
from typing import Annotated

import typer

from avk_app import clock
from avk_app.commands import statement
from avk_app.commands.failures import exit_on_failure, fail
from avk_app.domain.register import Register, RegisterAccount
from avk_app.domain.register_file import parse_register
from avk_app.gateways.spreadsheets import UnreadableTable, read_table
from avk_app.services import register_import
from avk_app.services.database import reading, transaction
from avk_app.services.register_import import ImportCounts
from avk_app.texts import register as texts

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.callback()
def _group() -> None:
    """The utility's own data from files."""


app.command("statement")(statement.take_in)


@app.command("accounts")
def accounts(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8 or windows-1251, comma or semicolon) or XLSX.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Take in a register: accounts, premises, contacts, meters and last readings.

    One line a meter, volumes in cubic metres, dates as 22.11.2026; docs/import-accounts.md tells the columns,
    avk_app/data/templates/accounts.csv is a template. All mistakes are listed by line and column, then
    nothing is loaded (exit code 1). A second import of the same file changes nothing.
    """
    register = _read(file)
    with exit_on_failure():
        counts = _look(register) if dry_run else _load(register)
    typer.echo(texts.DRY_RUN if dry_run else texts.DONE)
    typer.echo(texts.COUNTS.format(**vars(counts)))


def _read(file: Path) -> list[RegisterAccount]:
    try:
        register = parse_register(read_table(file), texts.WORDS, clock.today())
    except UnreadableTable as error:
        fail(texts.describe_table(error))
    if register.problem_count:
        _refuse(register)
    return list(register.accounts.values())


def _refuse(register: Register) -> None:
    for problem in register.problems:
        typer.echo(texts.describe(problem), err=True)
    if more := register.problem_count - len(register.problems):
        typer.echo(texts.MORE.format(count=more), err=True)
    fail(texts.NOTHING_LOADED.format(count=register.problem_count))


def _look(found: list[RegisterAccount]) -> ImportCounts:
    with reading() as session:
        return register_import.count_plan(register_import.plan_import(session, found))


def _load(found: list[RegisterAccount]) -> ImportCounts:
    with transaction() as session:
        return register_import.carry_out(session, register_import.plan_import(session, found))
