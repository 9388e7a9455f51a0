"""Signing in: who comes in, who gets the one neutral answer, and what is remembered of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from avk_app import clock
from avk_app.errors import InvalidInput
from avk_app.gateways.passwords import _OWASP, PASSWORDS, Argon2Passwords
from avk_app.models import Account, SignInAttempt, SignInTicket, User
from avk_app.models.payments import PaymentChannel
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services import sessions
from avk_app.services.ledger import receive_payment
from avk_app.services.sign_in import (
    PasswordSignIn,
    SignInFailed,
    SurnameSignIn,
    sign_in_by_password,
    sign_in_by_surname,
)
from tests.factories import make_account, make_user

LONG_AGO = date(2020, 1, 31)

ADDRESS = "192.0.2.1"
SECRET = "вода течёт сама"
WEAKER = Argon2Passwords(_OWASP.using(argon2__memory_cost=1024, argon2__rounds=1))


def _within(session: Session) -> Callable[[], AbstractContextManager[Session]]:
    return lambda: nullcontext(session)


def _by_surname(session: Session, surname: str, number: str) -> str:
    return sign_in_by_surname(SurnameSignIn(surname, number, ADDRESS), _within(session))


def _by_password(session: Session, login: str, password: str = SECRET) -> str:
    return sign_in_by_password(PasswordSignIn(login, password, ADDRESS), _within(session))


def _make_user(session: Session, *accounts: Account, **values: Any) -> User:
    return make_user(session, *accounts, password_hash=WEAKER.hash_password(SECRET), **values)


def _codes(problem: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in problem.value.problems]


def test_nobody_comes_in_with_an_unknown_number(session: Session) -> None:
    with pytest.raises(SignInFailed):
        _by_surname(session, "Иванов", "0000000000")


def test_a_wrong_surname_gets_the_same_answer_as_an_unknown_number(session: Session) -> None:
    account = make_account(session)
    with pytest.raises(SignInFailed):
        _by_surname(session, "Петров", account.number)


@pytest.mark.parametrize("surname", ["Иванов", "  иВАНОВ ", "Иванов\u00ad"])
def test_the_subscriber_comes_in_with_surname_and_number(session: Session, surname: str) -> None:
    account = make_account(session)
    ticket = _by_surname(session, surname, f"{account.number[:2]} {account.number[2:6]}-{account.number[6:]}")
    opened = sessions.open_session(session, ticket, "", "")
    assert opened.kind is SessionKind.SURNAME
    actor = sessions.find_actor(session, sessions.fingerprint_of(opened.token))
    assert actor is not None
    assert (actor.account_id, actor.user_id) == (account.id, None)


@pytest.mark.parametrize("bill", ["{number}-202611", "{number}202611", "№ {number} - 202611"])
def test_the_number_of_a_bill_stands_for_its_accounts(session: Session, bill: str) -> None:
    account = make_account(session)
    assert _by_surname(session, "Иванов", bill.format(number=account.number))


def test_an_account_closed_long_ago_gets_the_neutral_answer(session: Session) -> None:
    account = make_account(session, closed_on=LONG_AGO)
    with pytest.raises(SignInFailed):
        _by_surname(session, "Иванов", account.number)


def test_a_closed_account_is_looked_at_for_three_years_and_while_it_is_not_even(session: Session) -> None:
    three_years = clock.today().replace(year=clock.today().year - 3)
    assert _by_surname(session, "Иванов", make_account(session, closed_on=three_years).number)
    not_even = make_account(session, closed_on=LONG_AGO)
    receive_payment(session, not_even.id or 0, PaymentChannel.OFFICE, 1, clock.today())
    assert _by_surname(session, "Иванов", not_even.number)


def test_an_account_is_open_on_its_last_day(session: Session) -> None:
    account = make_account(session, closed_on=clock.today())
    assert _by_surname(session, "Иванов", account.number)


@pytest.mark.parametrize(
    ("surname", "number", "codes"),
    [
        ("", "", [("surname", "surname_empty"), ("account_number", "account_number_empty")]),
        (" - ", "0000000000", [("surname", "surname_empty")]),
        ("Иванов", "380104", [("account_number", "account_number_length")]),
        ("Иванов", "0000000001", [("account_number", "account_number_check_digit")]),
        ("Иванов", "٣٨٠١٠٤٠٠٠٠", [("account_number", "account_number_empty")]),
    ],
)
def test_what_is_wrong_in_itself_is_told_and_counts_as_no_attempt(
    session: Session, surname: str, number: str, codes: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidInput) as problem:
        _by_surname(session, surname, number)
    assert _codes(problem) == codes
    assert session.exec(select(SignInAttempt)).all() == []


def test_nobody_comes_in_with_an_unknown_login(session: Session) -> None:
    with pytest.raises(SignInFailed):
        _by_password(session, "nobody-has-it")


def test_a_wrong_password_gets_the_same_answer(session: Session) -> None:
    user = _make_user(session, make_account(session))
    with pytest.raises(SignInFailed):
        _by_password(session, user.login, "not the password")


def test_the_user_comes_in_with_login_and_password(session: Session) -> None:
    account = make_account(session)
    user = _make_user(session, account)
    ticket = _by_password(session, f" {user.login.upper()}")
    opened = sessions.open_session(session, ticket, "", "")
    assert opened.kind is SessionKind.PASSWORD
    actor = sessions.find_actor(session, sessions.fingerprint_of(opened.token))
    assert actor is not None
    assert (actor.account_id, actor.user_id) == (account.id, user.id)


@pytest.mark.parametrize(
    "values", [{"is_active": False}, {"role": Role.OPERATOR}, {"role": Role.ADMINISTRATOR}]
)
def test_inactive_users_and_staff_get_the_neutral_answer(session: Session, values: dict[str, Any]) -> None:
    user = _make_user(session, make_account(session), **values)
    with pytest.raises(SignInFailed):
        _by_password(session, user.login)


def test_a_user_whose_only_account_closed_long_ago_gets_the_neutral_answer(session: Session) -> None:
    closed = make_account(session, closed_on=LONG_AGO)
    user = _make_user(session, closed)
    with pytest.raises(SignInFailed):
        _by_password(session, user.login)
    assert session.exec(select(SignInTicket)).all() == []


@pytest.mark.parametrize(("login", "password"), [("", "x"), ("  ", "x"), ("x", ""), ("\x00", "x")])
def test_empty_fields_are_told_apart_from_wrong_ones(session: Session, login: str, password: str) -> None:
    with pytest.raises(InvalidInput):
        _by_password(session, login, password)


@pytest.mark.parametrize("text", ["' OR 1=1 --", "<b>", "💧", "a\x00b", "\ud800", "x" * 100_000])
def test_odd_text_is_just_wrong(session: Session, text: str) -> None:
    with pytest.raises((SignInFailed, InvalidInput)):
        _by_password(session, text, text)
    with pytest.raises((SignInFailed, InvalidInput)):
        _by_surname(session, text, "0000000000")


def test_an_older_hash_is_made_anew_when_its_password_comes_by(session: Session) -> None:
    user = _make_user(session, make_account(session))
    _by_password(session, user.login)
    assert not PASSWORDS.needs_rehash(user.password_hash)
    assert _by_password(session, user.login)


def test_a_password_changed_while_it_was_verified_opens_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = _make_user(session, make_account(session))
    right = WEAKER.verify_password

    def verify_while_it_changes(_self: object, text: str, password_hash: str | None) -> bool:
        user.password_hash = "changed"
        session.flush()
        return right(text, password_hash)

    monkeypatch.setattr(type(PASSWORDS), "verify_password", verify_while_it_changes)
    with pytest.raises(SignInFailed):
        _by_password(session, user.login)


def test_attempts_are_remembered_without_names_and_numbers(session: Session) -> None:
    account = make_account(session)
    with pytest.raises(SignInFailed):
        _by_surname(session, "Петров", account.number)
    _by_surname(session, "Иванов", account.number)
    attempts = session.exec(select(SignInAttempt).order_by("id")).all()
    assert [attempt.is_success for attempt in attempts] == [False, True]
    kept = "".join(attempt.model_dump_json() for attempt in attempts).lower()
    assert account.number not in kept
    assert "иванов" not in kept


def _count_statements(session: Session, login: str) -> int:
    executed: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        executed.append(statement)

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    with pytest.raises(SignInFailed):
        _by_password(session, login, "not the password")
    event.remove(connection, "before_cursor_execute", note)
    return len(executed)


def test_a_known_and_an_unknown_login_cost_the_same_statements(session: Session) -> None:
    user = _make_user(session, make_account(session))
    assert _count_statements(session, user.login) == _count_statements(session, "nobody-has-it")
