"""`billing`: the monthly charges, first as a simulation, then posted, then on paper."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from avk_app import clock
from avk_app.commands.billing_errors import list_errors, print_earlier_failures, print_failures
from avk_app.commands.billing_print import print_month
from avk_app.commands.failures import exit_on_failure, fail
from avk_app.commands.months import parse_month
from avk_app.commands.progress import progress_bar
from avk_app.domain.billing_turn import EarlierMonthNotCharged, MonthNotBegun, ReadingsStillTaken
from avk_app.domain.period import Period
from avk_app.money import format_kopecks
from avk_app.services.accounts import count_accounts
from avk_app.services.billing_comparison import (
    Comparison,
    LineFacts,
    MonthNotCharged,
    compare_month,
)
from avk_app.services.billing_failures import NamedFailure, count_earlier_failures, name_failures
from avk_app.services.billing_run import RunIsUnderWay, run_billing
from avk_app.services.billing_simulation import BillChange, simulate_run
from avk_app.services.billing_slices import RunTotals
from avk_app.services.database import get_engine, reading
from avk_app.texts import operator as texts
from avk_app.texts.billing_refusals import describe_refusal
from avk_app.texts.russian import period_name

WORTH_WORKERS = 20_000

app = typer.Typer(no_args_is_help=True, help=__doc__)
app.command("print")(print_month)
app.command("errors")(list_errors)


@app.callback()
def _group() -> None:
    """A group with one command would otherwise lose its name."""


@app.command("run")
def run(
    period: Annotated[str, typer.Argument(help="The month to charge: 2026-10.")],
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Compute everything, write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts: amounts in kopecks.")] = False,
    is_early: Annotated[
        bool, typer.Option("--before-readings-close", help="Post although readings are still taken.")
    ] = False,
) -> None:
    """Charge every account for a month. Run again, it charges only who is left; killed, it goes on.

    Months are charged one after the other, each from the day after its readings close; nothing posted can be
    taken back.
    """
    month = parse_month(period)
    with exit_on_failure():
        totals, changes = _simulate(month) if is_dry else (_run(month, is_early=is_early), ())
        with reading(get_engine()) as session:
            failures = name_failures(session, totals.failed)
            earlier = count_earlier_failures(session, month)
    if as_json:
        typer.echo(json.dumps(_as_json(totals, changes, failures), ensure_ascii=False, indent=2))
    else:
        _print(totals, changes, failures, is_dry=is_dry)
        print_earlier_failures(earlier)
    raise typer.Exit(1 if totals.failed else 0)


@app.command("compare")
def compare(
    period: Annotated[str, typer.Argument(help="A month that was charged: 2026-10.")],
    as_json: Annotated[bool, typer.Option("--json", help="For scripts: amounts in kopecks.")] = False,
) -> None:
    """Compute a past month again with the knowledge of its run. Exit code 1 when a line differs."""
    month = parse_month(period)
    with exit_on_failure():
        comparison = _compare(month)
    if as_json:
        typer.echo(json.dumps(_comparison_as_json(comparison), ensure_ascii=False, indent=2))
    else:
        _print_comparison(comparison)
    raise typer.Exit(1 if comparison.differences else 0)


def _compare(month: Period) -> Comparison:
    try:
        with progress_bar(texts.COMPARING, _count_accounts()) as advance:
            return compare_month(get_engine(), month, advance)
    except MonthNotCharged:
        fail(texts.NOT_CHARGED.format(period=period_name(month)))


def _comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "period": f"{comparison.period.year}-{comparison.period.month:02d}",
        "bills": comparison.bills,
        "differences": [
            asdict(one)
            | {
                "posted": one.posted and one.posted._asdict(),
                "recomputed": one.recomputed and one.recomputed._asdict(),
            }
            for one in comparison.differences
        ],
    }


def _print_comparison(comparison: Comparison) -> None:
    count, name = len(comparison.differences), period_name(comparison.period)
    typer.echo(texts.COMPARED.format(period=name, bills=comparison.bills, count=count))
    for one in comparison.differences:
        typer.echo(
            texts.DIFFERENCE_LINE.format(
                account_number=one.account_number,
                service=one.service,
                period=period_name(Period.from_code(one.period)),
                posted=_sum(one.posted),
                recomputed=_sum(one.recomputed),
            )
        )


def _sum(line: LineFacts | None) -> str:
    return format_kopecks(line.amount_kopecks) if line else texts.NO_LINE


def _run(month: Period, *, is_early: bool) -> RunTotals:
    accounts = _count_accounts()
    workers = (os.cpu_count() or 1) if accounts >= WORTH_WORKERS else 1
    try:
        with progress_bar(texts.BILLING, accounts) as advance:
            return run_billing(get_engine(), month, clock.now(), advance, workers, is_early=is_early)
    except (MonthNotBegun, ReadingsStillTaken, EarlierMonthNotCharged) as refusal:
        fail(describe_refusal(refusal))
    except RunIsUnderWay:
        fail(texts.UNDER_WAY.format(period=period_name(month)))


def _simulate(month: Period) -> tuple[RunTotals, tuple[BillChange, ...]]:
    try:
        with progress_bar(texts.BILLING, _count_accounts()) as advance:
            simulation = simulate_run(get_engine(), month, clock.now(), advance)
    except MonthNotBegun as refusal:
        fail(describe_refusal(refusal))
    return simulation.totals, simulation.largest_changes


def _count_accounts() -> int:
    with reading() as session:
        return count_accounts(session)


def _as_json(
    totals: RunTotals, changes: tuple[BillChange, ...], failures: Sequence[NamedFailure]
) -> dict[str, Any]:
    return {
        "period": f"{totals.period.year}-{totals.period.month:02d}",
        "accounts": totals.accounts,
        "charged_kopecks": totals.charged_kopecks,
        "credited_kopecks": totals.credited_kopecks,
        "penalty_kopecks": totals.penalty_kopecks,
        "lines_by_method": dict(sorted(totals.lines_by_method.items())),
        "failed": [asdict(one) for one in failures],
        "largest_changes": [asdict(change) for change in changes],
    }


def _print(
    totals: RunTotals, changes: tuple[BillChange, ...], failures: Sequence[NamedFailure], *, is_dry: bool
) -> None:
    typer.echo(
        texts.TOTALS.format(
            period=period_name(totals.period),
            accounts=totals.accounts,
            charged=format_kopecks(totals.charged_kopecks),
            penalty=format_kopecks(totals.penalty_kopecks),
        )
    )
    if totals.credited_kopecks:
        typer.echo(texts.credited(totals.credited_kopecks))
    counts = (f"{texts.METHODS[method]} {count}" for method, count in sorted(totals.lines_by_method.items()))
    typer.echo(texts.LINES_BY_METHOD.format(lines=", ".join(counts)))
    _print_changes(changes)
    if failures:
        print_failures(totals.period, failures, is_error=True)
    if is_dry:
        typer.echo(texts.NOTHING_WRITTEN)


def _print_changes(changes: tuple[BillChange, ...]) -> None:
    if changes:
        typer.echo(texts.CHANGES)
    for change in changes:
        typer.echo(
            texts.CHANGE_LINE.format(
                account_number=change.account_number,
                before=format_kopecks(change.before_kopecks),
                now=format_kopecks(change.now_kopecks),
                difference=format_kopecks(change.difference_kopecks),
            )
        )
