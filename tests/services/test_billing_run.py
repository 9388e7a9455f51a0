"""The billing run: every account once, restartable, and books that stay whole."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import col, func, select

from avk_app.domain.metering import Method, Verification
from avk_app.domain.period import Period
from avk_app.models import Bill, BillingError, ChargeLine, LedgerEntry
from avk_app.models.billing import LineKind
from avk_app.models.meters import MeterKind
from avk_app.models.payments import PaymentChannel
from avk_app.money import round_half_up
from avk_app.services import billing_run, billing_slices
from avk_app.services.billing_run import run_billing, simulate_billing
from avk_app.services.billing_write import write_bills
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance, receive_payment, reverse_entry
from avk_app.services.meter_verifications import record_verifications
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.factories import make_account, make_history, make_meter, make_reading, make_registration

JULY, AUGUST = Period(2026, 7), Period(2026, 8)


def _known(period: Period) -> datetime:
    after = period.plus(1)
    return datetime(after.year, after.month, 2, tzinfo=UTC)


@pytest.fixture
def town(fresh_engine: Engine) -> Iterator[Engine]:
    with transaction(fresh_engine) as session:
        load_policy(session)
        load_tariffs(session)
    return fresh_engine


def _metered_account(engine: Engine, *values: int) -> int:
    with transaction(engine) as session:
        account = make_account(session)
        make_history(session, make_meter(session, account), JULY, *values)
        return account.id or 0


def _bill(engine: Engine, account_id: int, period: Period) -> Bill:
    with reading(engine) as session:
        query = select(Bill).where(col(Bill.account_id) == account_id, col(Bill.period) == period.code)
        return session.exec(query).one()


def _norm_litres(engine: Engine, account_id: int, period: Period) -> int:
    """The cold water that a run charges by the norm."""
    run_billing(engine, period, _known(period))
    with reading(engine) as session:
        query = (
            select(ChargeLine.volume_litres)
            .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
            .where(
                col(Bill.account_id) == account_id,
                col(ChargeLine.period) == period.code,
                col(ChargeLine.kind) == LineKind.CHARGE,
                col(ChargeLine.service) == "water",
            )
        )
        return session.exec(query).one()


def _pay_without_patience(town: Engine, account_id: int) -> None:
    with transaction(town) as session:
        session.connection().execute(text("SET LOCAL lock_timeout = '50ms'"))
        receive_payment(session, account_id, PaymentChannel.CARD, 1_00, date(2026, 8, 1))


def test_a_payment_waits_until_the_bill_of_its_account_is_posted(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if town.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer")
    account_id = _metered_account(town, 10_000, 17_412)
    refused: list[str] = []

    def write_while_somebody_pays(*bills: Any) -> None:
        with pytest.raises(OperationalError) as refusal:
            _pay_without_patience(town, account_id)
        refused.append(str(refusal.value.orig))
        write_bills(*bills)

    monkeypatch.setattr(billing_slices, "write_bills", write_while_somebody_pays)
    assert run_billing(town, JULY, _known(JULY)).accounts == 1
    assert "lock timeout" in refused[0]


def test_an_account_gets_one_bill_whose_lines_add_up(town: Engine) -> None:
    account_id = _metered_account(town, 10_000, 17_412)
    totals = run_billing(town, JULY, _known(JULY))
    bill = _bill(town, account_id, JULY)
    assert totals.accounts == 1
    assert bill.charged_kopecks == 140_75 + 171_22
    with reading(town) as session:
        assert get_balance(session, account_id).kopecks == bill.due_kopecks
        assert check_books(session) == []


def test_running_twice_is_running_once(town: Engine) -> None:
    account_id = _metered_account(town, 10_000, 17_412)
    run_billing(town, JULY, _known(JULY))
    assert run_billing(town, JULY, _known(JULY)).accounts == 0
    with reading(town) as session:
        assert session.exec(select(func.count()).select_from(Bill)).one() == 1
        assert get_balance(session, account_id).sequence == 2


def test_two_workers_charge_what_one_would(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(billing_run, "SLICE_ACCOUNTS", 2)
    owed = {_metered_account(town, 10_000, 10_000 + litres): litres for litres in range(1_000, 8_000, 1_000)}
    totals = run_billing(town, JULY, _known(JULY), workers=2)
    assert totals.accounts == len(owed)
    for account_id, litres in owed.items():
        assert _bill(town, account_id, JULY).charged_kopecks == litres * 1899 // 1000 + litres * 2310 // 1000
    with reading(town) as session:
        assert check_books(session) == []


def test_an_account_that_breaks_a_rule_fails_alone(town: Engine) -> None:
    fine, broken = _metered_account(town, 10_000, 12_000), _metered_account(town, 10_000, 9_000)
    totals = run_billing(town, JULY, _known(JULY))
    assert [failure.account_id for failure in totals.failed] == [broken]
    assert _bill(town, fine, JULY).charged_kopecks > 0
    with reading(town) as session:
        assert session.exec(select(BillingError.code)).all() == ["ReadingGoesBack"]


def test_a_bill_counts_the_persons_of_the_first_day_of_its_month(town: Engine) -> None:
    with transaction(town) as session:
        account = make_account(session)
        make_registration(session, account.premise_id, date(2026, 7, 2), 1)
        account_id = account.id or 0
    assert _norm_litres(town, account_id, JULY) == 3 * _norm_litres(town, account_id, AUGUST)


def test_an_account_opened_inside_a_month_counts_the_persons_of_its_first_day(town: Engine) -> None:
    with transaction(town) as session:
        account = make_account(session, opened_on=date(2026, 7, 17))
        make_registration(session, account.premise_id, date(2026, 7, 17), 2)
        make_registration(session, account.premise_id, date(2026, 7, 18), 5)
        account_id = account.id or 0
    whole = _norm_litres(town, account_id, AUGUST)
    assert _norm_litres(town, account_id, JULY) == round(whole / 5 * 2 * 15 / 31)


def test_a_month_is_recalculated_with_the_persons_of_that_month(town: Engine) -> None:
    with transaction(town) as session:
        account = make_account(session)
        cold = make_meter(session, account, installed_on=date(2026, 6, 20))
        make_meter(session, account, kind=MeterKind.HOT, installed_on=date(2026, 6, 20))
        make_registration(session, account.premise_id, AUGUST.first_day, 1)
        make_reading(session, cold, AUGUST, 9_000)
    for period in (JULY, AUGUST):
        run_billing(town, period, _known(period))
    with reading(town) as session:
        restated = session.exec(
            select(ChargeLine.service, ChargeLine.volume_litres).where(
                col(ChargeLine.kind) == LineKind.RECALCULATION, col(ChargeLine.period) == JULY.code
            )
        ).all()
        assert check_books(session) == []
    water, wastewater = (volume for _service, volume in restated)
    assert water == wastewater != 0, "the hot water of July is still that of three persons"


def test_a_verification_that_becomes_known_late_puts_its_months_right(town: Engine) -> None:
    with transaction(town) as session:
        account = make_account(session)
        cold = make_meter(
            session,
            account,
            installed_on=date(2026, 2, 10),
            initial_litres=8_000,
            verification_due_on=date(2026, 6, 10),
        )
        make_history(session, cold, AUGUST, 10_000, 12_000, 14_000, 16_000, 18_000, 23_000, 25_000)
        meter_id = cold.id or 0
    assert _norm_litres(town, account.id or 0, JULY) == 2_000, "the average: the dial is not trusted"
    with transaction(town) as session, time_machine.travel(_known(JULY).replace(day=5), tick=False):
        record_verifications(session, [(meter_id, Verification(date(2026, 6, 9), date(2032, 6, 9)))])
    run_billing(town, AUGUST, _known(AUGUST))
    with reading(town) as session:
        volumes = session.exec(
            select(ChargeLine.volume_litres)
            .where(col(ChargeLine.service) == "water", col(ChargeLine.period) == JULY.code)
            .order_by(col(ChargeLine.id))
        ).all()
        assert volumes == [2_000, 3_000]
        assert check_books(session) == []


def test_a_simulation_says_what_the_run_posts_and_writes_nothing(town: Engine) -> None:
    _metered_account(town, 10_000, 17_412)
    (slice_,) = simulate_billing(town, JULY, _known(JULY))
    with reading(town) as session:
        assert session.exec(select(func.count()).select_from(Bill)).one() == 0
    assert slice_[0][0].charged_kopecks == run_billing(town, JULY, _known(JULY)).charged_kopecks


def test_a_reading_after_silence_is_recalculated_in_a_line_of_its_own(town: Engine) -> None:
    with transaction(town) as session:
        account = make_account(session)
        meter = make_meter(session, account)
        make_history(session, meter, Period(2026, 6), *range(10_000, 17_000, 1_000))
    run_billing(town, JULY, _known(JULY))
    with transaction(town) as session:
        make_reading(session, meter, AUGUST, 21_000)
    run_billing(town, AUGUST, _known(AUGUST))
    with reading(town) as session:
        lines = session.exec(
            select(ChargeLine).where(col(ChargeLine.service) == "water").order_by(col(ChargeLine.id))
        ).all()
        assert [line.kind for line in lines] == [LineKind.CHARGE, LineKind.CHARGE, LineKind.RECALCULATION]
        assert [line.method for line in lines] == [Method.AVERAGE, Method.METER, Method.METER]
        assert sum(line.volume_litres for line in lines) == 5_000
        assert lines[2].period == JULY.code
        assert check_books(session) == []


def test_a_debt_brings_a_penalty_and_a_payment_ends_it(town: Engine) -> None:
    account_id = _metered_account(town, 10_000, 60_000)
    for months in range(4):
        run_billing(town, JULY.plus(months), _known(JULY.plus(months)))
    october = _bill(town, account_id, Period(2026, 10))
    assert october.penalty_kopecks > 0
    with transaction(town) as session:
        owed = get_balance(session, account_id).kopecks
        receive_payment(session, account_id, PaymentChannel.OFFICE, owed, date(2026, 11, 3))
    with reading(town) as session:
        assert get_balance(session, account_id).kopecks == 0
        assert check_books(session) == []


def test_a_debt_paid_late_before_the_run_still_brings_its_penalty(town: Engine) -> None:
    account_id = _metered_account(town, 10_000, 60_000)
    for months in range(3):
        run_billing(town, JULY.plus(months), _known(JULY.plus(months)))
    with transaction(town) as session, time_machine.travel(datetime(2026, 10, 20, 9, tzinfo=UTC), tick=False):
        owed = get_balance(session, account_id).kopecks
        receive_payment(session, account_id, PaymentChannel.OFFICE, owed, date(2026, 10, 20))
    run_billing(town, Period(2026, 10), _known(Period(2026, 10)))
    principal = _bill(town, account_id, JULY).charged_kopecks
    days = (date(2026, 10, 20) - date(2026, 8, 15)).days - 30
    with reading(town) as session:
        for_july = select(func.sum(col(ChargeLine.amount_kopecks))).where(
            col(ChargeLine.kind) == LineKind.PENALTY, col(ChargeLine.period) == JULY.code
        )
        assert session.exec(for_july).one() == round_half_up(principal * 950 * days, 300 * 10_000)


def test_a_reversed_payment_ends_no_penalty(town: Engine) -> None:
    """Two debtors alike, one with a payment that was taken back: nothing of it counts."""
    debtor, mistaken = (_metered_account(town, 10_000, 60_000) for _ in range(2))
    for months in range(3):
        run_billing(town, JULY.plus(months), _known(JULY.plus(months)))
    with transaction(town) as session:
        receive_payment(session, mistaken, PaymentChannel.OFFICE, 500_00, date(2026, 8, 5))
        entry_id = session.exec(select(LedgerEntry.id).where(col(LedgerEntry.payment_id).is_not(None))).one()
        reverse_entry(session, entry_id or 0, date(2026, 10, 20))
    run_billing(town, Period(2026, 10), _known(Period(2026, 10)))
    penalties = [_bill(town, one, Period(2026, 10)).penalty_kopecks for one in (debtor, mistaken)]
    assert penalties[0] == penalties[1] > 0


def test_an_advance_is_the_opening_balance_of_the_next_bill(town: Engine) -> None:
    account_id = _metered_account(town, 10_000, 17_412)
    with transaction(town) as session:
        receive_payment(session, account_id, PaymentChannel.CARD, 500_00, date(2026, 7, 5))
    run_billing(town, JULY, _known(JULY))
    bill = _bill(town, account_id, JULY)
    assert (bill.opening_kopecks, bill.due_kopecks) == (-500_00, -500_00 + bill.charged_kopecks)
    with reading(town) as session:
        sequences = session.exec(select(LedgerEntry.sequence).order_by(col(LedgerEntry.id))).all()
        assert sequences == [1, 2, 3]
