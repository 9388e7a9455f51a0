"""A bank statement in the database: each transfer once, to the kopeck, and never in part."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col, func, select

from avk_app.domain.statement import Statement, StatementLine
from avk_app.domain.statement_matching import Doubt
from avk_app.domain.statement_table import parse_table
from avk_app.errors import DomainError, NotFound
from avk_app.models import Account, AuditRecord, BankStatementLine, LedgerEntry, Payment
from avk_app.models.payments import PaymentChannel
from avk_app.models.statements import StatementLineStatus
from avk_app.models.users import Role
from avk_app.services.checks import check_books
from avk_app.services.console import CONSOLE
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance, receive_payment
from avk_app.services.ledger_bulk import receive_payments
from avk_app.services.policy import load_policy
from avk_app.services.statement_import import Tally, import_statement
from avk_app.services.statement_review import list_doubtful_lines
from tests.actors import actor_for, staff_actor
from tests.bills import OCTOBER, charge, make_metered_home, make_rules
from tests.factories import make_account, make_user
from tests.payments import all_receipts
from tests.statements import PAYERS

DAY = date(2026, 11, 5)
LINE = StatementLine(8, DAY, "1201", 418_47, "Соколова Анна Сергеевна", PAYERS, "", "за воду")


def paid_for(account: Account, at: int = 8, **values: object) -> StatementLine:
    purpose = f"Оплата по л/с {account.number} за октябрь 2026"
    return replace(LINE, **({"line": at, "document_number": str(at), "purpose": purpose} | values))


def statement_of(*lines: StatementLine) -> Statement:
    return Statement(lines)


def stored(session: Session) -> list[BankStatementLine]:
    session.expire_all()
    return list(session.exec(select(BankStatementLine).order_by(col(BankStatementLine.id))))


def test_nobody_but_money_staff_takes_a_statement_in(session: Session) -> None:
    account = make_account(session)
    operator = staff_actor(session, Role.OPERATOR)
    dismissed = staff_actor(session, Role.CASHIER, is_active=False)
    subscriber = actor_for(session, account, make_user(session, account))
    pretender = actor_for(session, account, make_user(session, account, role=Role.CASHIER))
    for actor in (actor_for(session, account), subscriber, pretender, operator, dismissed):
        for is_dry_run in (True, False):
            with pytest.raises(NotFound):
                import_statement(session, actor, statement_of(paid_for(account)), is_dry_run=is_dry_run)
    assert stored(session) == []


@pytest.mark.parametrize("role", [Role.CASHIER, Role.ADMINISTRATOR])
def test_money_staff_credit_what_is_certain(session: Session, role: Role) -> None:
    account = make_account(session)
    report = import_statement(session, staff_actor(session, role), statement_of(paid_for(account)))
    assert (report.matched, report.doubtful, report.known) == (Tally(1, 418_47), Tally(0, 0), Tally(0, 0))
    payment = session.exec(select(Payment)).one()
    assert (payment.account_id, payment.channel) == (account.id, PaymentChannel.BANK_TRANSFER)
    assert (payment.amount_kopecks, payment.paid_on, payment.named_period) == (418_47, DAY, 202610)
    assert get_balance(session, account.id or 0).kopecks == -418_47
    (line,) = stored(session)
    assert (line.status, line.payment_id, line.doubt) == (StatementLineStatus.MATCHED, payment.id, None)
    assert [receipt.payment_id for receipt in all_receipts(session)] == [payment.id]
    assert check_books(session) == []


def test_what_is_kept_of_the_payer_of_a_credited_line_is_masked(session: Session) -> None:
    import_statement(session, CONSOLE, statement_of(paid_for(make_account(session))))
    (line,) = stored(session)
    assert (line.payer_name, line.payer_account) == ("С•••• А•••• С••••", "••••0001")


def test_a_dry_run_says_the_same_and_writes_nothing(session: Session) -> None:
    statement = statement_of(paid_for(make_account(session)), replace(LINE, line=9))
    would = import_statement(session, CONSOLE, statement, is_dry_run=True)
    assert stored(session) == []
    assert import_statement(session, CONSOLE, statement) == would


def test_doubtful_money_waits_whole_with_its_reason(session: Session) -> None:
    one, two = make_account(session), make_account(session)
    closed = make_account(session, closed_on=DAY)
    lines = (
        replace(LINE, line=1),
        paid_for(one, 2, purpose=f"л/с {one.number} и л/с {two.number}"),
        paid_for(closed, 3),
        paid_for(one, 4, amount_kopecks=100_000_001),
        paid_for(one, 5, purpose=f"л/с {one.number[:-1]}"),
    )
    report = import_statement(session, CONSOLE, statement_of(*lines))
    assert report.matched == Tally(0, 0)
    assert report.doubtful == Tally(5, 4 * 418_47 + 100_000_001)
    assert [line.doubt for line in stored(session)] == [
        Doubt.NO_NUMBER,
        Doubt.SEVERAL_ACCOUNTS,
        Doubt.CLOSED_ACCOUNT,
        Doubt.OVER_CAP,
        Doubt.MISTYPED_NUMBER,
    ]
    assert report.doubts == dict.fromkeys(set(Doubt) - {Doubt.PERHAPS_KNOWN}, 1)
    assert {line.payer_name for line in stored(session)} == {"Соколова Анна Сергеевна"}
    assert session.exec(select(Payment)).all() == []


def test_an_account_that_closes_later_is_credited(session: Session) -> None:
    account = make_account(session, closed_on=date(2026, 11, 6))
    assert import_statement(session, CONSOLE, statement_of(paid_for(account))).matched.count == 1


def test_a_closed_account_is_credited_with_what_it_owes_once(session: Session) -> None:
    make_rules(session)
    closed, _cold, _hot = make_metered_home(session)
    charge(session, closed, OCTOBER)
    closed.closed_on = DAY
    owed = get_balance(session, closed.id or 0).kopecks
    lines = (paid_for(closed, number, amount_kopecks=owed) for number in (1, 2))
    report = import_statement(session, CONSOLE, statement_of(*lines))
    assert (report.matched, report.doubts) == (Tally(1, owed), {Doubt.CLOSED_ACCOUNT: 1})
    assert get_balance(session, closed.id or 0).kopecks == 0


def test_a_second_import_credits_nothing(session: Session) -> None:
    statement = statement_of(paid_for(make_account(session)), replace(LINE, line=9))
    import_statement(session, CONSOLE, statement)
    again = import_statement(session, CONSOLE, statement)
    assert (again.matched, again.doubtful, again.known) == (Tally(0, 0), Tally(0, 0), Tally(2, 836_94))
    assert len(stored(session)) == 2


def test_overlapping_files_count_each_line_once_and_equal_transfers_twice(session: Session) -> None:
    account = make_account(session)
    lines = [paid_for(account, at, document_number="7") for at in (1, 2)]
    morning, evening = statement_of(lines[0]), statement_of(*lines, paid_for(account, 3))
    reports = [import_statement(session, CONSOLE, file) for file in (morning, evening, morning, evening)]
    assert [report.matched.count for report in reports] == [1, 2, 0, 0]
    assert get_balance(session, account.id or 0).kopecks == -3 * 418_47


@pytest.mark.parametrize("left_out", ["document_number", "payer_account"])
@pytest.mark.parametrize("is_terse_first", [True, False])
def test_a_format_that_says_less_credits_nothing_twice(
    session: Session, left_out: str, is_terse_first: bool
) -> None:
    account = make_account(session)
    load_policy(session)
    files = [paid_for(account), paid_for(account, **{left_out: ""})]
    for line in reversed(files) if is_terse_first else files:
        import_statement(session, CONSOLE, statement_of(line))
    assert get_balance(session, account.id or 0).kopecks == -LINE.amount_kopecks
    assert [line.doubt for line in stored(session)] == [None, Doubt.PERHAPS_KNOWN]


def test_the_import_is_on_record_with_its_sums_and_without_names(session: Session) -> None:
    actor = staff_actor(session, Role.CASHIER)
    import_statement(session, actor, statement_of(paid_for(make_account(session))))
    record = session.exec(select(AuditRecord).where(col(AuditRecord.action) == "statement.import")).one()
    assert (record.user_id, record.details) == (actor.user_id, "matched=1/41847, doubtful=0/0, known=0/0")


def test_a_failure_leaves_nothing_behind(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    statement = statement_of(paid_for(make_account(session)), paid_for(make_account(session), 9))

    def fail_late(*arguments: object) -> list[int]:
        receive_payments(*arguments)  # type: ignore[arg-type]
        raise RuntimeError

    monkeypatch.setattr("avk_app.services.statement_import.receive_payments", fail_late)
    with pytest.raises(RuntimeError), session.begin_nested():
        import_statement(session, CONSOLE, statement)
    assert (stored(session), session.exec(select(LedgerEntry)).all()) == ([], [])


def test_the_database_itself_holds_a_line_and_its_payment_together(session: Session) -> None:
    import_statement(session, CONSOLE, statement_of(replace(LINE, line=1)))
    (line,) = stored(session)
    line.status = StatementLineStatus.MATCHED
    with pytest.raises(DatabaseError), session.begin_nested():
        session.flush()


def _at_once(engine: Engine, tasks: list[Callable[[Session], Any]]) -> list[Any]:
    start = Barrier(len(tasks))

    def run(task: Callable[[Session], Any]) -> Any:
        start.wait()
        with transaction(engine) as session:
            return task(session)

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def test_the_same_file_at_once_is_credited_once(fresh_engine: Engine) -> None:
    with transaction(fresh_engine) as session:
        load_policy(session)
        accounts = [make_account(session) for _ in range(5)]
    lines = [paid_for(account, at) for at, account in enumerate(accounts * 4, 1)]
    files = [statement_of(*lines), statement_of(*reversed(lines))] * 3
    reports = _at_once(
        fresh_engine, [lambda session, file=file: import_statement(session, CONSOLE, file) for file in files]
    )
    assert sorted(report.matched.count for report in reports) == [0, 0, 0, 0, 0, 20]
    with reading(fresh_engine) as session:
        assert session.exec(select(func.count()).select_from(Payment)).one() == 20
        assert check_books(session) == []


def test_others_pay_into_the_same_accounts_meanwhile(fresh_engine: Engine) -> None:
    with transaction(fresh_engine) as session:
        load_policy(session)
        accounts = [make_account(session) for _ in range(3)]
    lines = [paid_for(account, at) for at, account in enumerate(accounts * 5, 1)]
    tasks = [lambda session: import_statement(session, CONSOLE, statement_of(*lines))]
    tasks += [
        lambda session, account=account: receive_payment(
            session, account.id or 0, PaymentChannel.OFFICE, 1_00, DAY
        )
        for account in accounts * 3
    ]
    _at_once(fresh_engine, tasks)
    with reading(fresh_engine) as session:
        balances = [get_balance(session, account.id or 0).kopecks for account in accounts]
        assert balances == [-5 * 418_47 - 3_00] * 3
        assert check_books(session) == []


def test_the_books_are_checked_against_the_statement(session: Session) -> None:
    import_statement(session, CONSOLE, statement_of(paid_for(make_account(session))))
    session.exec(select(Payment)).one().paid_on = date(2026, 11, 6)
    session.flush()
    assert [broken.name for broken in check_books(session)] == [
        "a transfer of a bank statement is credited once with its amount and day"
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.lists(st.text(max_size=60), min_size=4, max_size=4))
def test_whatever_stands_in_a_line_is_kept_or_refused(session: Session, texts: list[str]) -> None:
    names = ("document_number", "payer_account", "payer_name", "purpose")
    cells = ["05.11.2026", "418,47", *texts]
    titles = {name: name for name in ("operation_on", "amount", *names)}
    with session.begin_nested() as undone:
        try:
            statement = parse_table([(1, list(titles)), (2, cells)], titles, "40702810138250123017", DAY)
        except DomainError:
            return
        import_statement(session, CONSOLE, statement)
        assert list_doubtful_lines(session, CONSOLE)[0].amount_kopecks == 418_47
        undone.rollback()


AMOUNTS = st.integers(1, 10**6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 3), AMOUNTS, st.integers(1, 3)), min_size=1, max_size=12), st.data())
def test_any_overlapping_files_in_any_order_credit_the_whole_once(
    session: Session, rows: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    """Lines of one identity come in the bank's order: a file that has the second has the first too."""
    with session.begin_nested() as undone:
        accounts = [make_account(session) for _ in range(3)]
        lines = [
            paid_for(accounts[whose], at, amount_kopecks=amount, document_number=str(number))
            if whose < 3
            else replace(LINE, line=at, amount_kopecks=amount, document_number=str(number))
            for at, (whose, amount, number) in enumerate(rows, 1)
        ]
        ends = data.draw(st.lists(st.integers(0, len(lines)), max_size=4))
        for end in (*ends, len(lines)):
            report = import_statement(session, CONSOLE, statement_of(*lines[:end]))
            sums = (report.matched.kopecks, report.doubtful.kopecks, report.known.kopecks)
            assert sum(sums) == report.incoming.kopecks == sum(line.amount_kopecks for line in lines[:end])
        assert sum(row.amount_kopecks for row in stored(session)) == sum(r[1] for r in rows)
        credited = sum(payment.amount_kopecks for payment in session.exec(select(Payment)))
        assert credited == sum(amount for whose, amount, _number in rows if whose < 3)
        assert check_books(session) == []
        undone.rollback()
