"""The number of a bill and the code that proves it."""

from avk_app.domain.account_numbers import ACCOUNT_NUMBER_LENGTH
from avk_app.domain.check_codes import check_code
from avk_app.domain.period import Period, period_in


def bill_number(account_number: str, period: Period) -> str:
    """«3801042217-202611»: one account has one bill a period."""
    return f"{account_number}-{period.code}"


def account_number_in(digits: str) -> str:
    """«3801042217202611», a bill's number, → «3801042217», its account's; any other digits as they are."""
    is_of_bill = period_in(digits[ACCOUNT_NUMBER_LENGTH:]) is not None
    return digits[:ACCOUNT_NUMBER_LENGTH] if is_of_bill else digits


def bill_in_code(number: str) -> str:
    """What the check code of a bill with this number is made for."""
    return f"bill:{number}"


def bill_check_code(key: bytes, number: str, due_kopecks: int) -> str:
    """The code of a bill with this number and this sum, without its dash."""
    return check_code(key, bill_in_code(number), due_kopecks)
