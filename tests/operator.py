"""Running the operator's commands."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from typer.testing import CliRunner

from avk_app import clock
from avk_app.cli import app
from avk_app.config import get_settings
from avk_app.gateways import card_payments
from avk_app.services.database import get_engine
from tests.databases import ROOT


@dataclass(frozen=True)
class Outcome:
    """What the operator sees of a command."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Outcome]


def run_here(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Outcome:
    """In this process: starting one costs far more than a command. What it fails to catch is raised."""
    with _like_a_new_process():
        result = CliRunner().invoke(app, arguments, env=environment)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Outcome(result.exit_code, result.stdout, result.stderr)


def run_process(arguments: tuple[str, ...], environment: Mapping[str, str]) -> Outcome:
    """In a process of its own, as the operator does."""
    done = subprocess.run(
        [sys.executable, "-m", "avk_app", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@contextmanager
def _like_a_new_process() -> Iterator[None]:
    """What a process reads once is read anew, and its connections are closed at the end."""
    caches = (get_settings, clock._offset, card_payments.card_payments, get_engine)
    for cache in caches:
        cache.cache_clear()
    try:
        yield
    finally:
        if get_engine.cache_info().currsize:
            get_engine().dispose()
        for cache in caches:
            cache.cache_clear()
