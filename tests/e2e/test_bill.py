"""«Почему столько?»: the page says what the database holds, and the paper says what the page says."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pypdf import PdfReader
from sqlmodel import Session, col, select

from avk_app.domain.payment_qr import read_payment_qr
from avk_app.domain.period import Period
from avk_app.models import Account, Bill, ChargeLine, Premise
from avk_app.models.payments import PaymentChannel
from avk_app.services.ledger import get_balance, receive_payment
from tests.bills import OCTOBER, SEPTEMBER, charge, make_metered_home, make_rules
from tests.dry_houses import four_hours_on_five_days
from tests.e2e.opening import open_ready
from tests.e2e.server import Portal, fetch
from tests.factories import make_account, make_history, make_meter, make_reading, make_user

Seed = Callable[[Callable[[Session], Any]], Any]
_NOT_A_NUMBER = re.compile(r"[^\d,−]")
_MONEY = re.compile(r"[+−]?\d[\d\s]*,\d{2}\s₽")


@pytest.fixture(autouse=True)
def _rules(seed: Seed) -> None:
    seed(make_rules)


def _two_months(session: Session) -> Account:
    """September paid by card, October still owed."""
    account, _cold, _hot = make_metered_home(session)
    charge(session, account, SEPTEMBER)
    owed = get_balance(session, account.id or 0).kopecks
    receive_payment(session, account.id or 0, PaymentChannel.CARD, owed, date(2026, 10, 9))
    charge(session, account, OCTOBER)
    return account


def _silent_debtor(session: Session) -> Account:
    """No readings from May on and nothing paid; September's reading recalculates it all."""
    account = make_account(session)
    meter = make_meter(session, account)
    make_history(session, meter, Period(2026, 4), *range(10_000, 94_000, 12_000))
    charge(session, account, *(Period(2026, month) for month in (5, 6, 7, 8)))
    make_reading(session, meter, SEPTEMBER, 97_000)
    charge(session, account, SEPTEMBER)
    return account


def _dry_home(session: Session) -> Account:
    """In October twenty hours without water, in a house of its own: the others' water is never off."""
    account, _cold, _hot = make_metered_home(session)
    session.get_one(Premise, account.premise_id).house = "77"
    session.flush()
    charge(session, account, SEPTEMBER)
    four_hours_on_five_days(session, account, OCTOBER)
    charge(session, account, OCTOBER)
    return account


def kopecks(text: str) -> int:
    return int(_NOT_A_NUMBER.sub("", text).replace(",", "").replace("−", "-"))


def _stored(portal: Portal, account: Account, period: Period) -> tuple[Bill, list[int]]:
    with Session(portal.engine) as session:
        bill = session.exec(
            select(Bill).where(col(Bill.account_id) == account.id, col(Bill.period) == period.code)
        ).one()
        lines = select(ChargeLine.amount_kopecks).where(col(ChargeLine.bill_id) == bill.id)
        return bill, list(session.exec(lines.order_by(col(ChargeLine.id))))


def _amounts(found: Locator) -> list[int]:
    return [kopecks(text) for text in found.all_inner_texts()]


def _open(page: Page, address: str = "/bill") -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".skeleton")).to_have_count(0)


@pytest.fixture
def home(seed: Seed, sign_in_as: Callable[..., None]) -> Account:
    account: Account = seed(_two_months)
    sign_in_as(account)
    return account


@pytest.fixture
def debtor(seed: Seed, sign_in_as: Callable[..., None]) -> Account:
    account: Account = seed(_silent_debtor)
    sign_in_as(account)
    return account


def test_nobody_is_asked_to_sign_in(page: Page) -> None:
    page.goto("/bill")
    expect(page).to_have_url(re.compile("/login$"))


def test_every_number_of_the_page_is_the_databases(page: Page, portal: Portal, home: Account) -> None:
    bill, lines = _stored(portal, home, OCTOBER)
    _open(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Квитанция за октябрь\s2026"))
    assert kopecks(page.locator(".big").inner_text()) == bill.due_kopecks == 421_25
    assert _amounts(page.locator(".bill-head b")) == lines
    for amount in lines:
        last_steps = _amounts(page.locator(".bill-steps > li:last-child b"))
        assert amount in last_steps
    expect(page.get_by_text(re.compile(r"НДС 22 %: 75,96\s₽"))).to_be_visible()


def test_the_waterfall_adds_up_to_the_kopeck(page: Page, home: Account, portal: Portal) -> None:
    _open(page)
    first, *parts, last = _amounts(page.locator(".waterfall-amount"))
    assert first + sum(parts) == last
    assert first == _stored(portal, home, SEPTEMBER)[0].charged_kopecks
    assert last == _stored(portal, home, OCTOBER)[0].charged_kopecks
    expect(page.locator(".waterfall")).to_contain_text(re.compile(r"Расход\s\+1,200\sм³"))
    expect(page.locator(".waterfall")).to_contain_text(re.compile(r"Тариф с 1\sоктября"))
    expect(page.get_by_text(re.compile(r"на 88,06\s₽ больше, чем за сентябрь"))).to_be_visible()


def test_a_line_is_derived_from_both_readings_with_its_act_behind_a_fold(page: Page, home: Account) -> None:
    _open(page)
    water = page.locator(".card", has=page.get_by_role("heading", name="Водоснабжение"))
    for words in ("00412,385 − 00404,973", "через кабинет", "154,5402", "№ 40128877"):
        expect(water).to_contain_text(re.compile(words.replace(" ", r"\s")))
    act = water.get_by_text("Приказ службы по тарифам")
    expect(act).to_be_hidden()
    water.get_by_text("На каком основании").focus()
    page.keyboard.press("Enter")
    expect(act).to_be_visible()
    expect(act).to_contain_text("образец")


def test_the_sum_to_pay_follows_from_the_bill_before_and_its_payment(page: Page, home: Account) -> None:
    _open(page)
    sums = page.locator(".card", has=page.get_by_role("heading", name="Как получилась сумма"))
    *parts, due = _amounts(sums.locator(".row .num"))
    assert sum(parts) == due == 421_25
    expect(sums).to_contain_text(re.compile(r"Оплата картой, 9\sоктября"))


def test_a_payment_after_the_bill_is_told(page: Page, seed: Seed, home: Account) -> None:
    seed(lambda s: receive_payment(s, home.id, PaymentChannel.OFFICE, 400_00, date(2026, 11, 9)) and None)
    _open(page)
    expect(page.get_by_text(re.compile(r"оплачено 400,00\s₽. Сейчас к оплате 21,25\s₽"))).to_be_visible()


def test_another_month_is_chosen_and_the_way_back_works(page: Page, home: Account) -> None:
    _open(page)
    page.get_by_label("Месяц").select_option("202609")
    page.get_by_role("button", name="Показать").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("сентябрь"))
    expect(page).to_have_url(re.compile(r"period=202609$"))
    expect(page.get_by_text("Это первая квитанция")).to_be_visible()
    expect(page.locator(".waterfall")).to_have_count(0)
    expect(page.get_by_label("Месяц")).to_have_value("202609")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("октябрь"))


@pytest.mark.parametrize("period", ["202001", "999912", "000001"])
def test_a_month_without_a_bill_says_so_and_leads_back(page: Page, home: Account, period: str) -> None:
    _open(page, f"/bill?period={period}")
    if period == "000001":
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("октябрь"))
        return
    expect(page.get_by_text("За этот месяц на вашем лицевом счёте квитанции нет")).to_be_visible()
    page.get_by_role("link", name="Показать последнюю").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("октябрь"))


@pytest.mark.parametrize("period", ["202613", "%00", "<b>", "'--", "٢٠٢٦١٠", "2" * 300])
def test_nonsense_in_the_address_shows_the_newest_bill(page: Page, home: Account, period: str) -> None:
    _open(page, f"/bill?period={period}")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("октябрь"))


def test_hours_without_water_are_derived_and_taken_off(
    page: Page, portal: Portal, seed: Seed, sign_in_as: Callable[..., None]
) -> None:
    account = seed(_dry_home)
    sign_in_as(account)
    bill, lines = _stored(portal, account, OCTOBER)
    _open(page)
    assert _amounts(page.locator(".bill-head b"))[:2] + _amounts(page.locator(".extra-amount")) == lines
    assert lines[-1] == -2_78
    first, *parts, last = _amounts(page.locator(".waterfall-amount"))
    assert first + sum(parts) == last == bill.charged_kopecks
    expect(page.locator(".waterfall")).to_contain_text("Снижение за отключения")
    credit = page.locator(".extra", has_text=re.compile(r"Октябрь\s2026: водоснабжение"))
    credit.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(credit.locator(".bill-steps > li")).to_have_count(10)
    for words in ("10 октября, 09:00–13:00", "Всего за месяц", "Сверх 8 часов за месяц", "12 часов"):
        expect(credit).to_contain_text(re.compile(words.replace(" ", r"\s")))
    expect(credit).to_contain_text(re.compile(r"154,54 × 12\sчасов × 0,15\s% = 2,78172"))
    assert _amounts(credit.locator(".bill-steps > li:last-child .step-value")) == [-2_78]
    expect(credit.get_by_text("№ 354, приложение № 1, пункт 1")).to_be_visible()
    answer = page.request.get("/bill/pdf?period=202610")
    paper = " ".join(PdfReader(BytesIO(answer.body())).pages[0].extract_text().split())
    assert "отключали дольше, чем можно" in paper
    assert "2,78" in paper


def test_recalculations_and_penalties_fold_and_add_up(page: Page, portal: Portal, debtor: Account) -> None:
    bill, lines = _stored(portal, debtor, SEPTEMBER)
    _open(page)
    assert _amounts(page.locator(".bill-head b"))[:2] + _amounts(page.locator(".extra-amount")) == lines
    first, *parts, last = _amounts(page.locator(".waterfall-amount"))
    assert first + sum(parts) == last == bill.charged_kopecks + bill.penalty_kopecks < 0
    penalty = page.locator(".extra", has_text="Квитанция за май")
    penalty.locator("summary").click()
    expect(penalty).to_contain_text(re.compile(r"9,5\s% × 60\sдней ÷ 300"))
    expect(penalty).to_contain_text(re.compile(r"9,5\s% × 17\sдней ÷ 130"))
    *steps, result = _amounts(penalty.locator(".bill-steps > li .step-value"))
    assert steps[-2] + steps[-1] == result
    restated = page.locator(".extra", has_text=re.compile(r"Май\s2026: водоснабжение"))
    restated.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(restated).to_contain_text("Было начислено по среднему расходу")
    expect(restated).to_contain_text(re.compile(r"15,000\sм³ за 5\sмесяцев — на май приходится"))


def test_a_refused_meter_explains_the_raised_norm(
    page: Page, seed: Seed, sign_in_as: Callable[..., None]
) -> None:
    def make(session: Session) -> Account:
        account = make_account(session, meter_refused_on=date(2026, 9, 15))
        charge(session, account, SEPTEMBER, OCTOBER)
        return account

    sign_in_as(seed(make))
    _open(page)
    assert _amounts(page.locator(".bill-head b"))[0] == 814_40
    expect(page.locator(".bill-steps").first).to_contain_text("Водомер можно поставить, но его нет")
    expect(page.locator(".bill-steps").first).to_contain_text(re.compile(r"Повышающий коэффициент\s*× 3"))
    first, *parts, last = _amounts(page.locator(".waterfall-amount"))
    assert first + sum(parts) == last
    expect(page.locator(".waterfall")).to_contain_text("Способ расчёта")


def test_an_advance_asks_for_nothing(page: Page, seed: Seed, sign_in_as: Callable[..., None]) -> None:
    def make(session: Session) -> Account:
        account, _cold, _hot = make_metered_home(session)
        receive_payment(session, account.id or 0, PaymentChannel.OFFICE, 500_00, date(2026, 9, 5))
        charge(session, account, SEPTEMBER)
        return account

    sign_in_as(seed(make))
    _open(page)
    expect(page.get_by_role("heading", name="Платить не нужно")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Переплата 166,81\s₽ пойдёт"))).to_be_visible()


def test_no_bill_yet_says_what_to_do(page: Page, seed: Seed, sign_in_as: Callable[..., None]) -> None:
    sign_in_as(seed(make_account))
    _open(page)
    expect(page.get_by_role("heading", name="Квитанций ещё не было")).to_be_visible()
    expect(page.get_by_role("link", name="Передать показания")).to_be_visible()


def _downloaded(page: Page, folder: Path) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name="Квитанция PDF").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.read_bytes()


def test_the_pdf_says_what_the_page_says_and_its_qr_pays_it(
    page: Page, home: Account, tmp_path: Path
) -> None:
    _open(page)
    pdf = _downloaded(page, tmp_path)
    text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages))
    for words in ("154,54", "266,71", "421,25", "333,19", "00412,385", f"{home.number}-202610"):
        assert words in text
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil()
    payments = [read_payment_qr(found.text) for found in zxingcpp.read_barcodes(image)]
    assert [(pay["Sum"], pay["PersAcc"], pay["PaymPeriod"]) for pay in payments] == [
        ("42125", home.number, "102026")
    ]


def test_what_the_paper_prints_is_proved_on_the_public_page(
    page: Page, home: Account, context: BrowserContext, tmp_path: Path
) -> None:
    _open(page)
    text = PdfReader(BytesIO(_downloaded(page, tmp_path))).pages[0].extract_text()
    code = re.search(r"[234567ACEHKMPTXY9]{5}-[234567ACEHKMPTXY9]{5}", text)
    assert code is not None
    context.clear_cookies()
    page.goto(f"/bill/verify?number={home.number}-202610&code={code.group()}")
    expect(page.get_by_label("Номер квитанции")).to_have_value(f"{home.number}-202610")
    page.get_by_role("button", name="Проверить").click()
    answer = page.get_by_role("status").filter(has_text="Квитанция настоящая")
    expect(answer).to_contain_text(re.compile(r"октябрь\s2026.*421,25\s₽", re.DOTALL))
    for secret in (home.surname, home.first_name, "Коминтерна"):
        expect(answer).not_to_contain_text(secret)


def test_a_forged_bill_is_called_so_and_what_was_typed_stays(page: Page, home: Account) -> None:
    open_ready(page, "/bill/verify")
    page.get_by_role("button", name="Проверить").click()
    expect(page.locator(".summary")).to_contain_text("Введите код с квитанции")
    expect(page.locator("#problems")).to_be_focused()
    page.get_by_label("Номер квитанции").fill(f"{home.number}-202610")
    page.get_by_label("Код проверки").fill("aaaaa-aaaaa")
    page.get_by_role("button", name="Проверить").click()
    expect(page.get_by_text("Такой квитанции мы не выпускали")).to_be_visible()
    expect(page.get_by_label("Код проверки")).to_have_value("aaaaa-aaaaa")


def test_another_subscribers_bill_cannot_be_fetched(
    seed: Seed, portal: Portal, home: Account, context: BrowserContext, sign_in_as: Callable[..., None]
) -> None:
    stranger = seed(lambda s: (account := make_account(s), make_user(s, account)))
    sign_in_as(*stranger)
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    for query in ("", "?period=202610", f"?period=202610&account_id={home.id}"):
        answer = fetch(f"{portal.url}/bill/pdf{query}", cookies=cookies)
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
        assert home.surname not in answer.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_unfolded_bill_is_accessible_at_both_widths(page: Page, debtor: Account, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    _open(page)
    for fold in page.locator("details > summary").all():
        fold.click()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert Axe().run(page).response["violations"] == []


def test_on_paper_the_page_keeps_its_numbers_and_drops_its_buttons(page: Page, home: Account) -> None:
    _open(page)
    page.emulate_media(media="print")
    expect(page.locator(".big")).to_be_visible()
    expect(page.locator(".waterfall")).to_be_visible()
    for name in ("Квитанция PDF", "Не согласен с начислением"):
        expect(page.get_by_role("link", name=name)).to_be_hidden()
    expect(page.get_by_label("Месяц")).to_be_hidden()


def test_who_disagrees_is_led_to_a_person(page: Page, home: Account) -> None:
    _open(page)
    page.get_by_role("link", name="Не согласен с начислением").click()
    expect(page).to_have_url(re.compile("/consult$"))
