"""Passwords: argon2id through passlib, the only module that knows either."""

import unicodedata
import warnings
from typing import Protocol

from avk_app.errors import FieldProblem, InvalidInput

with warnings.catch_warnings():
    # passlib 1.7.4 asks for a module and an attribute whose end is announced, at import and first use.
    warnings.simplefilter("ignore", DeprecationWarning)
    from passlib.context import CryptContext

    # OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, two passes, one lane.
    _OWASP = CryptContext(
        ["argon2"], argon2__type="ID", argon2__memory_cost=19_456, argon2__rounds=2, argon2__parallelism=1
    )
    _OWASP.dummy_verify()

MAX_PASSWORD_LENGTH = 1024


class PasswordHasher(Protocol):
    """What sign-in and the profile need of passwords."""

    def hash_password(self, text: str) -> str:
        """A salted hash that names its own algorithm. Raises InvalidInput when longer than the cap."""

    def verify_password(self, text: str, password_hash: str | None) -> bool:
        """Whether the text is the password behind the hash.

        Without a hash (no such login) it does the same work and says no, so that time tells nothing.
        """

    def needs_rehash(self, password_hash: str) -> bool:
        """Whether the hash is of an older strength and should be made anew at the next sign-in."""


class Argon2Passwords:
    """argon2id. Texts are NFC first: «й» from a phone and «й» from a Mac are one letter."""

    def __init__(self, context: CryptContext = _OWASP) -> None:
        self._context = context

    def hash_password(self, text: str) -> str:
        if len(text) > MAX_PASSWORD_LENGTH:
            too_long = FieldProblem("password", "password_too_long", (("length", MAX_PASSWORD_LENGTH),))
            raise InvalidInput((too_long,))
        return self._context.hash(_as_bytes(text))

    def verify_password(self, text: str, password_hash: str | None) -> bool:
        if (
            len(text) > MAX_PASSWORD_LENGTH
            or password_hash is None
            or not self._context.identify(password_hash)
        ):
            self._context.dummy_verify()
            return False
        return self._context.verify(_as_bytes(text), password_hash)

    def needs_rehash(self, password_hash: str) -> bool:
        return self._context.needs_update(password_hash)


def _as_bytes(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode("utf-8", "surrogatepass")


PASSWORDS: PasswordHasher = Argon2Passwords()
