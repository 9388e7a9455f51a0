"""Phone numbers as people in Angarsk write them: mobile, city with or without its code, foreign."""

import phonenumbers

from avk_app.domain.account_numbers import only_digits
from avk_app.errors import FieldProblem, InvalidInput

HOME_REGION = "RU"
CITY_CODE = "3955"
CITY_NUMBER_LENGTH = 6
LONGEST_PHONE = 40


def parse_phone(text: str, field: str) -> str:
    """«8 902 123-45-67» → «+79021234567»; six digits are a number of the city.

    Raises InvalidInput: `phone_empty` or `phone_format`.
    """
    if not text:
        raise InvalidInput((FieldProblem(field, "phone_empty"),))
    digits = only_digits(text)
    dialled = f"+7{CITY_CODE}{digits}" if len(digits) == CITY_NUMBER_LENGTH else text
    try:
        number = phonenumbers.parse(dialled[: LONGEST_PHONE + 1], HOME_REGION)
    except phonenumbers.NumberParseException:
        raise _not_a_phone(field) from None
    if len(text) > LONGEST_PHONE or not phonenumbers.is_valid_number(number):
        raise _not_a_phone(field)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_phone(number: str) -> str:
    """«+79021234567» → «8 (902) 123-45-67»; foreign numbers in their international form.

    What is no number, out of an old register, stays as it is.
    """
    try:
        parsed = phonenumbers.parse(number, HOME_REGION)
    except phonenumbers.NumberParseException:
        return number
    is_home = parsed.country_code == phonenumbers.country_code_for_region(HOME_REGION)
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, form.NATIONAL if is_home else form.INTERNATIONAL)


def _not_a_phone(field: str) -> InvalidInput:
    return InvalidInput((FieldProblem(field, "phone_format"),))
