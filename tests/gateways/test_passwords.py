"""Passwords: argon2id, capped, and as slow for a login nobody has."""

import pytest

from avk_app.errors import InvalidInput
from avk_app.gateways.passwords import _OWASP, MAX_PASSWORD_LENGTH, PASSWORDS, Argon2Passwords


def test_no_password_opens_a_login_that_does_not_exist() -> None:
    assert not PASSWORDS.verify_password("", None)
    assert not PASSWORDS.verify_password("anything", None)


def test_a_hash_that_is_none_opens_nothing() -> None:
    assert not PASSWORDS.verify_password("", "!")


def test_the_right_password_and_no_other() -> None:
    kept = PASSWORDS.hash_password("вода течёт сама")
    assert kept.startswith("$argon2id$")
    assert PASSWORDS.verify_password("вода течёт сама", kept)
    assert not PASSWORDS.verify_password("вода течёт", kept)


def test_composed_and_decomposed_letters_are_one_password() -> None:
    assert PASSWORDS.verify_password("мои\u0306 пароль", PASSWORDS.hash_password("мой пароль"))


def test_a_lone_surrogate_is_a_wrong_password_and_no_failure() -> None:
    assert not PASSWORDS.verify_password("\ud800\x00", PASSWORDS.hash_password("x"))


def test_what_is_too_long_is_never_hashed() -> None:
    with pytest.raises(InvalidInput):
        PASSWORDS.hash_password("x" * (MAX_PASSWORD_LENGTH + 1))
    assert not PASSWORDS.verify_password("x" * 10_000_000, PASSWORDS.hash_password("x"))


def test_only_hashes_of_another_strength_are_made_anew() -> None:
    older = Argon2Passwords(_OWASP.using(argon2__memory_cost=8192, argon2__rounds=1)).hash_password("x")
    assert PASSWORDS.needs_rehash(older)
    assert PASSWORDS.verify_password("x", older)
    assert not PASSWORDS.needs_rehash(PASSWORDS.hash_password("x"))


@pytest.mark.parametrize("kept", [None, "!", "", "$2b$12$notargon"])
def test_unknown_logins_cost_the_work_of_a_verification(
    kept: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[bool] = []
    monkeypatch.setattr(_OWASP, "dummy_verify", lambda: worked.append(True))
    assert not PASSWORDS.verify_password("x", kept)
    assert worked
