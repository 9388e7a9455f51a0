"""A code confirms one thing, once, for the session that asked for it, and dies of five wrong tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.errors import TooManyAttempts
from avk_app.models import Account, ConfirmationCode
from avk_app.models.codes import CodePurpose
from avk_app.services.access import Actor
from avk_app.services.codes import CodeSubject, Outcome, Verdict, check_code, issue_code
from avk_app.services.database import transaction
from tests.actors import actor_for, another, code_in_last_letter, letters_to
from tests.factories import make_account

PHONE = CodeSubject(CodePurpose.CHANGE_PHONE, "+79025557788")
EMAIL = "ivanov@example.ru"


def _issue(session: Session, actor: Actor, account: Account) -> str:
    assert issue_code(session, actor, account, PHONE, EMAIL).verdict is Verdict.CODE_SENT
    return code_in_last_letter(session, EMAIL)


def test_without_a_code_there_is_nothing_to_guess(session: Session) -> None:
    account = make_account(session)
    assert check_code(session, actor_for(session, account), account, PHONE, "123456") == Outcome(
        Verdict.DEAD_CODE
    )


def test_the_right_code_confirms(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    code = _issue(session, actor, account)
    assert check_code(session, actor, account, PHONE, code).verdict is Verdict.DONE


def test_a_code_confirms_once(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    code = _issue(session, actor, account)
    check_code(session, actor, account, PHONE, code)
    assert check_code(session, actor, account, PHONE, code).verdict is Verdict.DEAD_CODE


def test_a_code_of_another_session_confirms_nothing(session: Session) -> None:
    account = make_account(session)
    code = _issue(session, actor_for(session, account), account)
    thief = actor_for(session, account)
    assert check_code(session, thief, account, PHONE, code).verdict is Verdict.DEAD_CODE


@pytest.mark.parametrize(
    "other",
    [
        CodeSubject(CodePurpose.CHANGE_EMAIL, PHONE.value),
        CodeSubject(CodePurpose.CREATE_LOGIN),
        CodeSubject(CodePurpose.CHANGE_PHONE, "+79020000000"),
    ],
)
def test_a_code_confirms_only_what_it_was_sent_for(session: Session, other: CodeSubject) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    code = _issue(session, actor, account)
    assert check_code(session, actor, account, other, code).verdict is Verdict.DEAD_CODE


def test_a_code_of_another_account_confirms_nothing(session: Session) -> None:
    account, foreign = make_account(session), make_account(session)
    actor = actor_for(session, account)
    code = _issue(session, actor, account)
    assert check_code(session, actor, foreign, PHONE, code).verdict is Verdict.DEAD_CODE


def test_a_row_moved_to_another_subject_does_not_fit_its_hash(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    code = _issue(session, actor, account)
    row = session.exec(select(ConfirmationCode).where(col(ConfirmationCode.account_id) == account.id)).one()
    row.subject = "+79020000000"
    moved = CodeSubject(CodePurpose.CHANGE_PHONE, row.subject)
    assert check_code(session, actor, account, moved, code).verdict is Verdict.WRONG_CODE


def test_the_fifth_wrong_try_kills_the_code_and_the_sixth_finds_none(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    code = _issue(session, actor, account)
    tries = [check_code(session, actor, account, PHONE, another(code)) for _ in range(5)]
    assert [outcome.tries_left for outcome in tries] == [4, 3, 2, 1, 0]
    assert tries[-1].verdict is Verdict.DEAD_CODE
    assert check_code(session, actor, account, PHONE, code).verdict is Verdict.DEAD_CODE


def test_a_code_dies_after_fifteen_minutes(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    code = _issue(session, actor, account)
    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1)):
        assert check_code(session, actor, account, PHONE, code).verdict is Verdict.DEAD_CODE


def test_a_new_code_replaces_the_old_one(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    old, new = _issue(session, actor, account), _issue(session, actor, account)
    if old != new:
        assert check_code(session, actor, account, PHONE, old).verdict is Verdict.WRONG_CODE
    assert check_code(session, actor, account, PHONE, new).verdict is Verdict.DONE


def test_the_sixth_code_within_an_hour_is_refused_in_any_session(session: Session) -> None:
    account = make_account(session)
    for _ in range(5):
        _issue(session, actor_for(session, account), account)
    with pytest.raises(TooManyAttempts) as refused:
        issue_code(session, actor_for(session, account), account, PHONE, EMAIL)
    assert 1 <= refused.value.retry_after_seconds <= 3600
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1)):
        _issue(session, actor_for(session, account), account)


def test_the_sixteenth_code_within_a_day_is_refused(session: Session) -> None:
    account = make_account(session)
    for hour in range(3):
        with time_machine.travel(clock.now() + timedelta(hours=2 * hour)):
            for _ in range(5):
                _issue(session, actor_for(session, account), account)
    with time_machine.travel(clock.now() + timedelta(hours=8)), pytest.raises(TooManyAttempts):
        issue_code(session, actor_for(session, account), account, PHONE, EMAIL)


def test_the_code_is_kept_as_a_hash_only(session: Session) -> None:
    account = make_account(session)
    code = _issue(session, actor_for(session, account), account)
    row = session.exec(select(ConfirmationCode).where(col(ConfirmationCode.account_id) == account.id)).one()
    assert code not in row.code_hash
    assert len(letters_to(session, EMAIL)) >= 1


def test_of_many_at_once_one_confirms(shared_engine: Engine) -> None:
    email = "race@example.ru"
    with transaction(shared_engine) as session:
        account = make_account(session, email=email)
        actor = actor_for(session, account)
        issue_code(session, actor, account, PHONE, email)
        code = code_in_last_letter(session, email)

    def confirm(_: int) -> Verdict:
        with transaction(shared_engine) as session:
            return check_code(session, actor, session.get_one(Account, account.id), PHONE, code).verdict

    with ThreadPoolExecutor(4) as hands:
        verdicts = list(hands.map(confirm, range(8)))
    assert verdicts.count(Verdict.DONE) == 1


def test_wrong_tries_at_once_are_all_counted(shared_engine: Engine) -> None:
    email = "guesses@example.ru"
    with transaction(shared_engine) as session:
        account = make_account(session, email=email)
        actor = actor_for(session, account)
        issue_code(session, actor, account, PHONE, email)
        code = code_in_last_letter(session, email)

    def guess(_: int) -> Verdict:
        with transaction(shared_engine) as session:
            owner = session.get_one(Account, account.id)
            return check_code(session, actor, owner, PHONE, another(code)).verdict

    with ThreadPoolExecutor(4) as hands:
        verdicts = list(hands.map(guess, range(8)))
    assert verdicts.count(Verdict.WRONG_CODE) == 4
    assert verdicts.count(Verdict.DEAD_CODE) == 4
