"""`prepare` and `start`: from an empty folder to a portal that people can open."""

from contextlib import suppress

import typer

from avk_app import clock
from avk_app.commands.database import migrate
from avk_app.commands.demo import (
    CHARGED_AT_ONCE,
    DEFAULT_ACCOUNTS,
    DEFAULT_MONTHS,
    DEFAULT_SEED,
    charge_demo,
    load_demo,
    print_sign_ins,
)
from avk_app.commands.failures import exit_on_failure
from avk_app.commands.serve import serve
from avk_app.config import get_settings
from avk_app.errors import NotFound
from avk_app.services.database import get_engine, reading
from avk_app.services.demo.charging import needs_charging
from avk_app.services.demo.city import CityPlan
from avk_app.services.demo.load import is_empty
from avk_app.services.demo.sign_ins import get_demo_sign_ins
from avk_app.texts import demo as texts


def prepare() -> None:
    """Migrate the database; in the demo, load the default city when the database is empty.

    Charging that was broken off, or left out for a small city, is made up for.
    """
    with exit_on_failure():
        migrate()
        if get_settings().is_production:
            return
        if _nobody_lives_here():
            load_demo(CityPlan(DEFAULT_SEED, DEFAULT_ACCOUNTS, DEFAULT_MONTHS, clock.today()))
        if needs_charging(get_engine(), CHARGED_AT_ONCE):
            charge_demo()


def start() -> None:
    """Prepare, print the address and the demo's sign-ins, and serve until Ctrl-C."""
    prepare()
    _welcome()
    serve()


def _nobody_lives_here() -> bool:
    with reading() as session:
        return is_empty(session)


def _welcome() -> None:
    if get_settings().is_production:
        return
    with suppress(NotFound), reading() as session:
        print_sign_ins(get_demo_sign_ins(session))
    typer.echo(texts.STOP_HINT)
