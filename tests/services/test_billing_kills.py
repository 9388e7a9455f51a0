"""A run that is killed at any moment and started again ends like one that nobody disturbed."""

import multiprocessing
import os
import random
import signal
import time
from datetime import UTC, datetime
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from avk_app.domain.period import Period
from avk_app.services import billing_run
from avk_app.services.billing_run import run_billing
from avk_app.services.checks import check_books
from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.databases import copy_database
from tests.factories import make_account, make_history, make_meter
from tests.soak import FACTOR

JULY = Period(2026, 7)
KNOWN = datetime(2026, 8, 2, tzinfo=UTC)
KILLS = 50 * FACTOR
KILLS_IN_THE_MIDDLE = 5
ACCOUNTS = 400
LIVES_NEEDED = 6
STARTUP_SECONDS = 30

_CONTENTS = {
    "bill": "SELECT account_id, period, opening_kopecks, charged_kopecks, penalty_kopecks, due_kopecks,"
    " vat_kopecks, pay_by_on, due_on, issued_at FROM bill ORDER BY account_id",
    "line": "SELECT account_id, kind, service, period, method, volume_litres, amount_kopecks, basis"
    " FROM charge_line ORDER BY account_id, kind, service, period",
    "entry": "SELECT account_id, sequence, kind, debit, credit, amount_kopecks, balance_after_kopecks,"
    " period, effective_on, posted_at FROM ledger_entry ORDER BY account_id, sequence",
}


def _run_in_small_slices(url: str, has_begun: Event) -> None:
    billing_run.SLICE_ACCOUNTS = 1
    has_begun.set()
    run_billing(build_engine(url), JULY, KNOWN)


def _seed(session: Session) -> None:
    load_policy(session)
    load_tariffs(session)
    chance = random.Random(7)
    for _ in range(ACCOUNTS):
        meter = make_meter(session, make_account(session))
        make_history(session, meter, JULY, 10_000, 10_000 + chance.randint(0, 20_000))


def _contents(engine: Engine) -> dict[str, list[Any]]:
    with reading(engine) as session:
        return {
            name: list(map(tuple, session.connection().execute(text(sql)).all()))
            for name, sql in _CONTENTS.items()
        }


def _kill_at_random_moments(url: str, undisturbed_seconds: float) -> set[int]:
    """Start the run again and again; how many bills there were each time it had been killed."""
    chance, found = random.Random(13), set()
    engine = build_engine(url)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["avk_app.services.billing_run"])
    for _ in range(KILLS):
        has_begun = context.Event()
        process = context.Process(target=_run_in_small_slices, args=(url, has_begun))
        process.start()
        has_begun.wait(STARTUP_SECONDS)
        time.sleep(chance.uniform(0, undisturbed_seconds / LIVES_NEEDED))
        if process.is_alive() and process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join()
        found.add(len(_contents(engine)["bill"]))
    engine.dispose()
    return found


@pytest.mark.slow
def test_a_run_killed_at_any_moment_ends_like_an_undisturbed_one(
    fresh_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing_run, "SLICE_ACCOUNTS", 1)
    with transaction(fresh_engine) as session:
        _seed(session)
    url = fresh_engine.url.render_as_string(hide_password=False)
    fresh_engine.dispose()
    (tmp_path / "undisturbed").mkdir()
    undisturbed = build_engine(copy_database(url, tmp_path / "undisturbed"))
    began = time.monotonic()
    run_billing(undisturbed, JULY, KNOWN)
    assert len(_kill_at_random_moments(url, time.monotonic() - began)) > KILLS_IN_THE_MIDDLE
    run_billing(fresh_engine, JULY, KNOWN)
    assert _contents(fresh_engine) == _contents(undisturbed)
    undisturbed.dispose()
    with reading(fresh_engine) as session:
        assert check_books(session) == []
