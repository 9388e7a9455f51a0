"""Receipts by the hundred equal receipts one by one."""

from datetime import date

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.models import Account, Payment, Receipt
from avk_app.models.payments import PaymentChannel
from avk_app.services.ledger import ReceivedPayment
from avk_app.services.ledger_bulk import receive_payments
from avk_app.services.receipts import issue_receipt
from avk_app.services.receipts_bulk import issue_receipts
from tests.actors import letters_to
from tests.bills import OCTOBER, charge, make_metered_home, make_rules
from tests.factories import make_account
from tests.payments import all_receipts, pay

AMOUNTS = (300_00, 200_00, 100_00)
SAME = {"id", "number", "payment_id", "issued_at", "buyer_email"}


def home(session: Session) -> Account:
    account, _cold, _hot = make_metered_home(session)
    charge(session, account, OCTOBER)
    return account


def pay_all(session: Session, account: Account, channel: PaymentChannel) -> list[int]:
    day, now = date(2026, 11, 5), clock.now()
    return receive_payments(
        session, [ReceivedPayment(account.id or 0, channel, amount, day, now) for amount in AMOUNTS]
    )


def facts(receipts: list[Receipt]) -> list[dict[str, object]]:
    return [receipt.model_dump(exclude=SAME | {"next_attempt_at"}) for receipt in receipts]


def test_none_is_nothing(session: Session) -> None:
    make_rules(session)
    issue_receipts(session, [])
    assert all_receipts(session) == []


def test_each_says_what_it_settled_and_what_it_paid_ahead(session: Session) -> None:
    make_rules(session)
    one, many = home(session), home(session)
    singly = []
    for amount in AMOUNTS:
        payment = pay(session, one, amount, channel=PaymentChannel.BANK_TRANSFER)
        singly.append(session.get_one(Receipt, issue_receipt(session, payment)))
    ids = pay_all(session, many, PaymentChannel.BANK_TRANSFER)
    issue_receipts(session, ids)
    query = select(Receipt).where(col(Receipt.payment_id).in_(ids)).order_by(col(Receipt.payment_id))
    at_once = list(session.exec(query))
    assert facts(at_once) == facts(singly)
    assert [receipt.advance_kopecks for receipt in at_once] == [0, 200_00 - 121_25, 100_00]


def test_each_payer_gets_one_letter_a_payment_and_who_has_no_address_none(session: Session) -> None:
    make_rules(session)
    reached, silent = make_account(session, email="a@example.ru"), make_account(session, email="")
    for account in (reached, silent):
        issue_receipts(session, pay_all(session, account, PaymentChannel.BANK_TRANSFER))
    letters = letters_to(session, "a@example.ru")
    assert ["300,00" in letters[0].body, len(letters), letters_to(session, "")] == [True, 3, []]


def test_what_a_cash_register_must_register_waits_for_it(session: Session) -> None:
    make_rules(session)
    issue_receipts(session, pay_all(session, make_account(session), PaymentChannel.OFFICE))
    payment = pay(session, make_account(session), 1)
    issue_receipt(session, payment)
    bulk, single = all_receipts(session)[0], all_receipts(session)[-1]
    assert (bulk.status, bulk.next_attempt_at is None) == (single.status, single.next_attempt_at is None)
    assert session.exec(select(Payment.id)).first() == bulk.payment_id
