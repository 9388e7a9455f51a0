"""Months are charged in turn, none before its readings closed: nothing posted can be taken back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import func, select
from typer.testing import CliRunner

from avk_app.commands import billing
from avk_app.domain.billing_turn import EarlierMonthNotCharged, MonthNotBegun, ReadingsStillTaken
from avk_app.domain.period import Period
from avk_app.models import Bill, BillingRun
from avk_app.services.billing_run import run_billing, simulate_billing
from avk_app.services.database import reading, transaction
from avk_app.services.rules import load_rules
from tests.factories import make_account

JULY, AUGUST, SEPTEMBER, OCTOBER = (Period(2026, month) for month in (7, 8, 9, 10))


@pytest.fixture
def town(fresh_engine: Engine) -> Iterator[Engine]:
    with transaction(fresh_engine) as session:
        load_rules(session)
        make_account(session)
    return fresh_engine


def _known(period: Period) -> datetime:
    after = period.plus(1)
    return datetime(after.year, after.month, 2, tzinfo=UTC)


def _count(engine: Engine) -> tuple[int, int]:
    with reading(engine) as session:
        runs, bills = (
            session.exec(select(func.count()).select_from(kind)).one() for kind in (BillingRun, Bill)
        )
        return runs, bills


def test_a_month_that_has_not_begun_is_refused_even_as_a_simulation(town: Engine) -> None:
    last_moment_of_july = datetime(2026, 7, 31, 15, 59, tzinfo=UTC)
    for is_early in (False, True):
        with pytest.raises(MonthNotBegun):
            run_billing(town, AUGUST, last_moment_of_july, is_early=is_early)
    with pytest.raises(MonthNotBegun):
        list(simulate_billing(town, AUGUST, last_moment_of_july))
    assert _count(town) == (0, 0)
    assert len(list(simulate_billing(town, AUGUST, datetime(2026, 7, 31, 16, tzinfo=UTC)))) == 1


def test_a_month_is_charged_from_the_day_after_its_readings_close(town: Engine) -> None:
    still_the_26th = datetime(2026, 8, 26, 15, 59, tzinfo=UTC)
    with pytest.raises(ReadingsStillTaken) as refusal:
        run_billing(town, AUGUST, still_the_26th)
    assert (refusal.value.closes_on, _count(town)) == (AUGUST.day(26), (0, 0))
    assert run_billing(town, AUGUST, datetime(2026, 8, 26, 16, tzinfo=UTC)).accounts == 1


def test_a_month_may_be_charged_early_by_who_asks_for_it(town: Engine) -> None:
    assert run_billing(town, AUGUST, datetime(2026, 8, 3, tzinfo=UTC), is_early=True).accounts == 1


def test_a_month_left_out_comes_first(town: Engine) -> None:
    run_billing(town, JULY, _known(JULY))
    for late in (SEPTEMBER, OCTOBER):
        with pytest.raises(EarlierMonthNotCharged) as refusal:
            run_billing(town, late, _known(late))
        assert refusal.value.earlier == AUGUST
    assert _count(town) == (1, 1)
    for period in (AUGUST, SEPTEMBER, JULY):
        run_billing(town, period, _known(SEPTEMBER))
    assert _count(town) == (3, 3)


def test_a_run_that_was_killed_is_finished_before_the_next_month(town: Engine) -> None:
    with pytest.raises(KeyboardInterrupt):
        run_billing(town, JULY, _known(JULY), _interrupt)
    with pytest.raises(EarlierMonthNotCharged) as refusal:
        run_billing(town, AUGUST, _known(AUGUST))
    assert refusal.value.earlier == JULY
    for period in (JULY, AUGUST):
        run_billing(town, period, _known(AUGUST))
    assert _count(town) == (2, 2)


def test_the_command_says_what_to_do_and_writes_nothing(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing, "get_engine", lambda: town)
    monkeypatch.setattr(billing, "_count_accounts", lambda: 1)
    run = partial(CliRunner().invoke, billing.app)
    with time_machine.travel(datetime(2026, 8, 5, tzinfo=UTC), tick=False):
        ahead = run(["run", "2031-01", "--before-readings-close"])
        assert (ahead.exit_code, "ещё не начался" in ahead.output) == (1, True)
        early = run(["run", "2026-08"])
        assert (early.exit_code, "26 августа" in early.output.replace("\u00a0", " ")) == (1, True)
        assert run(["run", "2026-08", "--dry-run"]).exit_code == 0
        assert run(["run", "2026-06"]).exit_code == 0
        skipped = run(["run", "2026-08", "--before-readings-close"])
        assert (skipped.exit_code, "billing run 2026-07" in skipped.output) == (1, True)
    assert _count(town) == (1, 1)


def _interrupt(_accounts: int) -> None:
    raise KeyboardInterrupt
