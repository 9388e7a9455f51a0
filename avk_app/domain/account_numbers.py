"""Account numbers (лицевой счёт): ten digits, the last a Luhn check digit (ISO/IEC 7812-1, annex B)."""

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


def only_digits(text: str) -> str:
    """«38 0104-2217» → «3801042217»; full-width and other scripts' digits don't count as digits."""
    return "".join(character for character in text if character in "0123456789")


def format_account_number(number: str) -> str:
    """«3801042217» → «38 0104 2217», as bills print it."""
    return " ".join((number[:2], number[2:6], number[6:]))
