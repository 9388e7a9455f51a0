"""Hours without water, from the recorded interruption to the posted credit."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from avk_app.domain.period import Period
from avk_app.models import Account, Bill, ChargeLine, Interruption, LedgerEntry, Premise
from avk_app.models.billing import LineKind
from avk_app.models.ledger import EntryKind, LedgerName
from avk_app.models.tariffs import Service
from avk_app.services.billing_comparison import compare_month
from avk_app.services.billing_run import run_billing, simulate_billing
from avk_app.services.billing_simulation import simulate_run
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.dry_houses import city_moment, four_hours_on_five_days, make_interruption
from tests.factories import make_account, make_history, make_meter, make_reading

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (Period(2026, month) for month in range(8, 12))


def known(period: Period) -> datetime:
    after = period.plus(1)
    return datetime(after.year, after.month, 2, tzinfo=UTC)


@pytest.fixture
def town(fresh_engine: Engine) -> Iterator[Engine]:
    """Two accounts in different houses, 7.412 m³ of water each in October and 5 m³ in the months before."""
    with transaction(fresh_engine) as session:
        load_policy(session)
        load_tariffs(session)
        for house in ("1", "2"):
            account = make_account(session)
            session.get_one(Premise, account.premise_id).house = house
            meter = make_meter(session, account, installed_on=date(2026, 7, 3))
            make_history(session, meter, OCTOBER, 5_000, 10_000, 15_000, 22_412)
    return fresh_engine


def withdraw(session: Session, interruption_id: int | None, at: datetime) -> None:
    stored = session.get_one(Interruption, interruption_id)
    stored.withdrawn_at, stored.withdrawn_reason = at, "не тот дом"


def credits_in(engine: Engine, billed: Period) -> list[tuple[int, str, int, int]]:
    """Account, service, period and kopecks of each credit of a month's bills."""
    with reading(engine) as session:
        rows = session.exec(
            select(ChargeLine, Bill.account_id)
            .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
            .where(col(Bill.period) == billed.code, col(ChargeLine.kind) == LineKind.CREDIT)
            .order_by(col(ChargeLine.id))
        ).all()
        return [(owner, line.service, line.period, line.amount_kopecks) for line, owner in rows]


def bill(engine: Engine, *periods: Period) -> None:
    """Charge these months; each computes again to the same, and the books are whole."""
    for period in periods:
        run_billing(engine, period, known(period))
    for period in periods:
        assert compare_month(engine, period).differences == []
    with reading(engine) as session:
        assert check_books(session) == []


def test_where_nothing_was_off_nothing_is_credited(town: Engine) -> None:
    bill(town, OCTOBER)
    assert credits_in(town, OCTOBER) == []


def test_twenty_hours_in_a_month_are_credited_to_the_house_and_nobody_else(town: Engine) -> None:
    with transaction(town) as session:
        four_hours_on_five_days(session, session.get_one(Account, 1), OCTOBER)
    bill(town, OCTOBER)
    assert credits_in(town, OCTOBER) == [(1, "water", 202610, -2_78)]
    with reading(town) as session:
        charged = session.exec(select(Bill.charged_kopecks).order_by(col(Bill.account_id))).all()
        assert charged[1] - charged[0] == 2_78
        entry = session.exec(select(LedgerEntry).where(col(LedgerEntry.kind) == EntryKind.CREDIT)).one()
        assert (entry.debit, entry.credit) == (LedgerName.WATER_INCOME, LedgerName.RECEIVABLE)
        assert entry.amount_kopecks == 2_78


def test_a_service_is_credited_by_its_own_breaks(town: Engine) -> None:
    with transaction(town) as session:
        four_hours_on_five_days(session, session.get_one(Account, 2), OCTOBER, service=Service.WASTEWATER)
    bill(town, OCTOBER)
    assert [line[:2] for line in credits_in(town, OCTOBER)] == [(2, "wastewater")]


def test_what_is_recorded_after_the_month_was_billed_is_credited_in_the_next_bill(town: Engine) -> None:
    bill(town, SEPTEMBER)
    with transaction(town) as session:
        late = known(SEPTEMBER) + timedelta(days=9)
        four_hours_on_five_days(
            session, session.get_one(Account, 1), SEPTEMBER, recorded_at=late, end_recorded_at=late
        )
    bill(town, OCTOBER, NOVEMBER)
    september = 12 * 15 * 94_95 / 10_000
    assert credits_in(town, OCTOBER) == [(1, "water", 202609, -round(september))]
    assert credits_in(town, NOVEMBER) == []
    assert compare_month(town, SEPTEMBER).differences == []


def test_a_later_break_adds_to_what_was_credited(town: Engine) -> None:
    with transaction(town) as session:
        four_hours_on_five_days(session, session.get_one(Account, 1), SEPTEMBER)
    bill(town, SEPTEMBER)
    with transaction(town) as session:
        late = known(SEPTEMBER) + timedelta(days=9)
        account = session.get_one(Account, 1)
        make_interruption(
            session, account, city_moment(SEPTEMBER.day(20), 9), 4, recorded_at=late, end_recorded_at=late
        )
    bill(town, OCTOBER)
    assert [line[3] for line in credits_in(town, SEPTEMBER)] == [-1_71]
    assert [line[3] for line in credits_in(town, OCTOBER)] == [-(2_28 - 1_71)]


def test_a_break_across_the_end_of_the_month_is_credited_in_both(town: Engine) -> None:
    with transaction(town) as session:
        make_interruption(session, session.get_one(Account, 1), city_moment(SEPTEMBER.day(30), 14), 24)
    bill(town, SEPTEMBER, OCTOBER)
    assert credits_in(town, SEPTEMBER) == [(1, "water", 202609, -round(6 * 0.0015 * 94_95))]
    assert credits_in(town, OCTOBER) == [(1, "water", 202610, -round(14 * 0.0015 * 154_54))]


def test_a_break_that_goes_on_counts_to_the_end_of_the_month_until_its_end_is_known(town: Engine) -> None:
    with transaction(town) as session:
        account = session.get_one(Account, 1)
        running = make_interruption(session, account, city_moment(SEPTEMBER.day(30), 4), None)
    bill(town, SEPTEMBER)
    assert credits_in(town, SEPTEMBER) == [(1, "water", 202609, -round(16 * 0.0015 * 94_95))]
    with transaction(town) as session:
        stored = session.get_one(Interruption, running.id)
        stored.ended_at = city_moment(SEPTEMBER.day(30), 14)
        stored.end_recorded_at = known(SEPTEMBER) + timedelta(days=3)
    bill(town, OCTOBER)
    assert credits_in(town, OCTOBER) == [(1, "water", 202609, 2_28 - round(6 * 0.0015 * 94_95))]
    assert compare_month(town, SEPTEMBER).differences == []


def test_what_was_credited_for_a_withdrawn_interruption_is_taken_back_once(town: Engine) -> None:
    with transaction(town) as session:
        account = session.get_one(Account, 1)
        wrong = make_interruption(session, account, city_moment(SEPTEMBER.day(20), 9), 24).id
        make_interruption(session, account, city_moment(SEPTEMBER.day(25), 9), 10)
    bill(town, SEPTEMBER)
    with transaction(town) as session:
        withdraw(session, wrong, known(SEPTEMBER) + timedelta(days=3))
    bill(town, OCTOBER, NOVEMBER)
    right = round(6 * 0.0015 * 94_95)
    assert credits_in(town, SEPTEMBER) == [(1, "water", 202609, -round(26 * 0.0015 * 94_95))]
    assert credits_in(town, OCTOBER) == [(1, "water", 202609, round(26 * 0.0015 * 94_95) - right)]
    assert credits_in(town, NOVEMBER) == []
    assert compare_month(town, SEPTEMBER).differences == []


def test_a_withdrawn_break_that_went_on_stops_and_gives_everything_back(town: Engine) -> None:
    with transaction(town) as session:
        wrong = make_interruption(
            session, session.get_one(Account, 1), city_moment(AUGUST.day(31), 4), None
        ).id
    bill(town, AUGUST, SEPTEMBER)
    taken_off = [line[3] for month in (AUGUST, SEPTEMBER) for line in credits_in(town, month)]
    assert len(taken_off) == 2
    with transaction(town) as session:
        withdraw(session, wrong, known(SEPTEMBER) + timedelta(days=3))
    bill(town, OCTOBER, NOVEMBER)
    back = [(1, "water", month.code, -off) for month, off in zip((AUGUST, SEPTEMBER), taken_off, strict=True)]
    assert credits_in(town, OCTOBER) == back
    assert credits_in(town, NOVEMBER) == []
    for month in (AUGUST, SEPTEMBER):
        assert compare_month(town, month).differences == []


def test_what_is_withdrawn_before_its_month_is_charged_counts_for_nothing(town: Engine) -> None:
    with transaction(town) as session:
        wrong = make_interruption(session, session.get_one(Account, 1), city_moment(OCTOBER.day(20), 9), 24)
        withdraw(session, wrong.id, known(OCTOBER) - timedelta(days=3))
    bill(town, SEPTEMBER, OCTOBER)
    assert credits_in(town, OCTOBER) == []


def test_a_withdrawn_interruption_that_is_written_down_right_is_credited_by_the_right_one(
    town: Engine,
) -> None:
    start, late = city_moment(SEPTEMBER.day(20), 9), known(SEPTEMBER) + timedelta(days=3)
    with transaction(town) as session:
        wrong = make_interruption(session, session.get_one(Account, 1), start, 24).id
    bill(town, SEPTEMBER)
    with transaction(town) as session:
        withdraw(session, wrong, late)
        account = session.get_one(Account, 1)
        make_interruption(session, account, start, 14, recorded_at=late, end_recorded_at=late)
    bill(town, OCTOBER)
    back = round(20 * 0.0015 * 94_95) - round(10 * 0.0015 * 94_95)
    assert credits_in(town, OCTOBER) == [(1, "water", 202609, back)]


@pytest.mark.parametrize("hours", [24, None])
def test_an_interruption_that_was_committed_while_the_run_looked_is_not_lost(
    town: Engine, hours: int | None
) -> None:
    bill(town, SEPTEMBER)
    with transaction(town) as session:
        moment = known(SEPTEMBER) - timedelta(seconds=20)
        account = session.get_one(Account, 1)
        end = moment if hours else None
        make_interruption(
            session,
            account,
            city_moment(SEPTEMBER.day(30), 0),
            hours,
            recorded_at=moment,
            end_recorded_at=end,
        )
    run_billing(town, OCTOBER, known(OCTOBER))
    assert (1, "water", 202609, -round(20 * 0.0015 * 94_95)) in credits_in(town, OCTOBER)


def test_a_withdrawal_that_was_committed_while_the_run_looked_is_not_lost(town: Engine) -> None:
    with transaction(town) as session:
        wrong = make_interruption(session, session.get_one(Account, 1), city_moment(SEPTEMBER.day(20), 9), 24)
        wrong_id = wrong.id
    bill(town, SEPTEMBER)
    with transaction(town) as session:
        withdraw(session, wrong_id, known(SEPTEMBER) - timedelta(seconds=1))
    run_billing(town, OCTOBER, known(OCTOBER))
    assert credits_in(town, OCTOBER) == [(1, "water", 202609, round(20 * 0.0015 * 94_95))]


def test_a_recalculated_month_is_credited_by_its_new_charge(town: Engine) -> None:
    with transaction(town) as session:
        account = make_account(session)
        session.get_one(Premise, account.premise_id).house = "3"
        meter = make_meter(session, account, installed_on=date(2026, 8, 3))
        four_hours_on_five_days(session, account, SEPTEMBER)
        account_id = account.id or 0
    bill(town, AUGUST, SEPTEMBER)
    before = [line[3] for line in credits_in(town, SEPTEMBER)]
    with transaction(town) as session:
        received = known(SEPTEMBER) + timedelta(days=20)
        make_reading(session, session.merge(meter), OCTOBER, 3_000, received_at=received)
    bill(town, OCTOBER)
    month = -round(12 * 0.0015 * 18_99)
    assert credits_in(town, OCTOBER) == [(account_id, "water", 202609, month - before[0])]


def test_a_month_before_the_account_was_opened_was_never_dry_for_it(town: Engine) -> None:
    with transaction(town) as session:
        account = session.get_one(Account, 1)
        account.opened_on = OCTOBER.day(15)
        four_hours_on_five_days(session, account, OCTOBER)
    bill(town, OCTOBER)
    assert credits_in(town, OCTOBER) == []


def test_a_simulation_credits_the_same(town: Engine) -> None:
    with transaction(town) as session:
        four_hours_on_five_days(session, session.get_one(Account, 1), OCTOBER)
    bills = [bill for part, _ in simulate_billing(town, OCTOBER, known(OCTOBER)) for bill in part]
    assert [[credit.amount_kopecks for credit in one.credits] for one in bills] == [[-2_78], []]
    totals = simulate_run(town, OCTOBER, known(OCTOBER), lambda _accounts: None).totals
    assert (totals.credited_kopecks, totals.lines_by_method["interruption"]) == (-2_78, 1)
    assert totals.charged_kopecks == sum(one.charged_kopecks for one in bills)
