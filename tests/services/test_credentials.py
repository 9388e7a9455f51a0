"""A login is created once for an account, by who reads its e-mail; a password change ends other sessions."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from avk_app.errors import DomainError, InvalidInput, NotAllowed, TooManyAttempts
from avk_app.gateways.passwords import PASSWORDS
from avk_app.models import User, UserAccount, UserSession
from avk_app.services.access import Actor
from avk_app.services.codes import Verdict
from avk_app.services.credentials import CreateLogin, create_login, request_login
from avk_app.services.credentials_change import (
    ChangeLogin,
    ChangePassword,
    change_login,
    change_password,
    request_login_change,
)
from avk_app.services.database import transaction
from tests.actors import actor_for, another, code_in_last_letter, letters_to
from tests.factories import make_account, make_user

EMAIL = "ivanov@example.ru"
PASSWORD = "белая-ночь-над-рекой"
OTHER_PASSWORD = "семь-зелёных-трамваев"


def _problems(error: InvalidInput) -> dict[str, str]:
    return {problem.field: problem.code for problem in error.problems}


def _owner(session: Session) -> tuple[Actor, User]:
    account = make_account(session)
    user = make_user(session, account, password_hash=PASSWORDS.hash_password(PASSWORD))
    return actor_for(session, account, user), user


def test_a_password_session_creates_no_second_login(session: Session) -> None:
    actor, _user = _owner(session)
    with pytest.raises(NotAllowed):
        request_login(session, actor)


def test_who_has_a_login_is_asked_to_use_it(session: Session) -> None:
    account = make_account(session)
    make_user(session, account)
    with pytest.raises(NotAllowed) as refused:
        request_login(session, actor_for(session, account))
    assert refused.value.needs == "existing_login"


def test_without_an_e_mail_there_is_no_login(session: Session) -> None:
    with pytest.raises(NotAllowed) as refused:
        request_login(session, actor_for(session, make_account(session, email="")))
    assert refused.value.needs == "email_on_file"


def test_a_login_is_created_with_the_code(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    assert request_login(session, actor).recipient == "i••••v@example.ru"
    code = code_in_last_letter(session, EMAIL)
    assert create_login(session, actor, CreateLogin(code, " Ivanov.P ", PASSWORD)).verdict is Verdict.DONE
    user = session.exec(select(User).where(col(User.login) == "ivanov.p")).one()
    assert PASSWORDS.verify_password(PASSWORD, user.password_hash)
    assert session.get_one(UserAccount, (user.id, account.id)).is_owner
    assert letters_to(session, EMAIL)[-1].subject == "Создан логин для личного кабинета"


def test_a_wrong_code_creates_nothing(session: Session) -> None:
    actor = actor_for(session, make_account(session))
    request_login(session, actor)
    wrong = another(code_in_last_letter(session, EMAIL))
    outcome = create_login(session, actor, CreateLogin(wrong, "ivanov.w", PASSWORD))
    assert outcome.verdict is Verdict.WRONG_CODE
    assert session.exec(select(User).where(col(User.login) == "ivanov.w")).first() is None


def test_all_problems_of_the_form_are_told_at_once_and_use_up_no_try(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    request_login(session, actor)
    code = code_in_last_letter(session, EMAIL)
    with pytest.raises(InvalidInput) as refused:
        create_login(session, actor, CreateLogin("12", "я", "короткий"))
    assert _problems(refused.value) == {
        "login_code": "code_format",
        "login": "login_length",
        "password": "password_short",
    }
    assert create_login(session, actor, CreateLogin(code, "ivanov.t", PASSWORD)).verdict is Verdict.DONE


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("qwertyuiop12", "password_guessable"),
        ("парольпароль", "password_guessable"),
        ("111111111111", "password_guessable"),
        ("иванов-ivanov", "password_personal"),
        ("Bdfyjd123456", "password_personal"),
        ("x" * 257, "password_too_long"),
    ],
)
def test_a_password_that_others_would_try_is_refused(session: Session, password: str, code: str) -> None:
    actor = actor_for(session, make_account(session))
    with pytest.raises(InvalidInput) as refused:
        create_login(session, actor, CreateLogin("123456", "ivanov", password))
    assert _problems(refused.value) == {"password": code}


def test_a_taken_login_is_told_only_to_who_has_the_code(session: Session) -> None:
    taken = make_user(session).login
    actor = actor_for(session, make_account(session))
    request_login(session, actor)
    code = code_in_last_letter(session, EMAIL)
    guessed = create_login(session, actor, CreateLogin(another(code), taken.upper(), PASSWORD))
    assert guessed.verdict is Verdict.WRONG_CODE
    with pytest.raises(InvalidInput) as refused:
        create_login(session, actor, CreateLogin(code, taken.upper(), PASSWORD))
    assert _problems(refused.value) == {"login": "login_taken"}


def test_two_sessions_with_codes_create_one_login(shared_engine: Engine) -> None:
    email = "two@example.ru"
    with transaction(shared_engine) as session:
        account = make_account(session, email=email)
        ready = []
        for number in range(2):
            actor = actor_for(session, account)
            request_login(session, actor)
            code = code_in_last_letter(session, email)
            ready.append((actor, CreateLogin(code, f"two.{shared_engine.dialect.name}.{number}", PASSWORD)))

    def create(pair: tuple[Actor, CreateLogin]) -> str:
        try:
            with transaction(shared_engine) as session:
                return create_login(session, *pair).verdict
        except DomainError as error:
            return type(error).__name__

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(create, ready)) == ["NotAllowed", "done"]


def test_a_surname_session_changes_neither_login_nor_password(session: Session) -> None:
    actor = actor_for(session, make_account(session))
    with pytest.raises(NotAllowed):
        change_password(session, actor, ChangePassword("", OTHER_PASSWORD))
    with pytest.raises(NotAllowed):
        request_login_change(session, actor, "somebody")


def test_a_password_change_asks_for_the_current_one(session: Session) -> None:
    actor, user = _owner(session)
    outcome = change_password(session, actor, ChangePassword("wrong", OTHER_PASSWORD))
    assert outcome.verdict is Verdict.WRONG_PASSWORD
    assert PASSWORDS.verify_password(PASSWORD, user.password_hash)


def test_the_sixth_wrong_current_password_is_not_even_checked(session: Session) -> None:
    actor, _user = _owner(session)
    for _ in range(5):
        change_password(session, actor, ChangePassword("wrong", OTHER_PASSWORD))
    with pytest.raises(TooManyAttempts):
        change_password(session, actor, ChangePassword(PASSWORD, OTHER_PASSWORD))


def test_a_new_password_ends_the_users_other_sessions(session: Session) -> None:
    actor, user = _owner(session)
    account = session.get_one(UserSession, actor.session_id).account_id
    other = UserSession(**(session.get_one(UserSession, actor.session_id).model_dump(exclude={"id"})))
    other.token_hash = "other-device"
    session.add(other)
    session.flush()
    assert change_password(session, actor, ChangePassword(PASSWORD, OTHER_PASSWORD)).verdict is Verdict.DONE
    session.refresh(other)
    assert other.revoked_at is not None
    assert session.get_one(UserSession, actor.session_id, populate_existing=True).revoked_at is None
    assert PASSWORDS.verify_password(OTHER_PASSWORD, user.password_hash)
    assert account is not None
    assert letters_to(session, EMAIL)[-1].subject == "Пароль изменён"


def test_the_same_password_again_is_no_change(session: Session) -> None:
    actor, _user = _owner(session)
    with pytest.raises(InvalidInput) as refused:
        change_password(session, actor, ChangePassword(PASSWORD, PASSWORD))
    assert _problems(refused.value) == {"new_password": "password_same"}


def test_a_login_changes_with_a_code(session: Session) -> None:
    actor, user = _owner(session)
    request_login_change(session, actor, "Anna@Example.ru")
    code = code_in_last_letter(session, EMAIL)
    outcome = change_login(session, actor, ChangeLogin("anna@example.ru", code))
    assert outcome.verdict is Verdict.DONE
    assert user.login == "anna@example.ru"


def test_a_code_for_one_login_gives_no_other(session: Session) -> None:
    actor, user = _owner(session)
    before = user.login
    request_login_change(session, actor, "anna")
    code = code_in_last_letter(session, EMAIL)
    assert change_login(session, actor, ChangeLogin("maria", code)).verdict is Verdict.DEAD_CODE
    assert user.login == before
