"""Who could not be charged is told by numbers that stand on paper, and with what to do."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from avk_app.commands import billing, billing_errors
from avk_app.domain.dated import RowsHaveGap
from avk_app.domain.period import Period
from avk_app.models import BillingError, Registration
from avk_app.services.billing_failures import NamedFailure, failure_of, list_failures
from avk_app.services.database import reading, transaction
from avk_app.services.rules import load_rules
from avk_app.texts.billing_refusals import describe_failure
from tests.factories import make_account, make_history, make_meter

JULY = Period(2026, 7)
AFTER_JULY = datetime(2026, 8, 2, tzinfo=UTC)


@pytest.fixture
def town(fresh_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """One account read well, one backwards, one by norm with nobody on file."""
    monkeypatch.setattr(billing, "get_engine", lambda: fresh_engine)
    monkeypatch.setattr(billing_errors, "get_engine", lambda: fresh_engine)
    monkeypatch.setattr(billing, "_count_accounts", lambda: 3)
    with transaction(fresh_engine) as session:
        load_rules(session)
        make_history(session, make_meter(session, make_account(session)), JULY, 9_000, 10_000)
        backwards = make_account(session, number="3801042217")
        make_history(session, make_meter(session, backwards, serial="40128877"), JULY, 10_000, 9_000)
        _make_empty_home(session)
    return fresh_engine


def _make_empty_home(session: Session) -> None:
    premise_id = make_account(session, number="3801042225").premise_id
    registered = session.exec(select(Registration).where(col(Registration.premise_id) == premise_id)).one()
    registered.persons = 0


def test_the_run_and_the_list_name_account_meter_and_remedy(town: Engine) -> None:
    command = partial(CliRunner().invoke, billing.app)
    with time_machine.travel(AFTER_JULY, tick=False):
        told = command(["run", "2026-07"])
    listed = command(["errors", "2026-07"])
    assert (told.exit_code, listed.exit_code) == (1, 1)
    for output in (one.output.replace("\u00a0", " ") for one in (told, listed)):
        assert "3801042217, водомер 40128877: показание за июль 2026 меньше прежнего" in output
        assert "3801042225: расход за июль 2026 считают по нормативу, а зарегистрированных нет" in output
        assert "billing run 2026-07" in output
    rows = json.loads(command(["errors", "2026-07", "--json"]).output)
    assert [(row["account_number"], row["meter_serial"], row["code"]) for row in rows] == [
        ("3801042217", "40128877", "ReadingGoesBack"),
        ("3801042225", None, "NobodyRegistered"),
    ]
    assert rows[0]["values"] == {"period": "2026-07"}
    nothing = command(["errors", "2026-06"])
    assert (nothing.exit_code, "нет" in nothing.output) == (0, True)


def test_the_next_month_reminds_of_who_was_left_out(town: Engine) -> None:
    command = partial(CliRunner().invoke, billing.app)
    with time_machine.travel(AFTER_JULY, tick=False):
        command(["run", "2026-07"])
    with time_machine.travel(AFTER_JULY.replace(month=9), tick=False):
        told = command(["run", "2026-08"])
    assert "Ещё не рассчитано: июль 2026 — 2" in told.output.replace("\u00a0", " ")


def test_a_missing_rate_is_told_with_its_day() -> None:
    day = date(2024, 9, 10)
    failed = failure_of(1, RowsHaveGap("penalty_rate", day, day))
    told = describe_failure(NamedFailure("3801042217", None, failed.code, json.loads(failed.details)))
    assert "на 10 сентября 2024 не задано: ставка пени" in told.replace("\u00a0", " ")


def test_an_error_without_a_sentence_or_values_is_still_listed(town: Engine) -> None:
    with transaction(town) as session:
        for account_id, code in ((1, "Unheard"), (2, "ReadingGoesBack")):
            session.add(BillingError(period=JULY.code, account_id=account_id, code=code, details="(1, 2)"))
    with reading(town) as session:
        lines = [describe_failure(one) for one in list_failures(session, JULY)]
    text = "\n".join(lines)
    assert (len(lines), "Unheard" in text, "ReadingGoesBack" in text) == (2, True, True)
