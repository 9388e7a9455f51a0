"""`import`: the utility's own data from files."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from sqlmodel import Session

from avk_app import clock
from avk_app.clock import CITY_ZONE
from avk_app.commands import statement
from avk_app.commands.failures import exit_on_failure, fail
from avk_app.domain.interruption_lines import HouseOff, parse_interruptions
from avk_app.domain.readings_file import ReadingLine, parse_readings
from avk_app.domain.register import FileProblems, RegisterAccount, RowProblem
from avk_app.domain.register_file import parse_register
from avk_app.gateways.spreadsheets import UnreadableTable, read_table
from avk_app.services import interruptions as interruption_service
from avk_app.services import register_import
from avk_app.services.database import reading, transaction
from avk_app.services.interruptions import InterruptionCounts, InterruptionPlan
from avk_app.services.readings_import import WrongReadings, import_readings
from avk_app.services.register_import import ImportCounts
from avk_app.texts import interruptions as interruption_texts
from avk_app.texts import readings_file as reading_texts
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
    with exit_on_failure():
        register = _read(file)
        counts = _look(register) if dry_run else _load(register)
    typer.echo(texts.DRY_RUN if dry_run else texts.DONE)
    typer.echo(texts.COUNTS.format(**vars(counts)))


def _read(file: Path) -> list[RegisterAccount]:
    try:
        register = parse_register(read_table(file), texts.WORDS, clock.today())
    except UnreadableTable as error:
        fail(texts.describe_table(error))
    if register.problem_count:
        _refuse(register, texts.describe)
    return list(register.accounts.values())


def _refuse(file: FileProblems, describe: Callable[[RowProblem], str]) -> NoReturn:
    for problem in file.problems:
        typer.echo(describe(problem), err=True)
    if more := file.problem_count - len(file.problems):
        typer.echo(texts.MORE.format(count=more), err=True)
    fail(texts.NOTHING_LOADED.format(count=file.problem_count))


def _look(found: list[RegisterAccount]) -> ImportCounts:
    with reading() as session:
        return register_import.count_plan(register_import.plan_import(session, found))


def _load(found: list[RegisterAccount]) -> ImportCounts:
    with transaction() as session:
        return register_import.carry_out(session, register_import.plan_import(session, found))


@app.command("readings")
def readings(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8 or windows-1251, comma or semicolon) or XLSX.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Take in readings that staff took by phone, in an office or at the dial.

    One line a meter, cubic metres with comma or point, dates as 22.11.2026; docs/import-readings.md tells
    the columns, avk_app/data/templates/readings.csv is a template. All mistakes are listed by line and
    column, then nothing is loaded (exit code 1). What is unusual waits: `readings doubtful`. A second import
    of the same file changes nothing.
    """
    lines = _read_lines(file)
    try:
        with exit_on_failure(), reading() if dry_run else transaction() as session:
            counts = import_readings(session, lines)
    except WrongReadings as wrong:
        _refuse(wrong.file, reading_texts.describe)
    typer.echo(texts.DRY_RUN if dry_run else texts.DONE)
    typer.echo(reading_texts.counts(counts))


def _read_lines(path: Path) -> list[ReadingLine]:
    try:
        file = parse_readings(read_table(path), reading_texts.TITLE_KEYS, clock.today())
    except UnreadableTable as error:
        fail(texts.describe_table(error))
    if file.problem_count:
        _refuse(file, reading_texts.describe)
    return file.lines


@app.command("interruptions")
def interruptions(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8 or windows-1251, comma or semicolon) or XLSX.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Write down when houses were without water or wastewater: the next bills are lowered by it.

    One line a house, moments as 22.11.2026 09:00 by the clocks of the city; docs/import-interruptions.md
    tells the columns, avk_app/data/templates/interruptions.csv is a template. All mistakes are listed by
    line and column, then nothing is written (exit code 1). A second import only adds ends that were empty.
    """
    with exit_on_failure():
        houses = _read_houses(file)
        counts = _look_at_houses(houses) if dry_run else _write_houses(houses)
    typer.echo(texts.DRY_RUN if dry_run else texts.DONE)
    typer.echo(interruption_texts.COUNTS.format(**vars(counts)))


def _read_houses(path: Path) -> list[HouseOff]:
    try:
        file = parse_interruptions(read_table(path), interruption_texts.WORDS, clock.now(), CITY_ZONE)
    except UnreadableTable as error:
        fail(texts.describe_table(error))
    if file.problem_count:
        _refuse(file, interruption_texts.describe)
    return file.houses


def _look_at_houses(houses: list[HouseOff]) -> InterruptionCounts:
    with reading() as session:
        return interruption_service.count_plan(_planned(session, houses))


def _write_houses(houses: list[HouseOff]) -> InterruptionCounts:
    with transaction() as session:
        return interruption_service.carry_out(session, None, _planned(session, houses))


def _planned(session: Session, houses: list[HouseOff]) -> InterruptionPlan:
    plan = interruption_service.plan_interruptions(session, None, houses)
    if plan.problems:
        file = FileProblems()
        for row in plan.problems:
            file.complain(row.line, [row.problem])
        _refuse(file, interruption_texts.describe)
    return plan
