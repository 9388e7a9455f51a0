"""The page of a bill: one's own, explained to the kopeck, in a bounded number of statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from avk_app.domain.bill_changes import ChangeKind
from avk_app.domain.bill_document import RecalculationReason as Reason
from avk_app.domain.charges import VatPart, included_vat_kopecks
from avk_app.domain.explanations import PenaltyBasis, PricedVolume, RecalculationBasis, recompute_line
from avk_app.domain.period import Period
from avk_app.errors import NotFound
from avk_app.models import Bill
from avk_app.models.billing import LineKind
from avk_app.models.payments import PaymentChannel
from avk_app.services.access import Actor
from avk_app.services.bill_document import get_bill_document
from avk_app.services.bill_page import get_bill, list_bills
from avk_app.services.ledger import get_balance, receive_payment
from tests.actors import actor_for
from tests.bills import OCTOBER, SEPTEMBER, charge, known_after, make_metered_home, make_rules
from tests.dry_houses import city_moment, make_interruption
from tests.factories import make_account, make_history, make_meter, make_reading, make_user

MAX_STATEMENTS = 6


@pytest.fixture(autouse=True)
def _rules(session: Session) -> None:
    make_rules(session)


@contextmanager
def _counted(session: Session) -> Iterator[list[tuple[str, Any]]]:
    """The statements that were sent meanwhile, with what was bound to them."""
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, bound: Any, *_rest: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE")):
            statements.append((statement, bound))

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_nobody_without_an_account_has_a_bill(session: Session) -> None:
    account, _cold, _hot = make_metered_home(session)
    charge(session, account, OCTOBER)
    nobody = replace(actor_for(session, account), account_id=None)
    with pytest.raises(NotFound) as refusal:
        get_bill(session, nobody)
    assert refusal.value.entity == "account"
    assert list_bills(session, nobody) == ()


def test_another_subscribers_bill_is_not_found(session: Session) -> None:
    mine, theirs = make_account(session), make_metered_home(session)[0]
    charge(session, theirs, OCTOBER)
    me = actor_for(session, mine)
    for period in (None, OCTOBER):
        with pytest.raises(NotFound):
            get_bill(session, me, period)
    assert list_bills(session, me) == ()
    stranger = replace(actor_for(session, mine, make_user(session, mine)), account_id=theirs.id)
    with pytest.raises(NotFound):
        get_bill(session, stranger)
    assert list_bills(session, stranger) == ()


def test_a_month_without_a_bill_is_not_found(session: Session) -> None:
    account, _cold, _hot = make_metered_home(session)
    charge(session, account, SEPTEMBER)
    for period in (OCTOBER, Period(2020, 1)):
        with pytest.raises(NotFound) as refusal:
            get_bill(session, actor_for(session, account), period)
        assert refusal.value.entity == "bill"


@pytest.fixture
def home(session: Session) -> tuple[Actor, int]:
    account, _cold, _hot = make_metered_home(session)
    charge(session, account, SEPTEMBER)
    owed = get_balance(session, account.id or 0).kopecks
    receive_payment(session, account.id or 0, PaymentChannel.CARD, owed, date(2026, 10, 9))
    charge(session, account, OCTOBER)
    return actor_for(session, account), account.id or 0


def test_the_newest_bill_is_explained_to_the_kopeck(session: Session, home: tuple[Actor, int]) -> None:
    page = get_bill(session, home[0])
    assert (page.period, page.is_newest, page.due_kopecks) == (OCTOBER, True, 421_25)
    assert page.vat == (VatPart(22, 75_96),)
    assert (page.pay_by_on, page.due_on) == (date(2026, 11, 10), date(2026, 11, 15))
    assert [line.amount_kopecks for line in page.lines] == [154_54, 266_71]
    assert page.compared_with == SEPTEMBER
    assert page.change is not None
    assert {part.kind: part.amount_kopecks for part in page.change.parts} == {
        ChangeKind.VOLUME: 50_50,
        ChangeKind.TARIFF: 37_56,
    }


def test_payments_between_two_bills_lead_from_one_to_the_other(
    session: Session, home: tuple[Actor, int]
) -> None:
    actor, account_id = home
    receive_payment(session, account_id, PaymentChannel.OFFICE, 400_00, date(2026, 11, 9))
    page = get_bill(session, actor)
    assert [move.amount_kopecks for move in page.moves_before] == [-333_19]
    assert page.are_moves_whole
    assert [(move.amount_kopecks, move.channel) for move in page.moves_since] == [
        (-400_00, PaymentChannel.OFFICE)
    ]
    assert page.balance_kopecks == 21_25
    assert get_bill(session, actor, SEPTEMBER).moves_since == ()


def test_the_first_bill_has_nothing_to_be_compared_with(session: Session, home: tuple[Actor, int]) -> None:
    page = get_bill(session, home[0], SEPTEMBER)
    assert (page.change, page.compared_with, page.is_newest) == (None, None, False)
    assert page.are_moves_whole


def test_readings_are_told_with_the_way_they_came(session: Session, home: tuple[Actor, int]) -> None:
    page = get_bill(session, home[0])
    assert {(period, value) for _meter, period, value in page.readings} == {
        (SEPTEMBER, 404_973), (OCTOBER, 412_385), (SEPTEMBER, 198_020), (OCTOBER, 201_125),
    }  # fmt: skip
    assert all(proof.taken_on.day == 24 for proof in page.readings.values())


def test_the_address_is_masked_for_a_surname_session(session: Session, home: tuple[Actor, int]) -> None:
    assert "•" in get_bill(session, home[0]).address


def test_bills_are_listed_newest_first(session: Session, home: tuple[Actor, int]) -> None:
    bills = list_bills(session, home[0])
    assert [(bill.period, bill.month_kopecks, bill.due_kopecks) for bill in bills] == [
        (OCTOBER, 421_25, 421_25), (SEPTEMBER, 333_19, 333_19),
    ]  # fmt: skip


def test_the_page_asks_the_database_a_bounded_number_of_times(
    session: Session, home: tuple[Actor, int]
) -> None:
    with _counted(session) as statements:
        get_bill(session, home[0])
        list_bills(session, home[0])
    assert len(statements) <= MAX_STATEMENTS


def test_no_table_that_grows_is_read_whole(session: Session, home: tuple[Actor, int]) -> None:
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("SQLite says by name what it scans")
    with _counted(session) as statements:
        get_bill(session, home[0])
        list_bills(session, home[0])
    scanned = {
        row.detail.split()[1]
        for statement, bound in statements
        for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", bound)
        if row.detail.startswith("SCAN")
    }
    assert scanned <= {"tariff_rate", "norm", "policy_rule"}


def test_a_recalculation_and_a_penalty_are_lines_that_prove_themselves(session: Session) -> None:
    account = make_account(session)
    meter = make_meter(session, account)
    make_history(session, meter, Period(2026, 4), *range(10_000, 94_000, 12_000))
    charge(session, account, Period(2026, 5), Period(2026, 6))
    make_reading(session, meter, Period(2026, 7), 97_000)
    charge(session, account, *(Period(2026, 7).plus(months) for months in range(3)))
    actor = actor_for(session, account)
    july, september = get_bill(session, actor, Period(2026, 7)), get_bill(session, actor, SEPTEMBER)
    restated = [line for line in july.lines if isinstance(line.basis, RecalculationBasis)]
    assert [(line.period.month, line.service) for line in restated] == [
        (5, "wastewater"), (5, "water"), (6, "wastewater"), (6, "water"),
    ]  # fmt: skip
    assert any(isinstance(line.basis, PenaltyBasis) for line in september.lines)
    for line in (*july.lines, *september.lines):
        assert line.basis is not None
        price = PricedVolume(line.period, line.rate_kopecks_per_m3, line.coefficient_hundredths)
        assert recompute_line(line.basis, price) == (line.volume_litres, line.amount_kopecks)
    kinds = {part.kind for part in july.change.parts} if july.change else set()
    assert ChangeKind.RECALCULATION in kinds


def test_the_document_is_made_of_the_same_rows(session: Session, home: tuple[Actor, int]) -> None:
    bill = get_bill_document(session, home[0])
    assert bill.number.endswith("-202610")
    assert (bill.sums.opening_kopecks, bill.sums.paid_kopecks, bill.sums.due_kopecks) == (33319, 33319, 42125)
    assert [line.amount_kopecks for line in bill.lines] == [154_54, 266_71]
    assert [(meter.previous_litres, meter.current_litres) for meter in bill.meters] == [
        (404_973, 412_385), (198_020, 201_125),
    ]  # fmt: skip
    assert (bill.readings_from, bill.readings_until) == (date(2026, 11, 1), date(2026, 11, 26))
    assert (bill.payer.surname, bill.payer.first_name) == ("Иванов", "П••••")


def test_a_recalculation_over_the_new_year_carries_the_vat_of_its_own_year(session: Session) -> None:
    account = make_account(session)
    meter = make_meter(session, account, installed_on=date(2025, 1, 10))
    make_history(session, meter, Period(2025, 10), *range(10_000, 110_000, 10_000))
    charge(session, account, *(Period(2025, month) for month in (10, 11, 12)))
    make_reading(session, meter, Period(2026, 1), 160_000)
    charge(session, account, Period(2026, 1))
    page = get_bill(session, actor_for(session, account))
    charged = [line for line in page.lines if line.kind is not LineKind.PENALTY]
    of_2025 = sum(line.amount_kopecks for line in charged if line.period.year == 2025)
    assert 0 < of_2025 < page.charged_kopecks
    of_2026 = page.charged_kopecks - of_2025
    assert page.vat == (
        VatPart(22, included_vat_kopecks(of_2026, 22)),
        VatPart(20, included_vat_kopecks(of_2025, 20)),
    )
    bill = session.exec(select(Bill).where(col(Bill.period) == 2026_01)).one()
    assert bill.vat_kopecks == sum(part.kopecks for part in page.vat)
    assert get_bill_document(session, actor_for(session, account)).vat == page.vat


def test_a_document_of_recalculations_and_penalties_adds_up(session: Session) -> None:
    account = make_account(session)
    meter = make_meter(session, account)
    make_history(session, meter, Period(2026, 4), *range(10_000, 94_000, 12_000))
    receive_payment(session, account.id or 0, PaymentChannel.OFFICE, 5_00, date(2026, 4, 9))
    charge(session, account, Period(2026, 5), Period(2026, 6))
    make_reading(session, meter, Period(2026, 7), 97_000)
    charge(session, account, *(Period(2026, 7).plus(months) for months in range(3)))
    actor = actor_for(session, account)
    for months in range(5):
        bill = get_bill_document(session, actor, Period(2026, 5).plus(months))
        assert bill.sums.due_kopecks == get_bill(session, actor, bill.period).due_kopecks


def test_a_document_calls_a_credit_that_is_taken_back_a_correction(session: Session) -> None:
    account, *_meters = make_metered_home(session)
    wrong = make_interruption(session, account, city_moment(SEPTEMBER.day(20), 9), 24)
    charge(session, account, SEPTEMBER)
    wrong.withdrawn_at, wrong.withdrawn_reason = known_after(SEPTEMBER) + timedelta(days=3), "не тот дом"
    session.flush()
    charge(session, account, OCTOBER)
    actor = actor_for(session, account)
    given, back = (get_bill_document(session, actor, month).recalculations for month in (SEPTEMBER, OCTOBER))
    assert [line.reason for line in given + back] == [Reason.INTERRUPTION, Reason.CORRECTION]
    assert sum(line.amount_kopecks for line in given + back) == 0


def test_a_month_that_cost_nothing_has_a_bill_too(session: Session) -> None:
    account = make_account(session)
    make_history(session, make_meter(session, account), OCTOBER, 10_000, 10_000, 10_000)
    charge(session, account, SEPTEMBER)
    receive_payment(session, account.id or 0, PaymentChannel.OFFICE, 5_00, date(2026, 10, 9))
    charge(session, account, OCTOBER)
    page = get_bill(session, actor_for(session, account))
    assert (page.due_kopecks, page.change.parts if page.change else None) == (-5_00, ())
    assert get_bill_document(session, actor_for(session, account)).sums.due_kopecks == -5_00
    assert {line.kind for line in page.lines} == {LineKind.CHARGE}
