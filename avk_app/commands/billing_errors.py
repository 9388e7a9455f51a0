"""`billing errors`: the accounts of a month that could not be charged, each with the remedy."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from avk_app.commands.failures import exit_on_failure
from avk_app.commands.months import parse_month
from avk_app.domain.period import Period
from avk_app.services.billing_failures import NamedFailure, list_failures
from avk_app.services.database import get_engine, reading
from avk_app.texts import billing_refusals as texts
from avk_app.texts.russian import period_name


def list_errors(
    period: Annotated[str, typer.Argument(help="A month that was charged: 2026-10.")],
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """List the accounts that the last run of a month could not charge. Exit code 1 when there are any."""
    month = parse_month(period)
    with exit_on_failure(), reading(get_engine()) as session:
        failures = list_failures(session, month)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in failures], ensure_ascii=False, indent=2))
    elif failures:
        print_failures(month, failures, is_error=False)
    else:
        typer.echo(texts.NO_FAILURES.format(period=period_name(month)))
    raise typer.Exit(1 if failures else 0)


def print_earlier_failures(counts: Mapping[Period, int]) -> None:
    """What earlier months still wait for: nobody would look there again."""
    for month, count in counts.items():
        code = f"{month.year}-{month.month:02d}"
        typer.echo(texts.FAILED_EARLIER.format(period=period_name(month), count=count, code=code), err=True)


def print_failures(month: Period, failures: Sequence[NamedFailure], *, is_error: bool) -> None:
    """Each account on a line of its own, and how to go on."""
    typer.echo(texts.FAILED.format(period=period_name(month), count=len(failures)), err=is_error)
    for one in failures:
        typer.echo(texts.describe_failure(one), err=is_error)
    typer.echo(texts.PUT_RIGHT.format(code=f"{month.year}-{month.month:02d}"), err=is_error)
