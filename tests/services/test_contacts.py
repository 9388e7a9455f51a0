"""Contacts change with a code to the e-mail on file; the owner hears of it at the old address too."""

import pytest
from sqlmodel import Session

from avk_app.errors import InvalidInput, NotAllowed, NotFound, TooManyAttempts
from avk_app.gateways.passwords import PASSWORDS
from avk_app.models import UserAccount
from avk_app.services.access import Actor
from avk_app.services.codes import Verdict
from avk_app.services.contacts import (
    ConfirmContactChange,
    ContactKind,
    RequestContactChange,
    confirm_contact_change,
    request_contact_change,
)
from tests.actors import actor_for, another, code_in_last_letter, letters_to
from tests.factories import make_account, make_user

OLD, NEW = "ivanov@example.ru", "petrov@example.ru"
PASSWORD = "белая-ночь-над-рекой"


def _request(kind: ContactKind, value: str, password: str = "") -> RequestContactChange:
    return RequestContactChange(kind, value, password)


def _confirm(kind: ContactKind, value: str, code: str) -> ConfirmContactChange:
    return ConfirmContactChange(kind, value, code)


def test_a_session_of_a_foreign_user_changes_nothing(session: Session) -> None:
    account, other = make_account(session), make_account(session)
    stranger = actor_for(session, account, make_user(session, other))
    with pytest.raises(NotFound):
        request_contact_change(session, stranger, _request(ContactKind.EMAIL, NEW))
    assert letters_to(session, OLD) == []


def test_a_delegate_changes_no_contacts(session: Session) -> None:
    account = make_account(session)
    delegate = make_user(session, account)
    session.get_one(UserAccount, (delegate.id, account.id)).is_owner = False
    session.flush()
    with pytest.raises(NotFound):
        request_contact_change(
            session, actor_for(session, account, delegate), _request(ContactKind.EMAIL, NEW)
        )


def test_an_e_mail_changes_and_both_addresses_hear_of_it(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    sent = request_contact_change(session, actor, _request(ContactKind.EMAIL, NEW))
    assert sent.recipient == "i••••v@example.ru"
    code = code_in_last_letter(session, OLD)
    assert letters_to(session, NEW) == []
    outcome = confirm_contact_change(session, actor, _confirm(ContactKind.EMAIL, NEW, code))
    assert outcome.verdict is Verdict.DONE
    assert account.email == NEW
    assert [letter.subject for letter in letters_to(session, NEW)] == ["Электронная почта изменена"]
    assert letters_to(session, OLD)[-1].subject == "Электронная почта изменена"
    assert NEW not in letters_to(session, OLD)[-1].body


def test_a_phone_is_kept_in_one_form(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    request_contact_change(session, actor, _request(ContactKind.PHONE, "8 (902) 555-77-88"))
    code = code_in_last_letter(session, OLD)
    confirm_contact_change(session, actor, _confirm(ContactKind.PHONE, "+7 902 555 7788", code))
    assert account.phone == "+79025557788"


def test_another_value_than_the_confirmed_one_is_refused(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    request_contact_change(session, actor, _request(ContactKind.EMAIL, NEW))
    code = code_in_last_letter(session, OLD)
    swapped = _confirm(ContactKind.EMAIL, "thief@example.ru", code)
    assert confirm_contact_change(session, actor, swapped).verdict is Verdict.DEAD_CODE
    assert account.email == OLD


def test_a_wrong_code_changes_nothing(session: Session) -> None:
    account = make_account(session)
    actor = actor_for(session, account)
    request_contact_change(session, actor, _request(ContactKind.EMAIL, NEW))
    wrong = another(code_in_last_letter(session, OLD))
    outcome = confirm_contact_change(session, actor, _confirm(ContactKind.EMAIL, NEW, wrong))
    assert (outcome.verdict, outcome.tries_left) == (Verdict.WRONG_CODE, 4)
    assert account.email == OLD


def test_the_same_e_mail_is_no_change(session: Session) -> None:
    actor = actor_for(session, make_account(session))
    with pytest.raises(InvalidInput):
        request_contact_change(session, actor, _request(ContactKind.EMAIL, OLD))


def test_without_an_e_mail_on_file_a_surname_session_is_sent_to_the_office(session: Session) -> None:
    actor = actor_for(session, make_account(session, email=""))
    with pytest.raises(NotAllowed) as refused:
        request_contact_change(session, actor, _request(ContactKind.EMAIL, NEW))
    assert refused.value.needs == "email_on_file"


def _owner_without_email(session: Session) -> Actor:
    account = make_account(session, email="")
    return actor_for(
        session, account, make_user(session, account, password_hash=PASSWORDS.hash_password(PASSWORD))
    )


def test_the_first_e_mail_asks_for_the_password_and_a_code_to_the_new_address(session: Session) -> None:
    actor = _owner_without_email(session)
    sent = request_contact_change(session, actor, _request(ContactKind.EMAIL, NEW, PASSWORD))
    assert (sent.verdict, sent.recipient) == (Verdict.CODE_SENT, NEW)
    code = code_in_last_letter(session, NEW)
    assert (
        confirm_contact_change(session, actor, _confirm(ContactKind.EMAIL, NEW, code)).verdict is Verdict.DONE
    )


def test_wrong_passwords_for_the_first_e_mail_are_counted(session: Session) -> None:
    actor = _owner_without_email(session)
    for _ in range(5):
        outcome = request_contact_change(session, actor, _request(ContactKind.EMAIL, NEW, "no"))
        assert outcome.verdict is Verdict.WRONG_PASSWORD
    with pytest.raises(TooManyAttempts):
        request_contact_change(session, actor, _request(ContactKind.EMAIL, NEW, PASSWORD))
