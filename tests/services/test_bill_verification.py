"""Genuine or not: what anybody who holds a printed bill may ask."""

import pytest
from sqlmodel import Session

from avk_app.config import get_settings
from avk_app.domain.bill_codes import bill_check_code, bill_number
from avk_app.domain.check_codes import format_check_code
from avk_app.errors import InvalidInput, TooManyAttempts
from avk_app.services.bill_verification import verify_bill
from avk_app.services.paper_checks import PaperQuestion
from tests.bills import OCTOBER, charge, make_metered_home, make_rules

HERE = "203.0.113.7"


@pytest.fixture
def printed(session: Session) -> tuple[str, str]:
    make_rules(session)
    account, _cold, _hot = make_metered_home(session)
    charge(session, account, OCTOBER)
    number = bill_number(account.number, OCTOBER)
    return number, format_check_code(bill_check_code(get_settings().signing_key(), number, 42125))


def test_a_made_up_code_proves_nothing(session: Session, printed: tuple[str, str]) -> None:
    assert verify_bill(session, PaperQuestion(printed[0], "A4K7M-X2PT9", HERE)) is None


def test_a_bill_that_was_never_made_looks_like_a_wrong_code(
    session: Session, printed: tuple[str, str]
) -> None:
    number = printed[0].replace("-202610", "-202609")
    assert verify_bill(session, PaperQuestion(number, printed[1], HERE)) is None


def test_a_genuine_bill_says_its_month_and_sum_and_no_more(
    session: Session, printed: tuple[str, str]
) -> None:
    found = verify_bill(session, PaperQuestion(f" {printed[0]} ", printed[1].lower(), HERE))
    assert found is not None
    assert vars(found) == {"number": printed[0], "period": OCTOBER, "due_kopecks": 42125}


@pytest.mark.parametrize(
    "number", ["", "3801042217", "3801042217-202613", "3801042217-000001", "к" * 5000, "\x00"]
)
def test_what_is_no_number_is_said_so(session: Session, number: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        verify_bill(session, PaperQuestion(number, "", HERE))
    assert [problem.field for problem in refusal.value.problems] == ["number", "code"]


def test_guessing_is_slowed_down(session: Session, printed: tuple[str, str]) -> None:
    for _ in range(5):
        verify_bill(session, PaperQuestion(printed[0], "A4K7M-X2PT9", HERE))
    with pytest.raises(TooManyAttempts):
        verify_bill(session, PaperQuestion(printed[0], printed[1], HERE))
