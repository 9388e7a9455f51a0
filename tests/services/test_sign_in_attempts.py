"""Limits as they are counted in the database: per pair, address, subject and surname, also at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session

from avk_app import clock
from avk_app.domain.account_numbers import with_check_digit
from avk_app.domain.limits import ADDRESS, FRESH_SUBJECT, PAIR, SUBJECT
from avk_app.errors import TooManyAttempts
from avk_app.services.database import transaction
from avk_app.services.sign_in import (
    PasswordSignIn,
    SignInFailed,
    SurnameSignIn,
    sign_in_by_password,
    sign_in_by_surname,
)
from avk_app.services.sign_in_attempts import admit, note_success, target_of
from tests.factories import make_account

_octets = count(1)


def _new_address() -> str:
    return f"198.51.{next(_octets) // 250}.{next(_octets) % 250}"


def _fail(session: Session, address: str, subject: str = "account 1", name: str = "Иванов") -> None:
    admit(session, target_of(subject, name, address))


def _within(session: Session) -> Callable[[], AbstractContextManager[Session]]:
    return lambda: nullcontext(session)


def test_the_sixth_failure_at_one_account_has_to_wait(session: Session) -> None:
    for _ in range(PAIR.free_failures):
        _fail(session, "192.0.2.1")
    with pytest.raises(TooManyAttempts) as refusal:
        _fail(session, "192.0.2.1")
    assert refusal.value.retry_after_seconds == PAIR.first_wait_seconds


def test_after_the_wait_one_more_attempt_passes(session: Session) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(PAIR.free_failures):
            _fail(session, "192.0.2.1")
        traveller.shift(timedelta(seconds=PAIR.first_wait_seconds))
        _fail(session, "192.0.2.1")
        with pytest.raises(TooManyAttempts) as refusal:
            _fail(session, "192.0.2.1")
    assert refusal.value.retry_after_seconds == 2 * PAIR.first_wait_seconds


def test_refused_attempts_do_not_prolong_the_wait(session: Session) -> None:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        for _ in range(PAIR.free_failures):
            _fail(session, "192.0.2.1")
        for _ in range(PAIR.first_wait_seconds):
            with pytest.raises(TooManyAttempts):
                _fail(session, "192.0.2.1")
            traveller.shift(timedelta(seconds=1))
        _fail(session, "192.0.2.1")


def test_another_address_is_not_kept_out_of_the_account(session: Session) -> None:
    account = make_account(session)
    for _ in range(PAIR.free_failures):
        with pytest.raises(SignInFailed):
            sign_in_by_surname(SurnameSignIn("Чужой", account.number, "192.0.2.66"), _within(session))
    with pytest.raises(TooManyAttempts):
        sign_in_by_surname(SurnameSignIn("Чужой", account.number, "192.0.2.66"), _within(session))
    owner = SurnameSignIn("Иванов", account.number, "192.0.2.1")
    assert sign_in_by_surname(owner, _within(session))


def test_many_addresses_together_are_slowed_down_and_the_owner_is_not(session: Session) -> None:
    attempt = admit(session, target_of("account 1", "Иванов", "192.0.2.1"))
    note_success(session, attempt.id)
    for _ in range(FRESH_SUBJECT.free_failures):
        _fail(session, _new_address(), name="")
    with pytest.raises(TooManyAttempts):
        _fail(session, _new_address(), name="")
    _fail(session, "192.0.2.1")


def test_an_address_that_failed_elsewhere_waits_with_the_others(session: Session) -> None:
    _fail(session, "192.0.2.9", subject="account 2", name="")
    for _ in range(SUBJECT.free_failures):
        _fail(session, _new_address(), name="")
    with pytest.raises(TooManyAttempts):
        _fail(session, "192.0.2.9", name="")
    _fail(session, "192.0.2.1", name="")


def test_one_address_cannot_walk_through_the_numbers(session: Session) -> None:
    for number in range(ADDRESS.free_failures):
        _fail(session, "192.0.2.1", subject=f"account {number}", name=f"name {number}")
    with pytest.raises(TooManyAttempts):
        _fail(session, "192.0.2.1", subject="account 1000", name="name 1000")


def test_one_ipv6_line_is_one_address(session: Session) -> None:
    for host in range(PAIR.free_failures):
        _fail(session, f"2001:db8::{host + 1:x}")
    with pytest.raises(TooManyAttempts):
        _fail(session, "2001:db8::ffff")


def test_failures_are_forgotten_after_an_hour(session: Session) -> None:
    for _ in range(PAIR.free_failures):
        _fail(session, "192.0.2.1")
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1)):
        _fail(session, "192.0.2.1")


def test_limits_come_before_the_look_up_and_the_hashing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(PAIR.free_failures):
        _fail(session, "192.0.2.1", subject="login somebody", name="")
    monkeypatch.setattr("avk_app.services.sign_in.PASSWORDS", None)
    monkeypatch.setattr("avk_app.services.sign_in._find_candidate", None)
    with pytest.raises(TooManyAttempts):
        sign_in_by_password(PasswordSignIn("somebody", "x", "192.0.2.1"), _within(session))


def test_a_failure_outlives_the_exception_that_reports_it(shared_engine: Engine) -> None:
    address = _new_address()
    command = SurnameSignIn("Иванов", "0000000000", address)
    for _ in range(PAIR.free_failures):
        with pytest.raises(SignInFailed):
            sign_in_by_surname(command, partial(transaction, shared_engine))
    with pytest.raises(TooManyAttempts):
        sign_in_by_surname(command, partial(transaction, shared_engine))


def test_two_hundred_guesses_at_once_do_not_slip_past_the_limit(shared_engine: Engine) -> None:
    address, number_tried = _new_address(), with_check_digit("400000000")

    def guess(number: int) -> str:
        command = SurnameSignIn(f"Фамилия{'а' * number}", number_tried, address)
        try:
            sign_in_by_surname(command, partial(transaction, shared_engine))
        except (SignInFailed, TooManyAttempts) as refusal:
            return type(refusal).__name__
        return "in"

    with ThreadPoolExecutor(max_workers=20) as pool:
        answers = list(pool.map(guess, range(200)))
    assert answers.count("SignInFailed") <= PAIR.free_failures + 2
    assert answers.count("in") == 0
