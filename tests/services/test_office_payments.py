"""Payments in an office: cashiers only, once a key, cancelled once, and the till adds up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from avk_app import clock
from avk_app.domain.account_numbers import with_check_digit
from avk_app.domain.receipts import ReceiptKind
from avk_app.errors import Conflict, InvalidInput, NotAllowed, NotFound
from avk_app.models import Account, AuditRecord, LedgerEntry, Payment
from avk_app.models.office_payments import OfficeMeans
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services import sessions
from avk_app.services.access import Actor
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance
from avk_app.services.office_day import list_office_payments
from avk_app.services.office_payments import (
    OfficePaper,
    TakeOfficePayment,
    cancel_office_payment,
    receive_office_payment,
)
from avk_app.services.policy import load_policy
from avk_app.services.staff_acting import act_as_member
from avk_app.texts.errors import message_for
from tests.actors import actor_for, staff_actor
from tests.bills import OCTOBER, charge, make_metered_home, make_rules
from tests.factories import make_account, make_user
from tests.payments import all_receipts

Refused = Callable[[Session, Account], Actor]
REFUSED: dict[str, Refused] = {
    "nobody": lambda _s, _a: Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, None),
    "subscriber": actor_for,
    "user": lambda s, a: actor_for(s, a, make_user(s, a)),
    "operator": lambda s, _a: staff_actor(s, Role.OPERATOR),
    "dismissed": lambda s, _a: staff_actor(s, Role.CASHIER, is_active=False),
}


@pytest.fixture
def account(session: Session) -> Account:
    return make_account(session)


@pytest.fixture
def cashier(session: Session) -> Actor:
    return staff_actor(session, Role.CASHIER)


def _command(account: Account, amount_kopecks: int = 500_00, **values: object) -> TakeOfficePayment:
    defaults: dict[str, object] = {
        "account_number": account.number,
        "amount_kopecks": amount_kopecks,
        "means": OfficeMeans.CASH,
        "office": "Центральный офис",
        "key": "k1",
    }
    return TakeOfficePayment(**(defaults | values))  # type: ignore[arg-type]


def _take(session: Session, actor: Actor, account: Account, key: str = "k1", **values: object) -> OfficePaper:
    return receive_office_payment(session, actor, _command(account, key=key, **values))


def _payments(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Payment)).one()


@pytest.mark.parametrize("who", REFUSED)
def test_others_neither_take_nor_cancel_nor_see_money(
    session: Session, account: Account, cashier: Actor, who: str
) -> None:
    paper = _take(session, cashier, account)
    actor = REFUSED[who](session, account)
    with pytest.raises(NotAllowed):
        _take(session, actor, account, "k2")
    with pytest.raises(NotAllowed):
        cancel_office_payment(session, actor, paper.payment_id, "ошибка")
    with pytest.raises(NotAllowed):
        list_office_payments(session, actor, clock.today())
    assert get_balance(session, account.id or 0).kopecks == -500_00


@pytest.mark.parametrize("role", [Role.CASHIER, Role.ADMINISTRATOR])
def test_money_is_credited_with_a_receipt_and_an_audit_record(
    session: Session, account: Account, role: Role
) -> None:
    paper = _take(session, staff_actor(session, role), account, means=OfficeMeans.TERMINAL)
    (receipt,) = all_receipts(session)
    assert get_balance(session, account.id or 0).kopecks == -500_00
    assert (receipt.number, receipt.is_cash, receipt.fee_kopecks) == (paper.receipt_number, False, 0)
    assert receipt.place == "Центральный офис"
    actions = session.exec(select(AuditRecord.action).where(col(AuditRecord.entity) == "payment")).all()
    assert actions == ["office_payment.receive"]


def test_the_same_key_is_the_same_payment(session: Session, account: Account, cashier: Actor) -> None:
    first = _take(session, cashier, account)
    assert (
        _take(session, cashier, account, account_number=f" {account.number[:5]} {account.number[5:]}")
        == first
    )
    assert (_payments(session), len(all_receipts(session))) == (1, 1)


def test_a_key_is_not_lent_to_another_payment(session: Session, account: Account, cashier: Actor) -> None:
    _take(session, cashier, account)
    other = make_account(session)
    for attempt in (
        lambda: _take(session, cashier, account, amount_kopecks=1_00),
        lambda: _take(session, cashier, other),
        lambda: _take(session, cashier, account, means=OfficeMeans.TERMINAL),
    ):
        with pytest.raises(Conflict) as refusal:
            attempt()
        assert refusal.value.entity == "office_key"
    assert _payments(session) == 1


def test_a_key_counts_for_one_cashier_and_one_day(session: Session, account: Account, cashier: Actor) -> None:
    papers = [_take(session, cashier, account), _take(session, staff_actor(session, Role.CASHIER), account)]
    with time_machine.travel(clock.now() + timedelta(days=1)):
        tomorrows = _same_member(session, cashier)
        papers += [_take(session, tomorrows, account), _take(session, tomorrows, account)]
    assert len(set(papers)) == _payments(session) == 3
    assert papers[2] == papers[3]


def test_the_key_of_a_cancelled_payment_takes_no_money_unseen(
    session: Session, account: Account, cashier: Actor
) -> None:
    first = _take(session, cashier, account)
    cancel_office_payment(session, cashier, first.payment_id, "не та сумма")
    for amount_kopecks in (500_00, 400_00):
        with pytest.raises(Conflict) as refusal:
            _take(session, cashier, account, amount_kopecks=amount_kopecks)
        assert refusal.value.entity == "office_key_cancelled"
    assert _take(session, cashier, account, "k2").payment_id != first.payment_id
    assert get_balance(session, account.id or 0).kopecks == -500_00


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"amount_kopecks": 0}, "amount_zero"),
        ({"amount_kopecks": -100}, "amount_zero"),
        ({"amount_kopecks": 10**9 * 100}, "amount_over_cap"),
        ({"account_number": "123"}, "account_number_length"),
        ({"account_number": ""}, "account_number_length"),
        ({"account_number": "3801042218"}, "account_number_check_digit"),
        ({"account_number": with_check_digit("999999999")}, "account_unknown"),
        ({"account_number": "٣٨٠١٠٤٢٢١٧"}, "account_number_length"),
        ({"key": ""}, "office_key_length"),
        ({"key": "k" * 65}, "office_key_length"),
    ],
)
def test_what_cannot_be_a_payment_is_said_and_nothing_moves(
    session: Session, account: Account, cashier: Actor, values: dict[str, object], code: str
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        receive_office_payment(session, cashier, _command(account, **values))  # type: ignore[arg-type]
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert (_payments(session), all_receipts(session)) == (0, [])


def test_a_closed_account_takes_what_it_owes_and_no_more(session: Session, cashier: Actor) -> None:
    make_rules(session)
    closed, _cold, _hot = make_metered_home(session)
    charge(session, closed, OCTOBER)
    closed.closed_on = clock.today() - timedelta(days=1)
    owed = get_balance(session, closed.id or 0).kopecks
    for amount, code in ((owed + 1, "amount_over_debt"), (owed, ""), (1, "account_closed")):
        if not code:
            assert _take(session, cashier, closed, amount_kopecks=amount, key=f"{amount}").payment_id
            continue
        with pytest.raises(InvalidInput) as refusal:
            _take(session, cashier, closed, amount_kopecks=amount, key=f"{amount}")
        assert [problem.code for problem in refusal.value.problems] == [code]
        assert all(map(message_for, refusal.value.problems))
    assert get_balance(session, closed.id or 0).kopecks == 0


def test_an_account_takes_money_on_its_last_day(session: Session, cashier: Actor) -> None:
    last_day = make_account(session, closed_on=clock.today())
    assert _take(session, cashier, last_day).payment_id


def test_a_mistake_of_today_is_reversed_once_with_a_receipt_of_the_return(
    session: Session, account: Account, cashier: Actor
) -> None:
    paper = _take(session, cashier, account)
    returned = cancel_office_payment(session, cashier, paper.payment_id, "  не тот\nсчёт ")
    assert get_balance(session, account.id or 0).kopecks == 0
    income, back = all_receipts(session)
    assert returned.receipt_number == back.number == f"{income.number}-1"
    assert (back.kind, back.amount_kopecks, back.is_cash) == (ReceiptKind.RETURN, 500_00, True)
    assert back.advance_kopecks == income.advance_kopecks
    with pytest.raises(Conflict):
        cancel_office_payment(session, cashier, paper.payment_id, "ещё раз")
    assert session.exec(select(func.count()).select_from(LedgerEntry)).one() == 2


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason_empty"), (" \n", "reason_empty"), ("я" * 201, "reason_too_long")]
)
def test_a_reason_is_needed(
    session: Session, account: Account, cashier: Actor, reason: str, code: str
) -> None:
    paper = _take(session, cashier, account)
    with pytest.raises(InvalidInput) as refusal:
        cancel_office_payment(session, cashier, paper.payment_id, reason)
    assert refusal.value.problems[0].code == code


def test_what_is_not_ones_own_or_not_of_today_is_the_administrators_to_cancel(
    session: Session, account: Account, cashier: Actor
) -> None:
    first, second = _take(session, cashier, account), _take(session, cashier, account, "k2")
    with pytest.raises(NotAllowed):
        cancel_office_payment(session, staff_actor(session, Role.CASHIER), first.payment_id, "чужой")
    cancel_office_payment(session, staff_actor(session, Role.ADMINISTRATOR), first.payment_id, "чужой")
    with time_machine.travel(clock.now() + timedelta(days=1)):
        tomorrows = _same_member(session, cashier)
        with pytest.raises(NotAllowed):
            cancel_office_payment(session, tomorrows, second.payment_id, "вчера")
        administrator = staff_actor(session, Role.ADMINISTRATOR)
        assert cancel_office_payment(session, administrator, second.payment_id, "вчера").receipt_number


def _same_member(session: Session, actor: Actor) -> Actor:
    ticket = sessions.issue_ticket(session, SessionKind.STAFF, actor.user_id, None)
    token = sessions.open_session(session, ticket, "Firefox", "").token
    found = sessions.find_actor(session, sessions.fingerprint_of(token))
    assert found is not None
    return found


def test_a_payment_that_was_not_made_in_an_office_is_not_there(
    session: Session, account: Account, cashier: Actor
) -> None:
    for payment_id in (0, 999_999, -1):
        with pytest.raises(NotFound):
            cancel_office_payment(session, cashier, payment_id, "ошибка")


def test_a_day_adds_up_by_means_and_each_cashier_sees_their_own(session: Session, account: Account) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 4, tzinfo=UTC), tick=False):
        cashier, other = staff_actor(session, Role.CASHIER), staff_actor(session, Role.CASHIER)
        mistaken = _take(session, cashier, account, "a", amount_kopecks=100_00)
        _take(session, cashier, account, "b", amount_kopecks=30_00)
        _take(session, cashier, account, "c", amount_kopecks=7_00, means=OfficeMeans.TERMINAL)
        _take(session, other, account, "d", amount_kopecks=5_00)
        cancel_office_payment(session, cashier, mistaken.payment_id, "ошибка")
        own = list_office_payments(session, cashier, date(2026, 11, 22))
        everybodys = list_office_payments(
            session, staff_actor(session, Role.ADMINISTRATOR), date(2026, 11, 22)
        )
        yesterday = list_office_payments(session, cashier, date(2026, 11, 21))
    totals = [(one.means, one.taken_kopecks, one.returned_kopecks) for one in own.totals]
    assert totals == [(OfficeMeans.CASH, 130_00, 100_00), (OfficeMeans.TERMINAL, 7_00, 0)]
    assert [move.amount_kopecks for move in own.moves] == [100_00, 30_00, 7_00, -100_00]
    assert (everybodys.totals[0].taken_kopecks, len(everybodys.moves)) == (135_00, 5)
    assert yesterday.moves == ()


@pytest.fixture
def town(fresh_engine: Engine) -> Engine:
    with transaction(fresh_engine) as session:
        load_policy(session)
    return fresh_engine


def test_clicks_at_once_make_one_payment_and_cancel_it_once(town: Engine) -> None:
    with transaction(town) as session:
        account, cashier = make_account(session), staff_actor(session, Role.CASHIER)

    def click(_number: int) -> OfficePaper:
        with transaction(town) as session:
            return _take(session, cashier, account)

    with ThreadPoolExecutor(4) as hands:
        papers = set(hands.map(click, range(8)))
    assert len(papers) == 1

    def take_back(_number: int) -> bool:
        try:
            with transaction(town) as session:
                cancel_office_payment(session, cashier, papers.copy().pop().payment_id, "ошибка")
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as hands:
        assert sorted(hands.map(take_back, range(6))) == [False] * 5 + [True]
    with reading(town) as session:
        assert get_balance(session, account.id or 0).kopecks == 0
        assert len(all_receipts(session)) == 2
        assert check_books(session) == []


def test_a_command_acts_in_the_name_of_active_staff_only(session: Session, account: Account) -> None:
    make_user(session, account, login="subscriber")
    make_user(session, login="petrova", role=Role.CASHIER)
    make_user(session, login="left", role=Role.CASHIER, is_active=False)
    for login in ("subscriber", "left", "nobody", ""):
        with pytest.raises(NotFound):
            act_as_member(session, login)
    actor = act_as_member(session, " Petrova ")
    assert actor.role is Role.CASHIER
    assert _take(session, actor, account).payment_id
