"""Account numbers (лицевой счёт): ten digits, the last a Luhn check digit (ISO/IEC 7812-1, annex B)."""

from avk_app.errors import FieldProblem, InvalidInput

ACCOUNT_NUMBER_LENGTH = 10
_LARGEST_DIGIT = 9


def luhn_check_digit(payload: str) -> str:
    """The digit that makes `payload + digit` pass the Luhn check."""
    total = 0
    for position, character in enumerate(reversed(payload)):
        digit = int(character) * (2 if position % 2 == 0 else 1)
        total += digit - _LARGEST_DIGIT if digit > _LARGEST_DIGIT else digit
    return str(-total % 10)


def with_check_digit(payload: str) -> str:
    """A nine-digit payload as a whole account number."""
    return payload + luhn_check_digit(payload)


def has_valid_check_digit(number: str) -> bool:
    """Whether the last digit is the one the others ask for; catches any single wrong digit."""
    return luhn_check_digit(number[:-1]) == number[-1]


def parse_account_number(text: str, field: str) -> str:
    """Ten digits; spaces and hyphens are ignored.

    Raises InvalidInput `account_number_length` or `account_number_check_digit`.
    """
    number = text.replace(" ", "").replace("-", "")
    if len(number) != ACCOUNT_NUMBER_LENGTH or only_digits(number) != number:
        values = (("length", len(number)), ("expected", ACCOUNT_NUMBER_LENGTH))
        raise InvalidInput((FieldProblem(field, "account_number_length", values),))
    if not has_valid_check_digit(number):
        raise InvalidInput((FieldProblem(field, "account_number_check_digit"),))
    return number


def only_digits(text: str) -> str:
    """«38 0104-2217» → «3801042217»; full-width and other scripts' digits don't count as digits."""
    return "".join(character for character in text if character in "0123456789")


def format_account_number(number: str) -> str:
    """«3801042217» → «38 0104 2217», as bills print it."""
    return " ".join((number[:2], number[2:6], number[6:]))


def numbers_one_slip_away(typed: str) -> set[str]:
    """Account numbers that somebody who wrote `typed` may have meant, `typed` itself never.

    One digit wrong, two neighbours swapped, one left out or one too many: few, because of the check digit.
    """
    places = range(len(typed))
    slips = {typed[:place] + typed[place + 1 :] for place in places}
    slips |= {typed[:place] + typed[place : place + 2][::-1] + typed[place + 2 :] for place in places}
    for digit in "0123456789":
        slips |= {typed[:place] + digit + typed[place + 1 :] for place in places}
        slips |= {typed[:place] + digit + typed[place:] for place in range(len(typed) + 1)}
    return {slip for slip in slips if is_account_number(slip)} - {typed}


def is_account_number(text: str) -> bool:
    """Whether the text could be an account's number: ten digits, the last of them right."""
    return len(text) == ACCOUNT_NUMBER_LENGTH and only_digits(text) == text and has_valid_check_digit(text)
