"""The payment page in words: what is owed, where an amount goes, what each way costs."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from avk_app.domain.owed import Owed
from avk_app.domain.payments import FeeTerms
from avk_app.domain.period import Period
from avk_app.domain.receipts import ReceiptStatus
from avk_app.domain.settlement import Debt, Settled, Settlement
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services.checkouts import CheckoutState
from avk_app.services.payments_result import MadePayment, PaymentsPage, PaymentTerms, StartedPayment
from avk_app.texts import payment_return as back
from avk_app.texts import payments as texts
from avk_app.view_models.payment_return import cancel_view, return_view
from avk_app.view_models.payments import SumView, owed_view, quote_view, suggested_amount
from avk_app.view_models.payments_history import NONE_OPEN, open_payment, payment_rows

SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)
TODAY = date(2026, 11, 22)
FEES = {
    PaymentChannel.CARD: FeeTerms(150, 0),
    PaymentChannel.E_WALLET: FeeTerms(300, 1_000),
    PaymentChannel.BANK_TRANSFER: FeeTerms(0, 0),
    PaymentChannel.OFFICE: FeeTerms(0, 0),
}
TERMS = PaymentTerms(
    account_id=7,
    balance_kopecks=151_00,
    owed=Owed((Debt(SEPTEMBER, 50_00, 1_00), Debt(OCTOBER, 100_00, 0))),
    pay_by_on=date(2026, 11, 10),
    fees=FEES,
    cap_kopecks=100_000_000,
)
MADE = MadePayment(
    payment_id=1,
    paid_on=date(2026, 11, 21),
    received_at=datetime(2026, 11, 21, 3, tzinfo=UTC),
    channel=PaymentChannel.CARD,
    amount_kopecks=120_00,
    fee_kopecks=1_80,
    settlement=Settlement((Settled(SEPTEMBER, 50_00, 1_00),), 69_00),
    refunded_kopecks=0,
    is_cancelled=False,
    receipt_number="2026-000001",
    receipt_status=ReceiptStatus.REGISTERED,
)
STARTED = StartedPayment(
    key="a" * 32,
    started_at=datetime(2026, 11, 22, 3, tzinfo=UTC),
    channel=PaymentChannel.CARD,
    amount_kopecks=120_00,
    fee_kopecks=1_80,
    named_period=None,
    status=CheckoutStatus.OPEN,
    is_open=True,
)


def _plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def _lines(sums: list[SumView]) -> list[tuple[str, str, str]]:
    return [(_plain(one.label), _plain(one.note), _plain(one.amount)) for one in sums]


def test_what_is_owed_stands_by_month_with_penalty_apart() -> None:
    view = owed_view(TERMS, (), None, TODAY)
    assert _lines(view.sums) == [
        ("Сентябрь 2026", "", "50,00 ₽"),
        ("Пени за сентябрь 2026", "", "1,00 ₽"),
        ("Октябрь 2026", "", "100,00 ₽"),
    ]
    assert (view.label, _plain(view.badge), view.suggested) == ("К оплате", "Срок был 10 ноября", "151,00")
    assert [choice.code for choice in view.periods] == ["", "202609", "202610"]


def test_a_month_asked_for_is_suggested_alone_and_a_strange_one_not_at_all() -> None:
    september = owed_view(TERMS, (), SEPTEMBER, TODAY)
    assert (september.suggested, suggested_amount(TERMS, SEPTEMBER)) == ("51,00", "51,00")
    assert _plain(september.hint).startswith("Это долг за сентябрь 2026.")
    strange = owed_view(TERMS, (), Period(2020, 1), TODAY)
    assert (strange.named, strange.suggested, strange.hint) == ("", "151,00", texts.AMOUNT_HINT)


def test_who_paid_ahead_is_told_so_and_gets_an_empty_field() -> None:
    view = owed_view(replace(TERMS, balance_kopecks=-70_00, owed=Owed(())), (), None, TODAY)
    assert (view.label, _plain(view.amount), view.badge, view.suggested) == ("Переплата", "70,00 ₽", "", "")


def test_what_no_bill_explains_stands_as_a_line_of_its_own() -> None:
    owed = replace(TERMS.owed, unexplained_kopecks=5_00)
    view = owed_view(replace(TERMS, balance_kopecks=156_00, owed=owed), (), None, TODAY)
    assert _lines(view.sums)[-1] == ("Исправления", "", "5,00 ₽")


def test_a_draft_belongs_to_one_account_and_one_debt() -> None:
    other = owed_view(replace(TERMS, balance_kopecks=1_00), (), None, TODAY)
    assert owed_view(TERMS, (), None, TODAY).draft != other.draft


def test_money_goes_to_the_oldest_debt_then_penalty_then_ahead() -> None:
    assert _lines(quote_view(TERMS, 160_00, None).goes) == [
        ("Сентябрь 2026", "полностью", "50,00 ₽"),
        ("Пени за сентябрь 2026", "полностью", "1,00 ₽"),
        ("Октябрь 2026", "полностью", "100,00 ₽"),
        ("Вперёд", "в счёт следующих месяцев", "9,00 ₽"),
    ]
    assert _lines(quote_view(TERMS, 30_00, OCTOBER).goes) == [
        ("Октябрь 2026", "останется 70,00 ₽", "30,00 ₽")
    ]


def test_each_way_says_its_fee_and_total() -> None:
    ways = [(_plain(way.fee), _plain(way.total)) for way in quote_view(TERMS, 100_00, None).channels]
    assert ways == [
        ("комиссия 1,50 ₽ (1,5 %)", "101,50 ₽"),
        ("комиссия 10,00 ₽ (3 %, не меньше 10,00 ₽)", "110,00 ₽"),
        (texts.BANKS_OWN_FEE, "100,00 ₽"),
        (texts.NO_FEE, "100,00 ₽"),
    ]
    assert _plain(quote_view(TERMS, 100_00, None).pay_card) == "Оплатить 101,50 ₽"


def test_without_an_amount_nothing_is_promised() -> None:
    quote = quote_view(TERMS, None, None)
    assert (quote.goes, quote.pay_card, quote.slip_href) == ([], texts.PAY_UNKNOWN, "")
    assert {way.total for way in quote.channels} == {texts.NO_TOTAL}
    assert _plain(quote.channels[0].fee) == "комиссия 1,5 %"


def test_the_slip_is_for_the_amount_and_the_month() -> None:
    assert quote_view(TERMS, 100_50, OCTOBER).slip_href == "/payments/slip?amount=100%2C50&period=202610"


def test_a_payment_says_where_it_went_and_what_the_fee_was() -> None:
    (row,) = payment_rows(PaymentsPage(TERMS, (), (MADE,), False), TODAY)
    assert [_plain(line) for line in row.details] == [
        "Закрыл: сентябрь 2026 — 50,00 ₽; пени за сентябрь 2026 — 1,00 ₽; вперёд — 69,00 ₽.",
        "Комиссия 1,80 ₽.",
    ]
    assert (row.day, row.state, row.again, row.receipt_href) == (
        "вчера",
        texts.MADE,
        "120,00",
        "/receipt?number=2026-000001",
    )


@pytest.mark.parametrize("status", list(ReceiptStatus))
def test_what_no_register_is_asked_about_is_offered_as_a_confirmation(status: ReceiptStatus) -> None:
    is_receipt = status is not ReceiptStatus.CONFIRMATION
    (row,) = payment_rows(PaymentsPage(TERMS, (), (replace(MADE, receipt_status=status),), False), TODAY)
    assert row.receipt_label == (texts.RECEIPT if is_receipt else texts.CONFIRMATION)
    state = CheckoutState("a" * 32, CheckoutStatus.PAID, PaymentChannel.CARD, 1_00, 0, 1, "2026-1", status)
    view = return_view(state, is_patience_over=False)
    assert view.receipt_label == (back.RECEIPT if is_receipt else back.CONFIRMATION)


def test_cancelled_and_refunded_payments_say_so() -> None:
    made = (
        replace(MADE, is_cancelled=True),
        replace(MADE, refunded_kopecks=120_00),
        replace(MADE, refunded_kopecks=20_00),
    )
    states = [_plain(row.state) for row in payment_rows(PaymentsPage(TERMS, (), made, False), TODAY)]
    assert states == ["отменён", "возвращён", "возвращено 20,00 ₽"]


def test_every_state_of_an_unfinished_payment_has_its_words() -> None:
    for status in set(CheckoutStatus) - {CheckoutStatus.PAID}:
        started = replace(STARTED, status=status, is_open=False)
        (row,) = payment_rows(PaymentsPage(TERMS, (), (started,), False), TODAY)
        assert row.state
        assert row.details
        assert row.key == ""
        assert (row.again == "") is (status is CheckoutStatus.REVIEW)


def test_an_autopay_on_its_way_is_neither_gone_on_with_nor_paid_again() -> None:
    started = replace(STARTED, is_open=False, is_autopay=True)
    (row,) = payment_rows(PaymentsPage(TERMS, (), (started,), False), TODAY)
    assert (row.state, row.key, row.again) == (texts.AUTOPAY, "", "")


def test_an_open_payment_is_pointed_out_with_its_total() -> None:
    page = PaymentsPage(TERMS, (), (MADE, STARTED), False)
    assert open_payment(page).key == STARTED.key
    assert "121,80 ₽" in _plain(open_payment(page).note)
    assert open_payment(replace(page, rows=(MADE,))) == NONE_OPEN


def test_coming_back_has_words_for_every_state() -> None:
    for status in CheckoutStatus:
        state = CheckoutState("a" * 32, status, PaymentChannel.CARD, 100_00, 1_00, None)
        for view in (return_view(state, is_patience_over=False), cancel_view(state)):
            assert view.title
            assert view.text
            assert view.tone


def test_the_way_back_to_the_provider_shows_once_waiting_brought_nothing() -> None:
    state = CheckoutState("a" * 32, CheckoutStatus.OPEN, PaymentChannel.CARD, 100_00, 1_00, None)
    assert return_view(state, is_patience_over=False).key == ""
    assert return_view(state, is_patience_over=True).key == state.key
    assert cancel_view(state).title == back.LEFT_TITLE
