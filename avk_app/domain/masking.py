"""Personal data as a surname session sees it.

Surname and account number stand on every printed bill, so whoever found one can sign in with them.
Such a session is shown enough to recognise one's own data, never enough to learn somebody else's.
The number of dots is fixed: it does not tell how long the hidden part is.
"""

import re

from avk_app.domain.addresses import format_address

DOT = "•"
HIDDEN = DOT * 4
MAX_NAME_WORDS = 3
MIN_LENGTH_TO_SHOW_LAST = 4
MIN_DIGITS_TO_SHOW_LAST = 8
SHOWN_LAST_DIGITS = 2
SHOWN_ACCOUNT_DIGITS = 4
_DOMAIN = re.compile(r"\w[\w.-]{0,252}")
_RUSSIAN_PHONE = re.compile(r"[78][0-9]{10}")
_NOT_DIGIT = re.compile(r"[^0-9]+")


def mask_email(email: str) -> str:
    """«ivanov@example.ru» → «i••••v@example.ru»: the domain, the first and the last character.

    The last is hidden in names under four characters, both in names of one; text that is no address
    is hidden whole. Empty stays empty.
    """
    name, _at, domain = email.strip().rpartition("@")
    if not name or not _DOMAIN.fullmatch(domain):
        return _hide(email)
    last = name[-1] if len(name) >= MIN_LENGTH_TO_SHOW_LAST and name[-1].isalnum() else ""
    return f"{_first_of(name)}{HIDDEN}{last}@{domain}"


def mask_phone(phone: str) -> str:
    """«+79021234567» → «+7 ••• •••-••-67»: the last two digits of a number of eight or more."""
    digits = _NOT_DIGIT.sub("", phone)
    if len(digits) < MIN_DIGITS_TO_SHOW_LAST:
        return _hide(phone)
    shown = digits[-SHOWN_LAST_DIGITS:]
    return f"+7 ••• •••-••-{shown}" if _RUSSIAN_PHONE.fullmatch(digits) else f"{HIDDEN}{shown}"


def mask_name(name: str) -> str:
    """«Пётр Сергеевич» → «П•••• С••••»: the first letter of each of at most three words."""
    return " ".join(f"{_first_of(word)}{HIDDEN}" for word in name.split()[:MAX_NAME_WORDS])


def mask_bank_account(digits: str) -> str:
    """«40817810500000000001» → «••••0001»: the last four digits, which tell payments of one payer apart."""
    if len(digits) < MIN_DIGITS_TO_SHOW_LAST:
        return _hide(digits)
    return f"{HIDDEN}{digits[-SHOWN_ACCOUNT_DIGITS:]}"


def mask_address(street: str, house: str, flat: str = "") -> str:
    """«ул. К. Маркса, д. 2•, кв. 4•»: the street, and the first figure of house and flat."""
    return format_address(street, _mask_number(house), _mask_number(flat))


def _mask_number(number: str) -> str:
    return f"{_first_of(number.strip())}{DOT}" if number.strip() else ""


def _first_of(text: str) -> str:
    """The first character when more follow it and it is a letter or a figure; else nothing."""
    return text[0] if len(text) > 1 and text[0].isalnum() else ""


def _hide(text: str) -> str:
    return HIDDEN if text.strip() else ""
