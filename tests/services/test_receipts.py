"""Receipts: one a payment, shown to its owner only, proved to anybody by number and code."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from avk_app.config import get_settings
from avk_app.domain.check_codes import format_check_code
from avk_app.domain.receipts import ReceiptKind, ReceiptStatus
from avk_app.errors import InvalidInput, NotFound, TooManyAttempts
from avk_app.models import Refund
from avk_app.models.payments import PaymentChannel, RefundOrigin, RefundStatus
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.paper_checks import PaperQuestion
from avk_app.services.receipt_document import get_receipt, list_receipt_numbers
from avk_app.services.receipt_verification import verify_receipt
from avk_app.services.receipts import issue_receipt, issue_return_receipt
from tests.actors import actor_for, letters_to
from tests.bills import OCTOBER, charge, make_metered_home, make_rules
from tests.factories import make_account, make_user
from tests.payments import all_receipts, pay, pay_with_receipt, stored

HERE = "203.0.113.7"


@pytest.fixture(autouse=True)
def _rules(session: Session) -> None:
    make_rules(session)


def test_nobody_sees_a_receipt(session: Session) -> None:
    receipt = pay_with_receipt(session, make_account(session), 100_00)
    nobody = Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, None)
    with pytest.raises(NotFound):
        get_receipt(session, nobody, receipt.number)


def test_another_subscribers_receipt_looks_like_one_that_is_not_there(session: Session) -> None:
    receipt = pay_with_receipt(session, make_account(session), 100_00)
    other = make_account(session)
    for actor in (actor_for(session, other), actor_for(session, other, make_user(session, other))):
        for number in (receipt.number, "2026-99999999", "", "x" * 5000, "\x00"):
            with pytest.raises(NotFound) as refusal:
                get_receipt(session, actor, number)
            assert refusal.value.entity == "receipt"


def test_a_payment_has_one_receipt_however_often_it_is_asked_for(session: Session) -> None:
    payment = pay(session, make_account(session), 100_00)
    assert issue_receipt(session, payment) == issue_receipt(session, payment)
    assert len(all_receipts(session)) == 1


def test_what_was_owed_is_settled_in_full_and_the_rest_is_an_advance(session: Session) -> None:
    account, _cold, _hot = make_metered_home(session)
    charge(session, account, OCTOBER)
    receipt = pay_with_receipt(session, account, 500_00, fee_kopecks=5_00)
    document = get_receipt(session, actor_for(session, account), receipt.number)
    assert document.sums.advance_kopecks == 500_00 - 421_25
    assert (document.sums.total_kopecks, document.sums.vat_percent) == (505_00, 22)
    assert receipt.vat_kopecks == 75_96 + 14_20
    assert document.place == "localhost:3000"


def test_the_waiting_receipt_has_no_letter_yet(session: Session) -> None:
    account = make_account(session, email="waits@example.ru")
    receipt = pay_with_receipt(session, account, 100_00)
    assert (receipt.status, receipt.next_attempt_at) == (ReceiptStatus.TO_REGISTER, receipt.issued_at)
    assert letters_to(session, "waits@example.ru") == []


def test_a_bank_transfer_is_only_confirmed(session: Session) -> None:
    account = make_account(session, email="transfer@example.ru")
    receipt = pay_with_receipt(session, account, 100_00, channel=PaymentChannel.BANK_TRANSFER)
    assert (receipt.status, receipt.next_attempt_at) == (ReceiptStatus.CONFIRMATION, None)
    letter = letters_to(session, "transfer@example.ru")[-1]
    assert letter.subject == f"Подтверждение платежа № {receipt.number}"
    assert "Подтверждение платежа, не фискальный чек." in letter.body


def test_without_a_register_a_card_payment_is_confirmed_in_honest_words(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVK_FISCAL_REGISTER", "none")
    get_settings.cache_clear()
    account = make_account(session, email="card@example.ru")
    receipt = pay_with_receipt(session, account, 100_00, fee_kopecks=1_00)
    monkeypatch.undo()
    get_settings.cache_clear()
    assert receipt.status is ReceiptStatus.CONFIRMATION
    body = letters_to(session, "card@example.ru")[-1].body
    for words in ("не фискальный чек", receipt.number, "100,00", "Комиссия платёжной системы", "101,00"):
        assert words in body
    assert "/receipt/verify?number=" in body


def test_without_an_address_no_letter_is_written(session: Session) -> None:
    account = make_account(session, email="")
    pay_with_receipt(session, account, 100_00, channel=PaymentChannel.BANK_TRANSFER)
    assert letters_to(session, "") == []


def _refund(session: Session, payment_id: int, key: str, amount_kopecks: int) -> int:
    refund = Refund(
        payment_id=payment_id,
        origin=RefundOrigin.STAFF,
        status=RefundStatus.SUCCEEDED,
        amount_kopecks=amount_kopecks,
        key=key,
        created_at=all_receipts(session)[0].issued_at,
    )
    session.add(refund)
    session.flush()
    return refund.id or 0


def test_each_refund_has_one_receipt_and_the_advance_goes_back_first(session: Session) -> None:
    account, _cold, _hot = make_metered_home(session)
    charge(session, account, OCTOBER)
    payment = pay(session, account, 500_00)
    issue_receipt(session, payment)
    first, second = (_refund(session, payment.id, key, 50_00) for key in "ab")
    for refund_id in (first, first, second):
        issue_return_receipt(session, stored(session, payment), 50_00, refund_id=refund_id)
    income, *returns = all_receipts(session)
    assert [one.number for one in returns] == [f"{income.number}-1", f"{income.number}-2"]
    assert [one.advance_kopecks for one in returns] == [50_00, 500_00 - 421_25 - 50_00]
    assert {one.kind for one in returns} == {ReceiptKind.RETURN}
    actor = actor_for(session, account)
    assert get_receipt(session, actor, income.number).returns == tuple(one.number for one in returns)
    assert get_receipt(session, actor, returns[0].number).original == income.number


def test_a_fee_that_goes_back_alone_has_its_receipt(session: Session) -> None:
    account = make_account(session)
    payment = pay(session, account, 500_00, fee_kopecks=5_00)
    issue_receipt(session, payment)
    issue_return_receipt(session, stored(session, payment), 0, fee_kopecks=5_00)
    _income, back = all_receipts(session)
    document = get_receipt(session, actor_for(session, account), back.number)
    assert (document.sums.total_kopecks, document.sums.advance_kopecks, back.vat_kopecks) == (5_00, 0, 0)


def test_nothing_has_no_receipt(session: Session) -> None:
    payment = pay(session, make_account(session), 500_00)
    with pytest.raises(IntegrityError), session.begin_nested():
        issue_return_receipt(session, stored(session, payment), 0)


def test_the_numbers_of_payments_are_found_together(session: Session) -> None:
    account = make_account(session)
    receipt, without = pay_with_receipt(session, account, 100_00), pay(session, account, 100_00)
    found = list_receipt_numbers(session, [receipt.payment_id, without.id])
    assert found == {receipt.payment_id: receipt.number}


@pytest.fixture
def printed(session: Session) -> tuple[str, str]:
    account = make_account(session)
    receipt = pay_with_receipt(session, account, 100_00)
    code = get_receipt(session, actor_for(session, account), receipt.number).check_code
    return receipt.number, format_check_code(code)


def test_a_made_up_code_and_a_made_up_number_prove_nothing(
    session: Session, printed: tuple[str, str]
) -> None:
    assert verify_receipt(session, PaperQuestion(printed[0], "A4K7M-X2PT9", HERE)) is None
    assert verify_receipt(session, PaperQuestion("2026-99999999", printed[1], HERE)) is None


def test_a_genuine_receipt_says_its_day_and_total_and_no_more(
    session: Session, printed: tuple[str, str]
) -> None:
    found = verify_receipt(session, PaperQuestion(f" {printed[0]} ", printed[1].lower(), HERE))
    assert found is not None
    assert (found.number, found.total_kopecks, found.is_fiscal) == (printed[0], 100_00, False)
    assert set(vars(found)) == {"number", "kind", "issued_at", "total_kopecks", "is_fiscal"}


@pytest.mark.parametrize("number", ["", "2026-1", "к" * 5000, "\x00"])
def test_what_is_no_number_is_said_so(session: Session, number: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        verify_receipt(session, PaperQuestion(number, "", HERE))
    assert [problem.code for problem in refusal.value.problems] == [
        "receipt_number_format",
        "receipt_code_empty",
    ]


def test_guessing_is_slowed_down(session: Session, printed: tuple[str, str]) -> None:
    for _ in range(5):
        verify_receipt(session, PaperQuestion(printed[0], "A4K7M-X2PT9", HERE))
    with pytest.raises(TooManyAttempts):
        verify_receipt(session, PaperQuestion(printed[0], printed[1], HERE))
