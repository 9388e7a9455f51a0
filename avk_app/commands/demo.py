"""`demo`: the made-up city and who may sign in to it."""

import json
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console

from avk_app import clock
from avk_app.commands.failures import exit_on_failure
from avk_app.commands.progress import progress_bar
from avk_app.config import get_settings
from avk_app.errors import ConfigError, NotFound
from avk_app.services.accounts import count_accounts
from avk_app.services.database import get_engine, reading, transaction
from avk_app.services.demo.addresses import city_size
from avk_app.services.demo.charging import ChargedCity, charge_city, count_months
from avk_app.services.demo.city import FEWEST_ACCOUNTS, CityPlan
from avk_app.services.demo.load import LoadedCity, load_city
from avk_app.services.demo.sign_ins import DemoSignIns, get_demo_sign_ins
from avk_app.texts import demo as texts

CHARGED_AT_ONCE = 5_000
DEFAULT_ACCOUNTS, DEFAULT_MONTHS, DEFAULT_SEED = 2_000, 24, 20_261
_MOST_MONTHS = 120
_LARGEST_SEED = 2**31 - 1

app = typer.Typer(no_args_is_help=True, help=__doc__)


@app.command("load")
def load(
    accounts: Annotated[
        int, typer.Option(min=FEWEST_ACCOUNTS, max=city_size(), help="How many accounts.")
    ] = DEFAULT_ACCOUNTS,
    months: Annotated[
        int, typer.Option(min=1, max=_MOST_MONTHS, help="Whole months of readings before the current one.")
    ] = DEFAULT_MONTHS,
    seed: Annotated[
        int, typer.Option(min=0, max=_LARGEST_SEED, help="The same seed makes the same city.")
    ] = DEFAULT_SEED,
    is_charged: Annotated[
        bool | None,
        typer.Option(
            "--charge/--no-charge",
            help=f"Charge the past months, too. Left out: with up to {CHARGED_AT_ONCE} accounts.",
        ),
    ] = None,
) -> None:
    """Load a made-up city into an empty, migrated database. Refused in production."""
    with exit_on_failure():
        loaded = load_demo(CityPlan(seed, accounts, months, clock.today()))
        typer.echo(texts.LOADED.format(**asdict(loaded)))
        if is_charged if is_charged is not None else accounts <= CHARGED_AT_ONCE:
            charge()
        else:
            typer.echo(texts.NOT_CHARGED)


@app.command("charge")
def charge() -> None:
    """Charge the city's past months and take in its payments. Killed and run again, it goes on."""
    with exit_on_failure():
        typer.echo(texts.CHARGED.format(**asdict(charge_demo())))


def charge_demo() -> ChargedCity:
    """Charge the city, with a progress bar on the terminal."""
    engine = get_engine()
    with reading() as session:
        accounts = count_accounts(session)
    with progress_bar(texts.CHARGING, accounts * count_months(engine)) as advance:
        return charge_city(engine, advance)


def load_demo(plan: CityPlan) -> LoadedCity:
    """Load the city in one transaction, with a progress bar on the terminal."""
    with transaction() as session, progress_bar(texts.LOADING, plan.accounts) as advance:
        return load_city(session, plan, advance)


@app.command("show")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="For scripts: stable keys.")] = False,
) -> None:
    """Print the address and the demo's sign-ins: subscribers, and the staff, whose logins commands ask for.

    Passwords follow from the city's seed; one that was changed in the portal is not shown.
    """
    with exit_on_failure():
        people = _find_people()
    if as_json:
        typer.echo(json.dumps(_as_json(people), ensure_ascii=False, indent=2))
    else:
        print_sign_ins(people)


def _find_people() -> DemoSignIns:
    if get_settings().is_production:
        raise ConfigError("the demo city is not for production")
    try:
        with reading() as session:
            return get_demo_sign_ins(session)
    except NotFound as absent:
        raise ConfigError("no demo city in this database; load one: python -m avk_app demo load") from absent


def _as_json(people: DemoSignIns) -> dict[str, Any]:
    return {
        "address": get_settings().origin,
        "subscriber": asdict(people.subscriber),
        "subscriber_with_two_accounts": asdict(people.two_accounts),
        "staff": [asdict(member) for member in people.staff],
    }


def print_sign_ins(people: DemoSignIns) -> None:
    """The address and the sign-ins, for people: apart from them the staff, who have no page to sign in to."""
    console = Console(soft_wrap=True, highlight=False)
    console.print(texts.ADDRESS.format(address=get_settings().origin))
    for title, person in ((texts.SUBSCRIBER, people.subscriber), (texts.TWO_ACCOUNTS, people.two_accounts)):
        console.print(texts.SUBSCRIBER_LINES.format(title=title, **asdict(person)))
    console.print(texts.STAFF)
    for member in people.staff:
        console.print(texts.STAFF_LINES.format(title=texts.ROLES[member.role], **asdict(member)))
