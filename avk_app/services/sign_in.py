"""Signing in: by surname and account number, or by login and password.

A use case that must remember its failures cannot be one transaction that a failure rolls back. So each
opens its own: the first admits the attempt, notes it as failed and looks the subject up; the password is
verified between transactions, because hashing under the database's write lock would make everybody
wait; the second notes the success and makes the ticket. Who never gets to the second has failed.
"""

import hmac
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from avk_app.domain.account_numbers import ACCOUNT_NUMBER_LENGTH, has_valid_check_digit, only_digits
from avk_app.domain.bill_codes import account_number_in
from avk_app.domain.names import login_key, surname_key
from avk_app.errors import DomainError, FieldProblem, InvalidInput
from avk_app.gateways.passwords import PASSWORDS
from avk_app.models import Account, User, UserAccount
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.closed_accounts import may_be_looked_at
from avk_app.services.database import transaction
from avk_app.services.sessions import issue_ticket
from avk_app.services.sign_in_attempts import admit, note_success, target_of

SURNAME, ACCOUNT_NUMBER, LOGIN, PASSWORD = "surname", "account_number", "login", "password"
Transactions = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class SurnameSignIn:
    """What a subscriber typed, as it was typed. `address` is where the request came from."""

    surname: str
    account_number: str
    address: str


@dataclass(frozen=True)
class PasswordSignIn:
    """What a user typed. `address` is where the request came from."""

    login: str
    password: str
    address: str


@dataclass(eq=False)
class SignInFailed(DomainError):
    """The one answer to wrong credentials; it never tells whether the account or login exists."""


@dataclass(frozen=True)
class _Candidate:
    """Whose credentials would open the door; without a hash nobody's would."""

    user_id: int | None = None
    password_hash: str | None = None


def sign_in_by_surname(command: SurnameSignIn, transactions: Transactions = transaction) -> str:
    """A ticket for a masked session on one account, good for 30 seconds. A bill's number will do: it begins
    with the account's.

    Raises InvalidInput for what is wrong in itself (an empty field, a number of another length or with a
    wrong check digit), TooManyAttempts, and SignInFailed for everything else.
    """
    number = account_number_in(only_digits(command.account_number))
    name = surname_key(command.surname)
    _require_no(_surname_problems(name, number))
    with transactions() as session:
        attempt_id = admit(session, target_of(f"account {number}", f"surname {name}", command.address)).id
        account_id = _find_account_id(session, number, name)
    if account_id is None:
        raise SignInFailed
    with transactions() as session:
        note_success(session, attempt_id)
        return issue_ticket(session, SessionKind.SURNAME, None, account_id)


def _surname_problems(name: str, number: str) -> list[FieldProblem]:
    problems = [] if name else [FieldProblem(SURNAME, "surname_empty")]
    if not number:
        problems.append(FieldProblem(ACCOUNT_NUMBER, "account_number_empty"))
    elif len(number) != ACCOUNT_NUMBER_LENGTH:
        length = (("length", len(number)), ("expected", ACCOUNT_NUMBER_LENGTH))
        problems.append(FieldProblem(ACCOUNT_NUMBER, "account_number_length", length))
    elif not has_valid_check_digit(number):
        problems.append(FieldProblem(ACCOUNT_NUMBER, "account_number_check_digit"))
    return problems


def _find_account_id(session: Session, number: str, name: str) -> int | None:
    account = session.exec(select(Account).where(col(Account.number) == number, may_be_looked_at())).first()
    expected = surname_key(account.surname) if account else ""
    is_right = hmac.compare_digest(expected.encode(), name.encode())
    return account.id if account and is_right else None


def sign_in_by_password(command: PasswordSignIn, transactions: Transactions = transaction) -> str:
    """A ticket for a session on the user's first account, good for 30 seconds.

    Staff do not come in through the subscribers' door. Raises InvalidInput for an empty field,
    TooManyAttempts, and SignInFailed for everything else.
    """
    login = login_key(command.login)
    _require_no(_password_problems(login, command.password))
    with transactions() as session:
        attempt_id = admit(session, target_of(f"login {login}", "", command.address)).id
        candidate = _find_candidate(session, login)
    if not PASSWORDS.verify_password(command.password, candidate.password_hash):
        raise SignInFailed
    fresh_hash = _stronger_hash(command.password, candidate.password_hash)
    with transactions() as session:
        user = _get_unchanged(session, candidate)
        if fresh_hash:
            user.password_hash = fresh_hash
        account_id = _get_first_account_id(session, user)
        note_success(session, attempt_id)
        return issue_ticket(session, SessionKind.PASSWORD, user.id, account_id)


def _password_problems(login: str, password: str) -> list[FieldProblem]:
    problems = [] if login else [FieldProblem(LOGIN, "login_empty")]
    if not password:
        problems.append(FieldProblem(PASSWORD, "password_empty"))
    return problems


def _find_candidate(session: Session, login: str) -> _Candidate:
    user = session.exec(select(User).where(col(User.login) == login, *_may_come_in())).first()
    return _Candidate(user.id, user.password_hash) if user else _Candidate()


def _may_come_in() -> tuple[ColumnElement[bool], ...]:
    return (col(User.is_active).is_(True), col(User.role) == Role.SUBSCRIBER)


def _stronger_hash(password: str, password_hash: str | None) -> str:
    needs_rehash = password_hash is not None and PASSWORDS.needs_rehash(password_hash)
    return PASSWORDS.hash_password(password) if needs_rehash else ""


def _get_unchanged(session: Session, candidate: _Candidate) -> User:
    """The user, unless the password was changed or the user shut out while it was being verified."""
    user = session.exec(
        select(User).where(
            col(User.id) == candidate.user_id,
            col(User.password_hash) == candidate.password_hash,
            *_may_come_in(),
        )
    ).first()
    if user is None:
        raise SignInFailed
    return user


def _get_first_account_id(session: Session, user: User) -> int:
    """The account the session looks at first: an owned one before one that was shared."""
    account_id = session.exec(
        select(UserAccount.account_id)
        .join(Account, col(Account.id) == col(UserAccount.account_id))
        .where(col(UserAccount.user_id) == user.id, may_be_looked_at())
        .order_by(col(UserAccount.is_owner).desc(), col(UserAccount.account_id))
        .limit(1)
    ).first()
    if account_id is None:
        raise SignInFailed
    return account_id


def _require_no(problems: list[FieldProblem]) -> None:
    if problems:
        raise InvalidInput(tuple(problems))
