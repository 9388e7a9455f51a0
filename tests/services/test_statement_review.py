"""Doubtful transfers: shown to money staff with suggestions, credited once, or put aside."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from avk_app.domain.statement import Statement, StatementLine
from avk_app.domain.statement_matching import Doubt
from avk_app.errors import Conflict, InvalidInput, NotFound
from avk_app.models import Account, AuditRecord, BankStatementLine, Payment
from avk_app.models.statements import StatementLineStatus
from avk_app.models.users import Role
from avk_app.services.checks import check_books
from avk_app.services.console import CONSOLE
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance
from avk_app.services.policy import load_policy
from avk_app.services.statement_import import import_statement
from avk_app.services.statement_review import (
    SuggestedAccount,
    assign_statement_line,
    list_doubtful_lines,
    mark_not_ours,
)
from tests.actors import actor_for, staff_actor
from tests.factories import make_account, make_user
from tests.payments import all_receipts
from tests.statements import PAYERS

DAY = date(2026, 11, 5)


def take_in(session: Session, purpose: str, payer: str = "Иванов Пётр Сергеевич") -> int:
    """A transfer that nobody can be certain about; the id of its line."""
    line = StatementLine(8, DAY, "1201", 418_47, payer, PAYERS, "", purpose)
    import_statement(session, CONSOLE, Statement((line,)))
    return session.exec(select(func.max(BankStatementLine.id))).one() or 0


def mistyped(account: Account) -> str:
    return account.number[:-1] + str((int(account.number[-1]) + 1) % 10)


def test_nobody_but_money_staff_sees_or_moves_anything(session: Session) -> None:
    account = make_account(session)
    line_id = take_in(session, "за воду")
    subscriber = actor_for(session, account, make_user(session, account))
    for actor in (actor_for(session, account), subscriber, staff_actor(session, Role.OPERATOR)):
        assert list_doubtful_lines(session, actor) == []
        with pytest.raises(NotFound):
            assign_statement_line(session, actor, line_id, account.number)
        with pytest.raises(NotFound):
            mark_not_ours(session, actor, line_id)
    assert session.exec(select(Payment)).all() == []


def test_a_doubtful_line_is_shown_whole_with_whose_it_may_be(session: Session) -> None:
    account = make_account(session, surname="Иванов")
    make_account(session, surname="Петров")
    line_id = take_in(session, f"л/с {mistyped(account)}", "ИВАНОВ ПЕТР СЕРГЕЕВИЧ")
    (line,) = list_doubtful_lines(session, staff_actor(session, Role.CASHIER))
    assert (line.line_id, line.operation_on, line.amount_kopecks) == (line_id, DAY, 418_47)
    assert (line.payer_name, line.payer_account) == ("ИВАНОВ ПЕТР СЕРГЕЕВИЧ", "••••0001")
    assert line.doubt is Doubt.MISTYPED_NUMBER
    assert line.suggestions == (SuggestedAccount(account.number, "Иванов", None),)


def test_a_closed_account_is_suggested_as_closed(session: Session) -> None:
    account = make_account(session, closed_on=DAY)
    take_in(session, f"л/с {account.number}")
    (line,) = list_doubtful_lines(session, CONSOLE)
    assert line.suggestions == (SuggestedAccount(account.number, "Иванов", DAY),)


def test_without_a_number_people_of_the_whole_name_are_suggested(session: Session) -> None:
    wanted = make_account(session, surname="Соловьёв-Седой", first_name="Пётр", patronymic="Сергеевич")
    make_account(session, surname="Соловьёв-Седой", first_name="Павел", patronymic="Сергеевич")
    nameless = make_account(session, surname="Артёмова", first_name="Алёна", patronymic="")
    take_in(session, "за воду", "ПАО БАНК//СОЛОВЬЕВ-СЕДОЙ ПЕТР СЕРГЕЕВИЧ//")
    take_in(session, "за воду, артемова алена", "БАНК")
    take_in(session, "за стоки", "СОЛОВЬЕВ-СЕДОЙ П. С.")
    suggested = [
        [one.account_number for one in line.suggestions] for line in list_doubtful_lines(session, CONSOLE)
    ]
    assert suggested == [[wanted.number], [nameless.number], []]


def test_an_assigned_line_is_credited_as_if_it_had_been_certain(session: Session) -> None:
    account = make_account(session, closed_on=DAY)
    line_id = take_in(session, f"л/с {account.number} за октябрь 2026")
    cashier = staff_actor(session, Role.CASHIER)
    assign_statement_line(session, cashier, line_id, f" {account.number[:4]}-{account.number[4:]}")
    payment = session.exec(select(Payment)).one()
    assert (payment.amount_kopecks, payment.paid_on, payment.named_period) == (418_47, DAY, 202610)
    assert get_balance(session, account.id or 0).kopecks == -418_47
    line = session.get_one(BankStatementLine, line_id)
    assert (line.status, line.payment_id) == (StatementLineStatus.ASSIGNED, payment.id)
    assert line.payer_name == "И•••• П•••• С••••"
    assert [receipt.payment_id for receipt in all_receipts(session)] == [payment.id]
    assert list_doubtful_lines(session, cashier) == []
    assert check_books(session) == []
    record = session.exec(select(AuditRecord).where(col(AuditRecord.action) == "statement.assigned")).one()
    assert (record.user_id, record.entity_id) == (cashier.user_id, line_id)


def test_a_line_is_credited_once(session: Session) -> None:
    account = make_account(session)
    line_id = take_in(session, "за воду")
    assign_statement_line(session, CONSOLE, line_id, account.number)
    for repeated in (
        lambda: assign_statement_line(session, CONSOLE, line_id, account.number),
        lambda: mark_not_ours(session, CONSOLE, line_id),
    ):
        with pytest.raises(Conflict):
            repeated()
    assert get_balance(session, account.id or 0).kopecks == -418_47


@pytest.mark.parametrize("number", ["", "abc", "380104213", "3801042131", "٣٨٠١٠٤٢١٣٠", "3" * 5000, "\x00"])
def test_what_is_no_account_number_moves_nothing(session: Session, number: str) -> None:
    line_id = take_in(session, "за воду")
    with pytest.raises(InvalidInput):
        assign_statement_line(session, CONSOLE, line_id, number)
    assert len(list_doubtful_lines(session, CONSOLE)) == 1


def test_an_account_or_a_line_that_does_not_exist_is_not_found(session: Session) -> None:
    account = make_account(session)
    with pytest.raises(NotFound, match="account"):
        assign_statement_line(session, CONSOLE, take_in(session, "за воду"), "0000000000")
    with pytest.raises(NotFound):
        assign_statement_line(session, CONSOLE, 10**6, account.number)


def test_what_was_put_aside_is_off_the_list_stays_known_and_can_come_back(session: Session) -> None:
    account = make_account(session)
    line_id = take_in(session, "возврат займа")
    mark_not_ours(session, CONSOLE, line_id)
    assert list_doubtful_lines(session, CONSOLE) == []
    take_in(session, "возврат займа")
    assert list_doubtful_lines(session, CONSOLE) == []
    assign_statement_line(session, CONSOLE, line_id, account.number)
    assert get_balance(session, account.id or 0).kopecks == -418_47


def test_two_people_at_once_credit_a_line_once(fresh_engine: Engine) -> None:
    with transaction(fresh_engine) as session:
        load_policy(session)
        numbers = [make_account(session).number for _ in range(4)]
        line_id = take_in(session, "за воду")

    def assign(number: str) -> bool:
        try:
            with transaction(fresh_engine) as session:
                assign_statement_line(session, CONSOLE, line_id, number)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as hands:
        assert sorted(hands.map(assign, numbers)) == [False, False, False, True]
    with reading(fresh_engine) as session:
        assert session.exec(select(func.count()).select_from(Payment)).one() == 1
        assert check_books(session) == []
