"""What a receipt is called: never a receipt before a register has it, never fiscal without a real one."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from avk_app.domain.receipts import (
    FiscalMarks,
    ReceiptDocument,
    ReceiptKind,
    ReceiptStatus,
    ReceiptSums,
    Taxation,
)
from avk_app.letters.receipt import receipt_letter
from avk_app.view_models.receipt import receipt_view
from avk_app.view_models.receipt_sheet import receipt_sheet

MOMENT = datetime(2026, 11, 22, 4, 5, tzinfo=UTC)
MARKS = FiscalMarks("0001234567012345", "9960440300123456", "1542", "2918273645", MOMENT)
DOCUMENT = ReceiptDocument(
    number="2026-00000123",
    check_code="A4K7MX2PT9",
    kind=ReceiptKind.INCOME,
    status=ReceiptStatus.CONFIRMATION,
    is_fiscal=False,
    issued_at=MOMENT,
    paid_on=date(2026, 11, 22),
    account_number="3801042217",
    channel="card",
    is_cash=False,
    named_period=None,
    sums=ReceiptSums(500_00, 78_75, 5_00, 22),
    taxation=Taxation.GENERAL,
    buyer_email="ivanov@example.ru",
    place="lk.example.ru",
    seller="Водоканал",
    seller_inn="3800000005",
    fiscal=None,
)


@pytest.mark.parametrize("kind", list(ReceiptKind))
@pytest.mark.parametrize("status", [one for one in ReceiptStatus if one is not ReceiptStatus.REGISTERED])
def test_what_no_register_has_is_a_confirmation(kind: ReceiptKind, status: ReceiptStatus) -> None:
    document = replace(DOCUMENT, kind=kind, status=status)
    view, letter = receipt_view(document), receipt_letter(document, "https://lk.example.ru")
    for text in (view.title, view.standing, letter.subject):
        assert text.startswith("Подтверждение")
    assert view.marks == []
    assert bool(view.waiting_note) == (status is ReceiptStatus.TO_REGISTER)


@pytest.mark.parametrize("status", [ReceiptStatus.TO_REGISTER, ReceiptStatus.FAILED])
def test_a_return_that_no_register_has_speaks_of_no_money_on_the_account(status: ReceiptStatus) -> None:
    income, back = (receipt_view(replace(DOCUMENT, kind=kind, status=status)) for kind in ReceiptKind)
    said = f"{income.standing} {income.waiting_note}"
    assert "Деньги на счёте" in said or "зачислен" in said
    said_back = f"{back.standing} {back.waiting_note}"
    assert "на счёте" not in said_back
    assert "зачислен" not in said_back


def test_a_real_registers_receipt_is_fiscal_on_every_form_and_carries_its_marks() -> None:
    document = replace(DOCUMENT, status=ReceiptStatus.REGISTERED, is_fiscal=True, fiscal=MARKS)
    view, sheet = receipt_view(document), receipt_sheet(document, "https://lk.example.ru", "lk.example.ru/x")
    assert (view.standing, view.tone, view.marks_note) == ("Кассовый чек", "ok", "")
    assert (sheet.standing, sheet.is_warning) == ("Кассовый чек", False)
    body = receipt_letter(document, "https://lk.example.ru").body
    for mark in (MARKS.register_number, MARKS.drive_number, MARKS.document_number, MARKS.sign):
        assert mark in body
        assert mark in [fact.value for fact in view.marks]


def test_the_demos_receipt_says_so_on_every_form() -> None:
    document = replace(DOCUMENT, status=ReceiptStatus.REGISTERED, fiscal=MARKS)
    words = "Демонстрационный чек, не фискальный документ"
    sheet = receipt_sheet(document, "https://lk.example.ru", "lk.example.ru/x")
    assert receipt_view(document).standing == sheet.standing == words
    letter = receipt_letter(document, "https://lk.example.ru")
    assert words in letter.body
    assert MARKS.sign not in letter.body
    assert sheet.is_warning


def test_page_paper_and_letter_agree_on_the_lines() -> None:
    view, sheet = receipt_view(DOCUMENT), receipt_sheet(DOCUMENT, "", "")
    body = receipt_letter(DOCUMENT, "https://lk.example.ru").body
    assert [line.amount for line in view.lines] == [f"{row[1]}\u202f₽" for row in sheet.items.rows]
    for line in view.lines:
        assert f"{line.name}: {line.amount}" in body
    assert view.total in body
    assert "code=A4K7M-X2PT9" in body


def test_the_buyers_address_is_masked_and_a_return_leads_to_its_payment() -> None:
    document = replace(DOCUMENT, kind=ReceiptKind.RETURN, original="2026-00000123", number="2026-00000123-1")
    view = receipt_view(document)
    assert "i••••v@example.ru" in [fact.value for fact in view.details]
    assert [one.href for one in view.related] == ["/receipt?number=2026-00000123"]


def test_a_letter_about_a_fee_alone_does_not_speak_of_nothing() -> None:
    document = replace(DOCUMENT, kind=ReceiptKind.RETURN, sums=ReceiptSums(0, 0, 5_00, 22))
    body = receipt_letter(document, "https://lk.example.ru").body
    assert "возвращена комиссия 5,00\u202f₽" in body
    assert "возвращено 0,00" not in body
