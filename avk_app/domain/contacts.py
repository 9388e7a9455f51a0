"""E-mail addresses and phone numbers as they are kept."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from avk_app.errors import FieldProblem, InvalidInput

MAX_EMAIL_LENGTH = 254
_MAX_TYPED_PHONE_LENGTH = 40
_HOME_REGION = "RU"


def parse_email(text: str, field: str) -> str:
    """An address that mail can be sent to, its domain in lower case. DNS is not asked.

    Raises InvalidInput `email_empty` or `email_format`.
    """
    typed = text[: MAX_EMAIL_LENGTH + 1].strip()
    if not typed:
        raise _problem(field, "email_empty")
    try:
        checked = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise _problem(field, "email_format") from None
    return checked.ascii_email or checked.normalized


def parse_phone(text: str, field: str) -> str:
    """«8 902 123-45-67» → «+79021234567» (E.164). Other countries' numbers start with a plus.

    Raises InvalidInput `phone_empty` or `phone_format`.
    """
    typed = text[: _MAX_TYPED_PHONE_LENGTH + 1].strip()
    if not typed:
        raise _problem(field, "phone_empty")
    try:
        number = phonenumbers.parse(typed, _HOME_REGION)
    except phonenumbers.NumberParseException:
        raise _problem(field, "phone_format") from None
    if len(typed) > _MAX_TYPED_PHONE_LENGTH or number.extension or not phonenumbers.is_valid_number(number):
        raise _problem(field, "phone_format")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(phone: str) -> str:
    """«+79021234567» → «+7 902 123-45-67»; what is no number stays as it is."""
    try:
        number = phonenumbers.parse(phone, _HOME_REGION)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _problem(field: str, code: str) -> InvalidInput:
    return InvalidInput((FieldProblem(field, code),))
