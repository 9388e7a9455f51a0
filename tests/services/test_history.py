"""History: whose it is, how its days, sums and pages fit together, and what it costs the database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from avk_app.domain.history import HistorySpan
from avk_app.domain.period import Period
from avk_app.errors import InvalidInput, NotFound
from avk_app.models import Account, LedgerEntry
from avk_app.models.ledger import EntryKind, LedgerName
from avk_app.models.meters import MeterKind
from avk_app.models.payments import PaymentChannel
from avk_app.models.readings import ReadingStatus
from avk_app.services import history as service
from avk_app.services.access import Actor
from avk_app.services.billing_run import run_billing
from avk_app.services.bulk import insert_rows
from avk_app.services.database import reading, transaction
from avk_app.services.history import get_history, get_statement
from avk_app.services.ledger import get_balance, receive_payment, reverse_entry
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.actors import actor_for
from tests.factories import make_account, make_history, make_meter, make_reading, make_user
from tests.queries import recorded_statements

START = date(2026, 1, 1)
ALWAYS = HistorySpan(date(1990, 1, 1), date(2100, 12, 31))
MOST_STATEMENTS = 5


class Entry(NamedTuple):
    """A row of the ledger, written past the services."""

    account_id: int
    sequence: int
    kind: EntryKind
    debit: str
    credit: str
    amount_kopecks: int
    balance_after_kopecks: int
    period: int
    effective_on: date
    posted_at: datetime


def _entries(account_id: int, moves: list[tuple[int, int]]) -> list[Entry]:
    """Entries of (day after START, signed kopecks), in the order they are posted."""
    rows, balance = [], 0
    for sequence, (day, kopecks) in enumerate(moves, 1):
        balance += kopecks
        sides = (LedgerName.RECEIVABLE, LedgerName.WATER_INCOME)
        debit, credit = sides if kopecks > 0 else sides[::-1]
        on_day = START + timedelta(days=day)
        rows.append(
            Entry(
                account_id,
                sequence,
                EntryKind.PENALTY,
                debit,
                credit,
                abs(kopecks),
                balance,
                Period.of(on_day).code,
                on_day,
                datetime(2026, 12, 1, tzinfo=UTC),
            )
        )
    return rows


def _owner(session: Session, **values: Any) -> tuple[Account, Actor]:
    account = make_account(session, **values)
    return account, actor_for(session, account, make_user(session, account))


def test_nobody_sees_a_history(session: Session) -> None:
    actor = actor_for(session, make_account(session))
    nobody = Actor(**{**vars(actor), "account_id": None})
    with pytest.raises(NotFound):
        get_history(session, nobody, ALWAYS)


def test_somebody_elses_history_does_not_exist(session: Session) -> None:
    _mine, actor = _owner(session)
    foreign = make_account(session)
    receive_payment(session, foreign.id or 0, PaymentChannel.CARD, 100, START)
    with pytest.raises(NotFound):
        get_history(session, Actor(**{**vars(actor), "account_id": foreign.id}), ALWAYS)
    with pytest.raises(NotFound):
        get_statement(session, Actor(**{**vars(actor), "account_id": foreign.id}), ALWAYS)
    assert get_history(session, actor, ALWAYS).entries == ()


def test_an_account_without_entries_has_a_whole_and_empty_history(session: Session) -> None:
    _account, actor = _owner(session)
    empty = get_history(session, actor, ALWAYS)
    assert (empty.opening_kopecks, empty.closing_kopecks, empty.entry_count, empty.months) == (0, 0, 0, ())


def test_payments_and_what_was_undone_say_what_they_are(session: Session) -> None:
    account, actor = _owner(session)
    payment = receive_payment(session, account.id or 0, PaymentChannel.OFFICE, 400_00, date(2026, 2, 3))
    entry = session.exec(select(LedgerEntry).where(col(LedgerEntry.payment_id) == payment.id)).one()
    reverse_entry(session, entry.id or 0, date(2026, 2, 5))
    undone, paid = get_history(session, actor, ALWAYS).entries
    assert (paid.kind, paid.channel, paid.change_kopecks) == (
        EntryKind.PAYMENT,
        PaymentChannel.OFFICE,
        -400_00,
    )
    assert (undone.kind, undone.reversed_kind, undone.balance_kopecks) == (
        EntryKind.REVERSAL,
        EntryKind.PAYMENT,
        0,
    )


def test_a_late_entry_stands_on_its_own_day_and_in_every_balance_after_it(session: Session) -> None:
    account, actor = _owner(session)
    account_id = account.id or 0
    receive_payment(session, account_id, PaymentChannel.CARD, 100, date(2026, 3, 10))
    receive_payment(session, account_id, PaymentChannel.CARD, 30, date(2026, 2, 20))
    march = get_history(session, actor, HistorySpan(date(2026, 3, 1), date(2026, 3, 31)))
    assert (march.opening_kopecks, march.closing_kopecks) == (-30, -130)
    assert [(one.sequence, one.balance_kopecks) for one in march.entries] == [(1, -130)]
    february = get_history(session, actor, HistorySpan(date(2026, 2, 1), date(2026, 2, 28)))
    assert february.closing_kopecks == march.opening_kopecks


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    moves=st.lists(
        st.tuples(st.integers(0, 90), st.integers(-500, 500).filter(bool)), min_size=1, max_size=40
    ),
    days=st.tuples(st.integers(-5, 95), st.integers(-5, 95)).map(sorted),
)
def test_opening_and_movements_are_closing_between_any_two_days(
    session: Session, moves: list[tuple[int, int]], days: list[int]
) -> None:
    account, actor = _owner(session)
    insert_rows(session.connection(), LedgerEntry, _entries(account.id or 0, moves))
    first, last = (START + timedelta(days=day) for day in days)
    history = get_statement(session, actor, HistorySpan(first, last))
    assert history.opening_kopecks == sum(kopecks for day, kopecks in moves if day < days[0])
    assert history.closing_kopecks == sum(kopecks for day, kopecks in moves if day <= days[1])
    balance = history.opening_kopecks
    for entry in history.entries:
        balance += entry.change_kopecks
        assert entry.balance_kopecks == balance
    assert balance == history.closing_kopecks
    assert history.entry_count == len(history.entries)
    in_order = [(entry.effective_on, entry.sequence) for entry in history.entries]
    assert in_order == sorted(in_order)
    whole = get_statement(session, actor, ALWAYS)
    assert whole.closing_kopecks == get_balance(session, account.id or 0).kopecks


def test_pages_join_without_gap_or_overlap_while_payments_arrive(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PAGE_ROWS", 7)
    account, actor = _owner(session)
    insert_rows(
        session.connection(), LedgerEntry, _entries(account.id or 0, [(n % 9, n + 1) for n in range(30)])
    )
    first = get_history(session, actor, ALWAYS)
    pages = [first]
    for page in range(1, 5):
        receive_payment(session, account.id or 0, PaymentChannel.CARD, 1, START + timedelta(days=page))
        pages.append(get_history(session, actor, ALWAYS, page, first.as_of_sequence))
    rows = [entry for page in pages for entry in page.entries]
    assert sorted(entry.sequence for entry in rows) == list(range(1, 31))
    assert all(
        older.balance_kopecks + newer.change_kopecks == newer.balance_kopecks
        for newer, older in pairwise(rows)
    )
    assert {page.closing_kopecks for page in pages} == {first.closing_kopecks}
    with pytest.raises(NotFound):
        get_history(session, actor, ALWAYS, 5, first.as_of_sequence)


@pytest.mark.parametrize("page", [-1, 401, 10**9])
def test_a_page_beyond_all_bounds_is_not_there(session: Session, page: int) -> None:
    _account, actor = _owner(session)
    with pytest.raises(NotFound):
        get_history(session, actor, ALWAYS, page)


def test_a_file_has_a_limit_and_says_so(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MAX_EXPORT_ROWS", 3)
    account, actor = _owner(session)
    insert_rows(session.connection(), LedgerEntry, _entries(account.id or 0, [(n, 5) for n in range(4)]))
    with pytest.raises(InvalidInput):
        get_statement(session, actor, ALWAYS)


def test_readings_of_the_span_come_with_source_and_status(session: Session) -> None:
    account, actor = _owner(session)
    hot = make_meter(session, account, kind=MeterKind.HOT, place="ванная")
    make_reading(session, hot, Period(2026, 1), 1_000)
    make_reading(session, hot, Period(2026, 2), 2_000, status=ReadingStatus.UNDER_REVIEW)
    make_reading(session, make_meter(session, make_account(session)), Period(2026, 2), 9_000)
    found = get_history(session, actor, HistorySpan(date(2026, 2, 1), date(2026, 2, 28))).readings
    assert [(one.value_litres, one.status, one.meter_place) for one in found] == [
        (2_000, ReadingStatus.UNDER_REVIEW, "ванная")
    ]


JULY = Period(2026, 7)


def test_charges_name_service_method_and_bill(fresh_engine: Engine) -> None:
    with transaction(fresh_engine) as writing:
        load_policy(writing)
        load_tariffs(writing)
        account, actor = _owner(writing)
        make_history(writing, make_meter(writing, account), JULY, 10_000, 17_412)
    run_billing(fresh_engine, JULY, datetime(2026, 8, 2, tzinfo=UTC))
    with reading(fresh_engine) as session:
        history = get_statement(session, actor, HistorySpan(JULY.first_day, JULY.last_day))
    charges = [entry.charged_for for entry in history.entries]
    assert [(one.service, one.method, one.volume_litres) for one in charges if one] == [
        ("water", "meter", 7_412),
        ("wastewater", "meter", 7_412),
    ]
    assert {one.bill_period for one in charges if one} == {JULY}
    assert history.movements.charged_kopecks == history.closing_kopecks == 140_75 + 171_22


FILLINGS = (
    "INSERT INTO payment (account_id, channel, amount_kopecks, paid_on, received_at) "
    "SELECT account_id, 'card', amount_kopecks, effective_on, posted_at FROM ledger_entry",
    "INSERT INTO bill (account_id, period, opening_kopecks, charged_kopecks, penalty_kopecks, due_kopecks, "
    "vat_kopecks, pay_by_on, due_on, issued_at) "
    "SELECT account_id, 202601, 0, 0, 0, 0, 0, effective_on, effective_on, posted_at FROM ledger_entry "
    "WHERE sequence = 1",
    "INSERT INTO charge_line (bill_id, kind, service, period, method, volume_litres, "
    "rate_kopecks_per_m3, coefficient_hundredths, amount_kopecks, basis) "
    "SELECT bill.id, 'charge', 'water', 202601, 'meter', 0, 0, 100, amount_kopecks, '' "
    "FROM ledger_entry JOIN bill ON bill.account_id = ledger_entry.account_id",
    "INSERT INTO reading (meter_id, period, value_litres, taken_on, received_at, source, status, flags) "
    "SELECT meter.id, 202601, sequence, effective_on, posted_at, 'web', 'replaced', '' "
    "FROM ledger_entry JOIN meter ON meter.account_id = ledger_entry.account_id",
    "ANALYZE",
)


def test_a_large_database_is_searched_by_index_in_few_statements(fresh_engine: Engine) -> None:
    with transaction(fresh_engine) as writing:
        owners = [_owner(writing) for _ in range(40)]
        moves = [(number % 600, 100) for number in range(600)]
        for account, _actor in owners:
            make_meter(writing, account)
            insert_rows(writing.connection(), LedgerEntry, _entries(account.id or 0, moves))
        for filling in FILLINGS:
            writing.connection().execute(text(filling))
    with reading(fresh_engine) as session:
        with recorded_statements(session) as seen:
            found = get_history(session, owners[17][1], HistorySpan(START, START + timedelta(days=365)))
        assert (found.entry_count, len(found.readings), len(found.entries)) == (366, 50, 50)
        assert len(seen) <= MOST_STATEMENTS
        plans = [_plan(session, *statement) for statement in seen]
    assert [plan for plan in plans if _has_full_scan(plan)] == []


def _plan(session: Session, statement: str, parameters: Any) -> str:
    is_sqlite = session.connection().dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    rows = session.connection().exec_driver_sql(f"{explain} {statement}", parameters)
    return "\n".join(str(row[-1]) for row in rows)


def _has_full_scan(plan: str) -> bool:
    """The forty accounts themselves are fewer than an index would be worth."""
    tables = ("ledger_entry", "charge_line", "payment", "reading", "undone")
    return any(f"{scan} {table}" in plan for scan in ("SCAN", "Seq Scan on") for table in tables)
