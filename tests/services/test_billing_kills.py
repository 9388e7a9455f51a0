"""A run that is killed at any moment and started again ends like one that nobody disturbed."""

import multiprocessing
import random
import time
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, text
from sqlmodel import Session, select

from avk_app.domain.period import Period
from avk_app.models import Bill
from avk_app.services import billing_run
from avk_app.services.billing_run import RunIsUnderWay, run_billing
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
MOST_BILLS_A_LIFE = 2 * ACCOUNTS // KILLS + 1
LONGEST_PAUSE_SECONDS = 0.02
PATIENCE_SECONDS = 60

_CONTENTS = {
    "bill": "SELECT account_id, period, opening_kopecks, charged_kopecks, penalty_kopecks, due_kopecks,"
    " vat_kopecks, pay_by_on, due_on, issued_at FROM bill ORDER BY account_id",
    "line": "SELECT account_id, kind, service, line.period, method, volume_litres, amount_kopecks, basis"
    " FROM charge_line AS line JOIN bill ON bill.id = bill_id"
    " ORDER BY account_id, kind, service, line.period",
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


def _count_bills(engine: Engine) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(Bill)).one()


def _wait_for_bills(engine: Engine, wanted: int, process: BaseProcess) -> None:
    """Until the run has come so far, however fast the machine is; or until it has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.is_alive() and _count_bills(engine) < wanted:
        assert time.monotonic() < deadline, "the run does not get on"
        time.sleep(0.001)


def _kill_at_random_moments(url: str) -> set[int]:
    """Start the run again and again; how many bills there were each time it had been killed."""
    chance, found = random.Random(13), set()
    engine = build_engine(url)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["avk_app.services.billing_run"])
    for _ in range(KILLS):
        has_begun = context.Event()
        process = context.Process(target=_run_in_small_slices, args=(url, has_begun))
        process.start()
        assert has_begun.wait(PATIENCE_SECONDS)
        _wait_for_bills(engine, _count_bills(engine) + chance.randint(0, MOST_BILLS_A_LIFE), process)
        time.sleep(chance.uniform(0, LONGEST_PAUSE_SECONDS))
        process.kill()
        process.join()
        found.add(_count_bills(engine))
    engine.dispose()
    return found


def _run_to_the_end(engine: Engine) -> None:
    """As soon as the database has noticed that the killed one is gone: its lock may outlive it a moment."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            run_billing(engine, JULY, KNOWN)
        except RunIsUnderWay:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the lock of a killed run was never given back")


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
    run_billing(undisturbed, JULY, KNOWN)
    assert len(_kill_at_random_moments(url)) > KILLS_IN_THE_MIDDLE
    _run_to_the_end(fresh_engine)
    assert _contents(fresh_engine) == _contents(undisturbed)
    undisturbed.dispose()
    with reading(fresh_engine) as session:
        assert check_books(session) == []
