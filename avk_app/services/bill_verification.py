"""Whether a printed bill is genuine: anybody may ask, and learns nothing that the paper does not say."""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from avk_app.config import get_settings
from avk_app.domain.bill_codes import bill_number, is_bill_check_code
from avk_app.domain.period import Period, period_in
from avk_app.errors import FieldProblem, InvalidInput
from avk_app.models import Account, Bill
from avk_app.services.sign_in_attempts import admit, note_success, target_of

_NUMBER = re.compile(r"(\d{10})-?(\d{6})", re.ASCII)
_SPACES = re.compile(r"\s+")
MAX_NUMBER_LENGTH = 40


@dataclass(frozen=True)
class BillQuestion:
    """What a person typed from paper, and where the question came from."""

    number: str
    code: str
    address: str


@dataclass(frozen=True)
class GenuineBill:
    """What a genuine bill says of itself."""

    number: str
    period: Period
    due_kopecks: int


def verify_bill(session: Session, question: BillQuestion) -> GenuineBill | None:
    """The bill with this number and code; None when the utility made no such bill.

    A wrong code and an unknown number look the same. Wrong answers are counted like failed sign-ins.
    Raises InvalidInput (`bill_number_format`, `bill_code_empty`), TooManyAttempts.
    """
    account_number, period = _parse(question)
    number = bill_number(account_number, period)
    attempt = admit(session, target_of(f"bill {number}", "", question.address))
    due_kopecks = _find_due(session, account_number, period)
    key = get_settings().signing_key()
    if not is_bill_check_code(key, number, due_kopecks or 0, question.code) or due_kopecks is None:
        return None
    note_success(session, attempt.id)
    return GenuineBill(number, period, due_kopecks)


def _parse(question: BillQuestion) -> tuple[str, Period]:
    problems = []
    typed = _SPACES.sub("", question.number[: MAX_NUMBER_LENGTH + 1])
    match = _NUMBER.fullmatch(typed)
    period = period_in(match.group(2)) if match else None
    if period is None:
        problems.append(FieldProblem("number", "bill_number_format"))
    if not question.code.strip():
        problems.append(FieldProblem("code", "bill_code_empty"))
    if problems or match is None or period is None:
        raise InvalidInput(tuple(problems))
    return match.group(1), period


def _find_due(session: Session, account_number: str, period: Period) -> int | None:
    return session.exec(
        select(Bill.due_kopecks)
        .join(Account, col(Account.id) == col(Bill.account_id))
        .where(col(Account.number) == account_number, col(Bill.period) == period.code)
    ).first()
