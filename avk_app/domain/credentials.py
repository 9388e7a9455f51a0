"""Which logins and passwords are taken.

Passwords follow NIST SP 800-63B: length, and no guessable ones, instead of "a capital and a digit".
"""

import re

from zxcvbn import zxcvbn

from avk_app.domain.names import has_russian_letters, surname_key, switch_layout, switch_layout_to_latin
from avk_app.errors import FieldProblem, InvalidInput

MIN_LOGIN_LENGTH = 3
MAX_LOGIN_LENGTH = 64
MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_LENGTH = 256
# zxcvbn's scale: 3 is "safely unguessable", more than 10^8 guesses.
MIN_SCORE = 3
# The judge's time grows with the square of the length; a strong beginning is strong enough.
_JUDGED_LENGTH = 40
_MIN_OWN_CHARACTERS = 8
_LOGIN = re.compile(r"[a-z0-9._@-]+")


def parse_login(text: str, field: str) -> str:
    """A login as it is kept: casefolded Latin letters, digits and `. _ - @`, 3–64 characters.

    Raises InvalidInput `login_empty`, `login_length` or `login_characters`.
    """
    login = text[: MAX_LOGIN_LENGTH * 2].strip().casefold()
    if not login:
        raise _problem(field, "login_empty")
    if not MIN_LOGIN_LENGTH <= len(login) <= MAX_LOGIN_LENGTH:
        raise _problem(field, "login_length", ("least", MIN_LOGIN_LENGTH), ("most", MAX_LOGIN_LENGTH))
    if not _LOGIN.fullmatch(login):
        raise _problem(field, "login_characters")
    return login


def check_password(password: str, field: str, personal: tuple[str, ...]) -> None:
    """Raise InvalidInput unless the password may be used.

    `personal` is what an acquaintance knows: login, surname, account number. Codes: `password_empty`,
    `password_short`, `password_too_long`, `password_personal`, `password_guessable`.
    """
    if not password:
        raise _problem(field, "password_empty")
    if len(password) < MIN_PASSWORD_LENGTH:
        raise _problem(field, "password_short", ("length", MIN_PASSWORD_LENGTH))
    if len(password) > MAX_PASSWORD_LENGTH:
        raise _problem(field, "password_too_long", ("length", MAX_PASSWORD_LENGTH))
    if is_personal(password, personal):
        raise _problem(field, "password_personal")
    if is_guessable(password):
        raise _problem(field, "password_guessable")


def is_personal(password: str, personal: tuple[str, ...]) -> bool:
    """Whether little is left of the password without a part an acquaintance knows, in either layout."""
    spellings = [surname_key(password), surname_key(switch_layout(password))]
    parts = [surname_key(part) for part in personal if part]
    return any(
        part in spelling and len(spelling.replace(part, "")) < _MIN_OWN_CHARACTERS
        for spelling in spellings
        for part in parts
    )


def is_guessable(password: str) -> bool:
    """Whether lists of common passwords, keyboard walks, dates and repeats lead to it too soon."""
    start = password[:_JUDGED_LENGTH]
    typed = switch_layout_to_latin(start) if has_russian_letters(start) else start
    score: int = zxcvbn(typed)["score"]
    return score < MIN_SCORE


def _problem(field: str, code: str, *values: tuple[str, str | int]) -> InvalidInput:
    return InvalidInput((FieldProblem(field, code, values),))
