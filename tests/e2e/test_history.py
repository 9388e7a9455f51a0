"""History in Chromium: two dates and a button, sums that add up, files that say what the page says."""

import csv
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader
from sqlmodel import Session

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.models import Account
from avk_app.models.payments import PaymentChannel
from avk_app.services.database import transaction
from avk_app.services.ledger import receive_payment
from tests.e2e.histories import make_history_of_a_year
from tests.e2e.server import Portal
from tests.factories import make_account

Seed = Callable[[Callable[[Session], Any]], Any]
SignIn = Callable[..., None]
PHONE = {"width": 360, "height": 740}
SPACES = re.compile(r"[\s\u00a0\u202f]+")


@pytest.fixture(scope="module")
def account(portal: Portal) -> Account:
    """Charged and paid for ten months; made once, for nothing here changes it."""
    return make_history_of_a_year(portal.engine)


@pytest.fixture
def history(page: Page, account: Account, sign_in_as: SignIn) -> Page:
    sign_in_as(account)
    page.goto("/history")
    expect(page.locator(".sums")).to_be_visible()
    return page


def _first(page: Page) -> Locator:
    return page.get_by_label("С какого дня")


def _last(page: Page) -> Locator:
    return page.get_by_label("По какой день")


def _show(page: Page, first: str, last: str) -> None:
    _first(page).fill(first)
    _last(page).fill(last)
    page.get_by_role("button", name="Показать", exact=True).click()


def _kopecks(text: str) -> int:
    """«−1 234,50 ₽» as the page writes it."""
    plain = SPACES.sub("", text).replace("₽", "").replace("−", "-").replace("+", "")
    roubles, kopecks = plain.split(",")
    return int(f"{roubles}{kopecks}")


def _sums(page: Page) -> list[int]:
    return [_kopecks(text) for text in page.locator(".sum dd .num").all_inner_texts()]


def _rows(page: Page) -> list[tuple[int, int]]:
    """Change and balance of each row, oldest first."""
    changes = page.locator(".entry .entry-amount b:visible").all_inner_texts()
    balances = page.locator(".entry-balance").all_inner_texts()
    changes = changes[: len(balances)]
    rows = [
        (_kopecks(change), _kopecks(balance.removeprefix("стало")))
        for change, balance in zip(changes, balances, strict=True)
    ]
    return rows[::-1]


def _violations(page: Page) -> list[str]:
    return [f"{item['id']}: {item['nodes'][0]['html']}" for item in Axe().run(page).response["violations"]]


def test_nobody_is_led_to_the_sign_in(page: Page) -> None:
    page.goto("/history")
    page.wait_for_url("**/login*")


def test_a_year_is_shown_at_once_and_every_sum_adds_up(history: Page) -> None:
    today = clock.today()
    expect(_first(history)).to_have_value(Period.of(today).plus(-11).first_day.isoformat())
    expect(_last(history)).to_have_value(today.isoformat())
    opening, *moved, closing = _sums(history)
    assert opening + sum(moved) == closing
    rows = _rows(history)
    assert sum(change for change, _balance in rows) == sum(moved)
    balance = opening
    for change, after in rows:
        balance += change
        assert balance == after
    assert balance == closing


def test_a_shorter_period_begins_with_what_the_longer_one_had_then(history: Page) -> None:
    rows = _rows(history)
    middle = Period.of(clock.today()).plus(-5)
    _show(history, middle.first_day.isoformat(), clock.today().isoformat())
    expect(history.get_by_role("status").filter(has_text="Показаны записи")).to_contain_text(str(middle.year))
    expect(history.locator(".entry-balance")).not_to_have_count(len(rows))
    shorter = _rows(history)
    assert shorter == rows[-len(shorter) :]
    assert _sums(history)[0] == rows[-len(shorter) - 1][1]


def test_a_charge_leads_to_its_bill(history: Page) -> None:
    month = Period.of(clock.today()).plus(-1)
    link = history.get_by_role("link", name=re.compile("^Квитанция за")).first
    assert link.get_attribute("href") == f"/bill?period={month.code}"


def test_reversed_dates_are_swapped_with_one_tap(history: Page) -> None:
    _show(history, "2026-11-01", "2025-11-01")
    expect(history.get_by_role("alert")).to_contain_text("Этот день раньше начала периода")
    expect(history.locator("#problems")).to_be_focused()
    expect(_first(history)).to_have_value("2026-11-01")
    expect(_last(history)).to_have_value("2025-11-01")
    history.get_by_role("button", name="Поменять даты местами").click()
    expect(_first(history)).to_have_value("2025-11-01")
    expect(_last(history)).to_have_value("2026-11-01")
    expect(history.get_by_role("alert")).to_be_empty()
    expect(history.get_by_text("1 ноября 2025 — 1 ноября 2026").first).to_be_visible()


def test_a_missing_date_is_said_beside_its_field_and_the_other_stays(history: Page) -> None:
    _show(history, "", "2026-03-31")
    expect(history.locator("#first-error")).to_contain_text("Укажите день целиком")
    expect(_last(history)).to_have_value("2026-03-31")
    expect(history.locator(".sums")).to_be_visible()


def test_days_ahead_are_explained(history: Page) -> None:
    _show(history, "2100-01-01", "2100-02-01")
    expect(history.locator("#first-error")).to_contain_text("ещё не наступил")
    expect(history.locator("#problems")).to_be_focused()
    _show(history, clock.today().isoformat(), "2100-02-01")
    expect(history.get_by_text("Последний день ещё не наступил")).to_be_visible()


@pytest.mark.parametrize("year", ["0202", "1066", "9999"])
def test_a_year_with_a_slip_is_asked_about(history: Page, year: str) -> None:
    _show(history, f"{year}-01-01", f"{year}-12-31")
    expect(history.locator("#first-error")).to_contain_text("Проверьте год")
    expect(_first(history)).to_have_value(f"{year}-01-01")


def test_days_before_the_account_was_opened_are_empty_and_say_why(history: Page) -> None:
    _show(history, "2015-01-01", "2015-12-31")
    expect(history.get_by_text("За эти дни начислений и оплат нет")).to_be_visible()
    expect(history.get_by_text("Лицевой счёт открыт")).to_be_visible()
    assert set(_sums(history)) == {0}


def test_quick_choices_fill_in_the_dates(history: Page) -> None:
    today = clock.today()
    history.get_by_role("button", name="3 месяца").click()
    expect(_first(history)).to_have_value(Period.of(today).plus(-2).first_day.isoformat())
    history.get_by_role("button", name="Всё").click()
    expect(_first(history)).to_have_value("2020-01-01")


def test_the_keyboard_is_enough(history: Page) -> None:
    _first(history).fill("2026-06-01")
    _last(history).fill("2026-07-31")
    _last(history).press("Enter")
    expect(history.get_by_text("1 июня 2026 — 31 июля 2026").first).to_be_visible()
    history.get_by_role("button", name="Показать", exact=True).focus()
    history.keyboard.press("Tab")
    expect(history.get_by_role("button", name="3 месяца")).to_be_focused()


def test_ten_years_are_turned_page_by_page(
    page: Page, portal: Portal, seed: Seed, sign_in_as: SignIn
) -> None:
    old = seed(make_account)
    first = Period.of(clock.today()).plus(-119)
    with transaction(portal.engine) as session:
        for month in range(120):
            paid_on = first.plus(month).day(5)
            receive_payment(session, old.id or 0, PaymentChannel.CARD, 100 + month, paid_on)
    sign_in_as(old)
    page.goto("/history")
    expect(page.locator(".sums")).to_be_visible()
    _show(page, first.first_day.isoformat(), clock.today().isoformat())
    expect(page.get_by_text("Страница 1 из 3")).to_be_visible()
    expect(page.locator(".money-step")).to_have_count(len(range(first.year, clock.today().year + 1)))
    rows = _rows(page)[::-1]
    for number in (2, 3):
        page.get_by_role("button", name="Раньше").click()
        expect(page.get_by_text(f"Страница {number} из 3")).to_be_visible()
        rows += _rows(page)[::-1]
    assert [change for change, _balance in rows] == [-100 - month for month in reversed(range(120))]
    page.get_by_role("button", name="Новее").click()
    expect(page.get_by_text("Страница 2 из 3")).to_be_visible()


def _download(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=f"Скачать {name}").click()
    assert waiting.value.suggested_filename.startswith("История 38")
    return Path(waiting.value.path()).read_bytes()


def test_files_hold_the_rows_and_sums_of_the_page(history: Page) -> None:
    rows, sums = _rows(history), _sums(history)
    text = _download(history, "CSV").decode("utf-8-sig")
    _head, opening, *entries, closing = csv.reader(StringIO(text), delimiter=";")
    assert [(_kopecks(row[3]), _kopecks(row[4])) for row in entries] == rows
    assert (_kopecks(opening[4]), _kopecks(closing[4])) == (sums[0], sums[-1])
    sheet = load_workbook(BytesIO(_download(history, "Excel"))).worksheets[0]
    _opening, *cells, _closing = sheet.iter_rows(min_row=3, values_only=True)
    assert [(round(row[3] * 100), round(row[4] * 100)) for row in cells] == rows
    pages = PdfReader(BytesIO(_download(history, "PDF"))).pages
    printed = SPACES.sub("", "".join(page.extract_text() for page in pages))
    for text in history.locator(".entry-amount b:visible, .sum dd .num").all_inner_texts():
        assert SPACES.sub("", text).replace("₽", "") in printed


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_of_it_accessibly(history: Page, scheme: Any) -> None:
    history.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    history.set_viewport_size(PHONE)
    for summary in history.locator("details > summary").all():
        summary.click()
    assert history.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert _violations(history) == []
    history.evaluate("document.documentElement.classList.add('large-type')")
    assert history.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    tabs = history.locator(".tabs a")
    expect(tabs).to_have_count(5)
    expect(history.locator(".tabs [aria-current]")).to_have_text("История")


def test_a_desktop_is_accessible_too(history: Page) -> None:
    history.set_viewport_size({"width": 1280, "height": 900})
    assert _violations(history) == []
    expect(history.get_by_role("table", name="Начисления и оплаты")).to_be_visible()
