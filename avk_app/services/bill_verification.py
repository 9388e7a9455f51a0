"""Whether a printed bill is genuine: anybody may ask, and learns nothing that the paper does not say."""

import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from avk_app.domain.bill_codes import bill_in_code, bill_number
from avk_app.domain.period import Period, period_in
from avk_app.models import Account, Bill
from avk_app.services.paper_checks import MAX_NUMBER_LENGTH, PaperQuestion, is_genuine, require_number

_NUMBER = re.compile(r"(\d{10})-?(\d{6})", re.ASCII)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class GenuineBill:
    """What a genuine bill says of itself."""

    number: str
    period: Period
    due_kopecks: int


def verify_bill(session: Session, question: PaperQuestion) -> GenuineBill | None:
    """The bill with this number and code; None when the utility made no such bill.

    Raises InvalidInput (`bill_number_format`, `bill_code_empty`), TooManyAttempts.
    """
    account_number, period = require_number(question, _parse(question.number), "bill")
    number = bill_number(account_number, period)
    due_kopecks = _find_due(session, account_number, period)
    if not is_genuine(session, bill_in_code(number), due_kopecks, question) or due_kopecks is None:
        return None
    return GenuineBill(number, period, due_kopecks)


def _parse(typed: str) -> tuple[str, Period] | None:
    match = _NUMBER.fullmatch(_SPACES.sub("", typed[: MAX_NUMBER_LENGTH + 1]))
    period = period_in(match.group(2)) if match else None
    return (match.group(1), period) if match and period else None


def _find_due(session: Session, account_number: str, period: Period) -> int | None:
    return session.exec(
        select(Bill.due_kopecks)
        .join(Account, col(Account.id) == col(Bill.account_id))
        .where(col(Account.number) == account_number, col(Bill.period) == period.code)
    ).first()
