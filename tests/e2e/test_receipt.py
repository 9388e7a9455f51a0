"""A receipt: opened by its owner, kept as a file, proved by anybody, and never called what it is not."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader
from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.receipts import ReceiptStatus
from avk_app.models import Account, Receipt
from avk_app.models.payments import PaymentChannel
from avk_app.services.receipts import issue_receipt, issue_return_receipt
from tests.e2e.server import Portal
from tests.factories import make_account
from tests.payments import pay, pay_with_receipt, stored

Seed = Callable[[Callable[[Session], Any]], Any]
REGISTERING_SECONDS = 30
DEMO = "Демонстрационный чек, не фискальный документ"
CODE = re.compile(r"[234567ACEHKMPTXY9]{5}-[234567ACEHKMPTXY9]{5}")


def _paid(session: Session, **values: object) -> tuple[Account, Receipt]:
    account = make_account(session)
    return account, pay_with_receipt(session, account, 1_234_50, fee_kopecks=12_35, **values)


@pytest.fixture
def receipt(seed: Seed, sign_in_as: Callable[..., None]) -> Receipt:
    account, issued = seed(_paid)
    sign_in_as(account)
    return issued  # type: ignore[no-any-return]


def _open(page: Page, number: str) -> None:
    page.goto(f"/receipt?number={number}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


def _wait_until_registered(portal: Portal, number: str) -> None:
    """The cash register of the demo needs a moment."""
    deadline = time.monotonic() + REGISTERING_SECONDS
    registered = select(Receipt.id).where(
        col(Receipt.number) == number, col(Receipt.status) == ReceiptStatus.REGISTERED
    )
    while True:
        with Session(portal.engine) as session:
            if session.exec(registered).first() is not None:
                return
        assert time.monotonic() < deadline, "the receipt was not registered"
        time.sleep(0.1)


def _open_registered(page: Page, portal: Portal, number: str) -> None:
    _wait_until_registered(portal, number)
    _open(page, number)
    expect(page.get_by_text(DEMO)).to_be_visible()


def _downloaded(page: Page, folder: Path) -> str:
    with page.expect_download() as download:
        page.get_by_role("link", name="Скачать PDF").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    text = " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(path.read_bytes())).pages)
    return re.sub(r"\s+", " ", text)


def test_nobody_is_asked_to_sign_in(page: Page) -> None:
    page.goto("/receipt?number=2026-00000001")
    expect(page).to_have_url(re.compile("/login"))


def test_the_page_and_its_file_say_what_was_paid_and_that_it_is_no_fiscal_document(
    page: Page, portal: Portal, receipt: Receipt, tmp_path: Path
) -> None:
    _open_registered(page, portal, receipt.number)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(rf"Электронный чек №\s{receipt.number}")
    )
    expect(page.locator(".big")).to_have_text(re.compile(r"1\s246,85\s₽"))
    expect(page.get_by_text("Комиссия платёжной системы, полный расчёт")).to_be_visible()
    expect(page.get_by_text("i••••v@example.ru")).to_be_visible()
    expect(page.get_by_text("касса ненастоящая")).to_be_visible()
    text = _downloaded(page, tmp_path)
    for words in (DEMO, receipt.number, "1 246,85", "Комиссия платёжной системы"):
        assert words in text
    code = CODE.search(text)
    assert code is not None
    expect(page.get_by_text(code.group())).to_be_visible()


def test_what_the_paper_prints_is_proved_to_anybody(
    page: Page, receipt: Receipt, context: BrowserContext
) -> None:
    _open(page, receipt.number)
    address = page.get_by_role("link", name="Проверить чек").get_attribute("href")
    context.clear_cookies()
    page.goto(address or "")
    expect(page.get_by_label("Номер чека")).to_have_value(receipt.number)
    page.get_by_role("button", name="Проверить").click()
    answer = page.get_by_role("status").filter(has_text="Мы это выдавали")
    expect(answer).to_contain_text(re.compile(r"1\s246,85\s₽.*Не фискальный документ", re.DOTALL))
    for secret in ("Иванов", "3801", "example.ru"):
        expect(answer).not_to_contain_text(secret)


def test_a_wrong_code_proves_nothing_and_what_was_typed_stays(page: Page, receipt: Receipt) -> None:
    page.goto("/receipt/verify")
    page.get_by_role("button", name="Проверить").click()
    expect(page.locator(".summary")).to_contain_text("Введите код с чека")
    page.get_by_label("Номер чека").fill(receipt.number)
    page.get_by_label("Код проверки").fill("aaaaa-aaaaa")
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_text("Такого чека мы не выдавали")).to_be_visible()
    expect(page.get_by_label("Код проверки")).to_have_value("aaaaa-aaaaa")


@pytest.mark.parametrize("number", ["2026-99999999", "", "%00", "<b>", "'--", "2" * 300])
def test_what_is_no_receipt_says_so_and_leads_back(page: Page, receipt: Receipt, number: str) -> None:
    _open(page, number)
    expect(page.get_by_text("Такого чека на ваших лицевых счетах нет")).to_be_visible()
    page.get_by_role("link", name="Открыть историю").click()
    expect(page).to_have_url(re.compile("/history$"))


def test_another_subscribers_receipt_is_not_there(page: Page, receipt: Receipt, seed: Seed) -> None:
    foreign = seed(lambda session: _paid(session)[1].number)
    _open(page, foreign)
    expect(page.get_by_text("Такого чека на ваших лицевых счетах нет")).to_be_visible()
    answer = page.request.get("/receipt/pdf", params={"number": foreign})
    assert answer.status == 404


def test_a_bank_transfer_is_confirmed_and_not_called_a_receipt(
    page: Page, seed: Seed, sign_in_as: Callable[..., None], tmp_path: Path
) -> None:
    account, issued = seed(lambda session: _paid(session, channel=PaymentChannel.BANK_TRANSFER))
    sign_in_as(account)
    _open(page, issued.number)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(rf"Подтверждение платежа №\s{issued.number}")
    )
    expect(page.get_by_text("Подтверждение платежа, не фискальный чек")).to_be_visible()
    assert "не фискальный чек" in _downloaded(page, tmp_path)


def test_a_receipt_that_waits_says_so_and_comes_at_a_touch(
    page: Page, portal: Portal, seed: Seed, sign_in_as: Callable[..., None]
) -> None:
    def pay_while_the_register_is_down(session: Session) -> tuple[Account, str]:
        account, issued = _paid(session)
        issued.next_attempt_at = clock.now() + timedelta(days=1)
        return account, issued.number

    account, number = seed(pay_while_the_register_is_down)
    sign_in_as(account)
    _open(page, number)
    expect(page.get_by_text("чек ещё регистрируется в кассе")).to_be_visible()
    due = update(Receipt).where(col(Receipt.number) == number).values(next_attempt_at=clock.now())
    seed(lambda session: session.exec(due) and None)
    _wait_until_registered(portal, number)
    page.get_by_role("button", name="Обновить").click()
    expect(page.get_by_text(DEMO)).to_be_visible()


def test_a_payment_and_its_return_lead_to_each_other(
    page: Page, seed: Seed, sign_in_as: Callable[..., None]
) -> None:
    def make(session: Session) -> tuple[Account, str]:
        account = make_account(session)
        payment = pay(session, account, 500_00)
        issued = session.get_one(Receipt, issue_receipt(session, payment))
        issue_return_receipt(session, stored(session, payment), 200_00)
        return account, issued.number

    account, number = seed(make)
    sign_in_as(account)
    _open(page, number)
    page.get_by_role("link", name="Деньги возвращены").click()
    expect(page.get_by_text("возврат прихода")).to_be_visible()
    expect(page.locator(".big")).to_have_text(re.compile(r"200,00\s₽"))
    page.get_by_role("link", name="Документ о платеже").click()
    expect(page.locator(".big")).to_have_text(re.compile(r"500,00\s₽"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_receipt_is_accessible_at_both_widths(
    page: Page, portal: Portal, receipt: Receipt, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    _open_registered(page, portal, receipt.number)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []


def test_on_paper_the_page_keeps_its_numbers_and_drops_its_buttons(
    page: Page, portal: Portal, receipt: Receipt
) -> None:
    _open_registered(page, portal, receipt.number)
    page.emulate_media(media="print")
    expect(page.locator(".big")).to_be_visible()
    expect(page.get_by_role("link", name="Скачать PDF")).to_be_hidden()
    expect(page.get_by_role("link", name="Проверить чек")).to_be_hidden()
