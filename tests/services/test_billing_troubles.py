"""What cannot be charged: it stops its own account or the whole run, and always says so beforehand."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, delete, func, select

from avk_app.domain.dated import RowsChangeInside, RowsHaveGap
from avk_app.domain.period import Period
from avk_app.errors import DomainError
from avk_app.models import (
    Bill,
    BillingError,
    BillingRun,
    ChargeLine,
    Meter,
    PolicyRule,
    Reading,
    TariffRate,
)
from avk_app.models.payments import PaymentChannel
from avk_app.models.readings import ReadingStatus
from avk_app.models.tariffs import Service
from avk_app.services import billing_run
from avk_app.services.billing_comparison import compare_month
from avk_app.services.billing_run import run_billing
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance, receive_payment
from avk_app.services.rules import load_rules
from tests.factories import make_account, make_history, make_meter, make_reading

JUNE, JULY, AUGUST = (Period(2026, month) for month in (6, 7, 8))


def _known(period: Period) -> datetime:
    after = period.plus(1)
    return datetime(after.year, after.month, 2, tzinfo=UTC)


@pytest.fixture
def town(fresh_engine: Engine) -> Iterator[Engine]:
    with transaction(fresh_engine) as session:
        load_rules(session)
    return fresh_engine


def _metered_account(engine: Engine, last: Period, *values: int) -> int:
    with transaction(engine) as session:
        account = make_account(session)
        installed_on = last.plus(1 - len(values)).day(3)
        make_history(session, make_meter(session, account, installed_on=installed_on), last, *values)
        return account.id or 0


def _billed(engine: Engine, period: Period) -> list[int]:
    with reading(engine) as session:
        query = select(Bill.account_id).where(col(Bill.period) == period.code).order_by(col(Bill.account_id))
        return list(session.exec(query))


def _errors(engine: Engine) -> list[tuple[int, str]]:
    with reading(engine) as session:
        rows = session.exec(select(BillingError.account_id, BillingError.code)).all()
        return sorted(rows)


def test_a_debt_of_days_without_a_penalty_rate_fails_alone(town: Engine) -> None:
    """The key rates that we ship begin on 28 October 2024."""
    months = [Period(2024, month) for month in (7, 8, 9)]
    payer, debtor = (_metered_account(town, months[-1], 1_000, 2_000, 3_000) for _ in range(2))
    for period in months:
        totals = run_billing(town, period, _known(period))
        with transaction(town) as session:
            owed = get_balance(session, payer).kopecks
            receive_payment(session, payer, PaymentChannel.OFFICE, owed, period.plus(1).day(5))
    assert [(one.account_id, one.code) for one in totals.failed] == [(debtor, "RowsHaveGap")]
    assert _billed(town, months[-1]) == [payer]
    assert _errors(town) == [(debtor, "RowsHaveGap")]


def _replace_water_rates(engine: Engine, *rows: tuple[date, date | None]) -> None:
    with transaction(engine) as session:
        session.exec(delete(TariffRate).where(col(TariffRate.service) == Service.WATER))
        for number, (valid_from, valid_until) in enumerate(rows):
            session.add(
                TariffRate(
                    service=Service.WATER,
                    rate_kopecks_per_m3=1899 + number,
                    valid_from=valid_from,
                    valid_until=valid_until,
                    act="приказ",
                )
            )


def _refusal(engine: Engine, period: Period) -> DomainError:
    """What the run is refused with, having written nothing."""
    with reading(engine) as session:
        before = session.exec(select(func.count()).select_from(BillingRun)).one()
    with pytest.raises(DomainError) as refusal:
        run_billing(engine, period, _known(period))
    with reading(engine) as session:
        assert session.exec(select(func.count()).select_from(BillingRun)).one() == before
    assert _billed(engine, period) == []
    return refusal.value


def test_a_gap_inside_the_month_is_named_before_anything_is_charged(town: Engine) -> None:
    _metered_account(town, AUGUST, 1_000, 2_000)
    _replace_water_rates(town, (date(2026, 1, 1), date(2026, 8, 15)), (date(2026, 8, 20), None))
    gap = _refusal(town, AUGUST)
    assert isinstance(gap, RowsHaveGap)
    assert (gap.subject, gap.first_day, gap.last_day) == ("water", date(2026, 8, 16), date(2026, 8, 19))


def test_a_rate_that_changes_inside_the_month_is_no_rate_of_it(town: Engine) -> None:
    _metered_account(town, AUGUST, 1_000, 2_000)
    _replace_water_rates(town, (date(2026, 1, 1), None), (date(2026, 8, 20), None))
    change = _refusal(town, AUGUST)
    assert isinstance(change, RowsChangeInside)
    assert (change.subject, change.day) == ("water", date(2026, 8, 20))
    assert run_billing(town, JULY, _known(JULY)).accounts == 1


def test_a_gap_in_a_month_that_may_be_recalculated_is_found_before_the_first_bill(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing_run, "SLICE_ACCOUNTS", 1)
    _metered_account(town, AUGUST, 1_000, 2_000, 3_000)
    silent = _metered_account(town, JUNE, 1_000)
    for period in (JUNE, JULY):
        run_billing(town, period, _known(period))
    _replace_water_rates(town, (date(2026, 1, 1), date(2026, 6, 30)), (date(2026, 8, 1), None))
    _read(town, silent, AUGUST, 9_000)
    gap = _refusal(town, AUGUST)
    assert isinstance(gap, RowsHaveGap)
    assert (gap.first_day, gap.last_day) == (JULY.first_day, JULY.last_day)


def test_a_rule_that_is_not_set_yet_is_a_gap_until_its_first_day(town: Engine) -> None:
    _metered_account(town, AUGUST, 1_000, 2_000)
    with transaction(town) as session:
        session.exec(delete(PolicyRule).where(col(PolicyRule.key) == "vat_percent"))
        session.add(PolicyRule(key="vat_percent", value=22, valid_from=date(2026, 9, 1), act="НК"))
    gap = _refusal(town, AUGUST)
    assert isinstance(gap, RowsHaveGap)
    assert (gap.subject, gap.first_day, gap.last_day) == ("vat_percent", AUGUST.first_day, AUGUST.last_day)


def _put_right(engine: Engine, account_id: int, period: Period, value_litres: int, at: datetime) -> None:
    """As a correction does: the reading of the period is replaced."""
    with transaction(engine) as session:
        meter = session.exec(select(Meter).where(col(Meter.account_id) == account_id)).one()
        wrong = session.exec(
            select(Reading).where(
                col(Reading.meter_id) == meter.id,
                col(Reading.period) == period.code,
                col(Reading.status) == ReadingStatus.ACCEPTED,
            )
        ).one()
        wrong.status, wrong.stood_as = ReadingStatus.REPLACED, ReadingStatus.ACCEPTED
        session.flush()
        make_reading(
            session,
            meter,
            period,
            value_litres,
            received_at=at,
            taken_on=period.day(25),
            replaces_id=wrong.id,
        )


def _read(engine: Engine, account_id: int, period: Period, value_litres: int) -> None:
    with transaction(engine) as session:
        meter = session.exec(select(Meter).where(col(Meter.account_id) == account_id)).one()
        make_reading(session, meter, period, value_litres)


def _water_lines(engine: Engine, account_id: int) -> list[tuple[int, int, int]]:
    """Bill's period, line's period and litres, as they were posted."""
    query = (
        select(Bill.period, ChargeLine.period, ChargeLine.volume_litres)
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(col(Bill.account_id) == account_id, col(ChargeLine.service) == "water")
        .order_by(col(ChargeLine.id))
    )
    with reading(engine) as session:
        return [(row[0], row[1], row[2]) for row in session.exec(query)]


def _are_whole(engine: Engine, *periods: Period) -> bool:
    with reading(engine) as session:
        broken = check_books(session)
    return not broken and not any(compare_month(engine, period).differences for period in periods)


def test_a_month_that_failed_is_charged_once_it_was_put_right_and_run_again(town: Engine) -> None:
    fine = _metered_account(town, JULY, 6_000, 8_000, 10_000, 12_000)
    broken = _metered_account(town, JULY, 6_000, 8_000, 10_000, 9_000)
    run_billing(town, JUNE, _known(JUNE))
    assert len(run_billing(town, JULY, _known(JULY)).failed) == 1
    assert _errors(town) == [(broken, "ReadingGoesBack")]
    _put_right(town, broken, JULY, 12_000, datetime(2026, 8, 5, tzinfo=UTC))
    again = run_billing(town, JULY, datetime(2026, 8, 6, tzinfo=UTC))
    assert (again.accounts, again.failed, _errors(town)) == (1, [], [])
    for account_id in (fine, broken):
        _read(town, account_id, AUGUST, 15_000)
    run_billing(town, AUGUST, _known(AUGUST))
    assert _water_lines(town, broken) == _water_lines(town, fine)
    assert _are_whole(town, JUNE, JULY, AUGUST)


def _sums_of_bills(session: Session, account_id: int) -> tuple[int, int]:
    """What all bills of an account charged, and their penalties."""
    query = select(func.sum(Bill.charged_kopecks), func.sum(Bill.penalty_kopecks))
    return session.exec(query.where(col(Bill.account_id) == account_id)).one()


@pytest.mark.parametrize("months_late", [1, 2, 4])
def test_a_failed_month_may_be_charged_after_later_ones(town: Engine, months_late: int) -> None:
    """Water and recalculations are in the end what they are for one that never failed; the penalty is less,
    because a bill is not due before it came."""
    fine = _metered_account(town, JULY, 1_000, 2_000, 30_000, 60_000, 62_000)
    broken = _metered_account(town, JULY, 1_000, 2_000, 30_000, 60_000, 59_000)
    months = [JULY.plus(place) for place in range(-4, months_late + 1)]
    for period in months:
        run_billing(town, period, _known(period))
        if period == JULY:
            _put_right(town, broken, JULY, 62_000, datetime(2026, 8, 5, tzinfo=UTC))
    assert run_billing(town, JULY, _known(months[-1]).replace(day=9)).accounts == 1
    after = months[-1].plus(1)
    for account_id in (fine, broken):
        _read(town, account_id, after, 90_000)
    run_billing(town, after, _known(after))
    for account_id in (fine, broken):
        assert sum(litres for *_periods, litres in _water_lines(town, account_id)) == 90_000
    assert _are_whole(town, *months, after)
    with reading(town) as session:
        sums = {account_id: _sums_of_bills(session, account_id) for account_id in (fine, broken)}
        assert sums[broken][0] == sums[fine][0]
        assert 0 < sums[broken][1] < sums[fine][1]
        of_july = select(Bill.charged_kopecks, Bill.penalty_kopecks).where(
            col(Bill.period) == JULY.code, col(Bill.account_id) == broken
        )
        assert session.exec(of_july).one() == (2 * 18_99 + 2 * 23_10, 0), "later bills asked for the penalty"


def test_a_month_charged_late_restates_no_month_after_it(town: Engine) -> None:
    broken = _metered_account(town, JULY, 30_000, 60_000, 59_000)
    for period in (JUNE, JULY):
        run_billing(town, period, _known(period))
    _put_right(town, broken, JUNE, 58_000, datetime(2026, 8, 7, tzinfo=UTC))
    _read(town, broken, AUGUST, 64_000)
    run_billing(town, AUGUST, _known(AUGUST))
    run_billing(town, JULY, _known(AUGUST).replace(day=9))
    assert _water_lines(town, broken) == [
        (202606, 202606, 30_000),
        (202608, 202608, 5_000),
        (202608, 202606, -2_000),
        (202607, 202607, 1_000),
    ]
    assert _are_whole(town, JUNE, JULY, AUGUST)


def test_another_try_that_is_killed_goes_on_with_what_it_knew(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing_run, "SLICE_ACCOUNTS", 1)
    broken = [_metered_account(town, JULY, 8_000, 10_000, 9_000) for _ in range(2)]
    run_billing(town, JULY, _known(JULY))
    for account_id in broken:
        _put_right(town, account_id, JULY, 12_000, datetime(2026, 8, 5, tzinfo=UTC))
    begun = datetime(2026, 8, 6, tzinfo=UTC)
    with pytest.raises(KeyboardInterrupt):
        run_billing(town, JULY, begun, _interrupt)
    assert _billed(town, JULY) == broken[:1]
    _put_right(town, broken[1], JULY, 13_000, datetime(2026, 8, 7, tzinfo=UTC))
    run_billing(town, JULY, datetime(2026, 8, 8, tzinfo=UTC))
    with reading(town) as session:
        assert set(session.exec(select(Bill.issued_at))) == {begun}
    assert [_water_lines(town, account_id)[-1][-1] for account_id in broken] == [2_000, 2_000]


def _interrupt(_accounts: int) -> None:
    raise KeyboardInterrupt
