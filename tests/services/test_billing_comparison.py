"""A past month computed again: equal after everything that life brings, different after tampering."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from avk_app.commands import billing
from avk_app.domain.metering import Verification
from avk_app.domain.period import Period
from avk_app.models import Account, Reading
from avk_app.models.payments import PaymentChannel
from avk_app.models.readings import ReadingStatus
from avk_app.services.billing_comparison import MonthNotCharged, compare_month
from avk_app.services.billing_run import RunIsUnderWay, _only_one, run_billing
from avk_app.services.database import transaction
from avk_app.services.ledger import receive_payment
from avk_app.services.meter_verifications import record_verifications
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.factories import make_account, make_history, make_meter, make_reading, make_registration

JULY, AUGUST, SEPTEMBER, NOVEMBER = (Period(2026, month) for month in (7, 8, 9, 11))
MONTHS = (JULY, AUGUST, SEPTEMBER)


def _known(period: Period) -> datetime:
    after = period.plus(1)
    return datetime(after.year, after.month, 2, tzinfo=UTC)


@pytest.fixture
def town(fresh_engine: Engine) -> Iterator[Engine]:
    """Three months charged: one account read, one read late, one whose verification expired, one by norm."""
    with transaction(fresh_engine) as session:
        load_policy(session)
        load_tariffs(session)
        steady, late, lapsed, _unmetered = (make_account(session) for _ in range(4))
        make_history(session, make_meter(session, steady), SEPTEMBER, 1_000, 2_000, 3_000, 4_000, 5_000)
        silent = make_meter(session, late, installed_on=date(2026, 6, 3))
        make_reading(session, silent, SEPTEMBER, 20_000)
        expired = make_meter(session, lapsed, verification_due_on=date(2026, 6, 30))
        make_history(session, expired, SEPTEMBER, 1_000, 2_000, 3_000, 4_000, 5_000)
    for period in MONTHS:
        run_billing(fresh_engine, period, _known(period))
    return fresh_engine


def _live_on(engine: Engine) -> None:
    """After the last run: a correction, a new child, a verification, a late reading."""
    with transaction(engine) as session, time_machine.travel(datetime(2026, 10, 20, tzinfo=UTC), tick=False):
        wrong = session.get_one(Reading, 5)
        wrong.status, wrong.stood_as = ReadingStatus.REPLACED, ReadingStatus.ACCEPTED
        session.flush()
        session.add(
            Reading(
                **wrong.model_dump(
                    exclude={"id", "status", "stood_as", "received_at", "value_litres", "replaces_id"}
                ),
                status=ReadingStatus.ACCEPTED,
                received_at=datetime(2026, 10, 20, tzinfo=UTC),
                value_litres=9_000,
                replaces_id=wrong.id,
            )
        )
        for account_id in (1, 2, 3, 4):
            premise_id = session.get_one(Account, account_id).premise_id
            make_registration(session, premise_id, date(2026, 10, 20), 5)
        record_verifications(session, [(3, Verification(date(2026, 6, 29), date(2032, 6, 29)))])
    run_billing(engine, SEPTEMBER.plus(1), _known(SEPTEMBER.plus(1)))


def test_a_month_that_was_never_charged_is_refused(town: Engine) -> None:
    with pytest.raises(MonthNotCharged):
        compare_month(town, SEPTEMBER.plus(1))


@pytest.mark.parametrize("period", MONTHS)
def test_a_charged_month_is_what_its_facts_make(town: Engine, period: Period) -> None:
    comparison = compare_month(town, period)
    assert (comparison.bills, comparison.differences) == (4, [])


def test_what_became_known_later_changes_no_past_month(town: Engine) -> None:
    _live_on(town)
    assert [compare_month(town, month).differences for month in (*MONTHS, SEPTEMBER.plus(1))] == [[]] * 4


def test_a_fact_that_was_tampered_with_is_found(town: Engine) -> None:
    with transaction(town) as session:
        session.connection().execute(text("UPDATE reading SET value_litres = 4500 WHERE id = 4"))
    assert compare_month(town, JULY).differences == []
    found = compare_month(town, AUGUST).differences
    assert [(one.kind, one.service) for one in found] == [("charge", "wastewater"), ("charge", "water")]
    assert [one.posted and one.posted.volume_litres for one in found] == [1_000, 1_000]
    assert [one.recomputed and one.recomputed.volume_litres for one in found] == [1_500, 1_500]


def _owe_until_december(engine: Engine) -> None:
    """Nobody pays but one, in November, and that is found out only after November's run."""
    for period in (SEPTEMBER.plus(1), NOVEMBER):
        run_billing(engine, period, _known(period))
    with transaction(engine) as session, time_machine.travel(_known(NOVEMBER).replace(day=9), tick=False):
        receive_payment(session, 1, PaymentChannel.OFFICE, 100_00, date(2026, 11, 20))
    run_billing(engine, NOVEMBER.plus(1), _known(NOVEMBER.plus(1)))


def test_penalties_come_out_as_they_were_posted_whatever_was_paid_since(town: Engine) -> None:
    _owe_until_december(town)
    with transaction(town) as session, time_machine.travel(datetime(2027, 1, 9, tzinfo=UTC), tick=False):
        penalties = session.connection().scalar(text("SELECT SUM(penalty_kopecks) FROM bill"))
        receive_payment(session, 1, PaymentChannel.OFFICE, 5_000_00, date(2026, 8, 1))
    assert penalties
    months = (*MONTHS, SEPTEMBER.plus(1), NOVEMBER, NOVEMBER.plus(1))
    assert [compare_month(town, month).differences for month in months] == [[]] * len(months)


def test_a_penalty_that_rests_on_a_payment_tampered_with_is_found(town: Engine) -> None:
    _owe_until_december(town)
    with transaction(town) as session:
        session.connection().execute(text("UPDATE payment SET paid_on = '2026-10-01'"))
    found = compare_month(town, NOVEMBER.plus(1)).differences
    assert {one.kind for one in found} == {"penalty"}


def test_the_command_lists_the_differences_and_fails(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(billing, "get_engine", lambda: town)
    monkeypatch.setattr(billing, "_count_accounts", lambda: 4)
    runner = CliRunner()
    clean = runner.invoke(billing.app, ["compare", "2026-08", "--json"])
    assert (clean.exit_code, '"differences": []' in clean.output) == (0, True)
    with transaction(town) as session:
        session.connection().execute(text("UPDATE reading SET value_litres = 4500 WHERE id = 4"))
    broken = runner.invoke(billing.app, ["compare", "2026-08"])
    assert broken.exit_code == 1
    assert "18,99" in broken.output
    assert runner.invoke(billing.app, ["compare", "2026-10"]).exit_code == 1


def test_a_second_run_at_the_same_time_is_refused(town: Engine) -> None:
    october = SEPTEMBER.plus(1)
    with _only_one(town, october):
        for period in (october, SEPTEMBER):
            with pytest.raises(RunIsUnderWay):
                run_billing(town, period, _known(period))
    assert run_billing(town, october, _known(october)).accounts == 4
