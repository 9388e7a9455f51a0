"""Charging as a person sees it: what is owed, what this month will cost, what silence will cost."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import Session

from avk_app import clock, routes
from avk_app.domain.period import Period
from avk_app.models import Account
from avk_app.models.meters import MeterKind
from avk_app.models.payments import PaymentChannel
from avk_app.money import format_kopecks
from avk_app.services.balance import load_account_balance
from avk_app.services.ledger import get_balance, receive_payment
from avk_app.texts.russian import month_name
from tests.billing import bill_month
from tests.factories import make_account, make_history, make_meter

Seed = Callable[[Callable[[Session], Any]], Any]
SignIn = Callable[..., None]
LITRES = (5_000, 12_405, 19_810, 27_222)
PENALTY_FIRST_DAY = 31
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


def _billed(session: Session, *, until_back: int = 1, **meter: object) -> Account:
    """A flat with a cold and a hot meter, read up to so many months back, and two bills."""
    account = make_account(session)
    last = Period.of(clock.today()).plus(-until_back)
    late = {"verification_due_on": clock.today() + timedelta(days=2_000)} | meter
    for kind, place in ((MeterKind.COLD, "кухня"), (MeterKind.HOT, "ванная")):
        make_history(session, make_meter(session, account, kind=kind, place=place, **late), last, *LITRES)
    for back in (2, 1):
        bill_month(session, account, Period.of(clock.today()).plus(-back))
    return account


def _open_dashboard(page: Page) -> None:
    page.goto("/dashboard")
    expect(page.get_by_text(re.compile("^Лицевой счёт"))).to_be_visible()


def test_the_dashboard_says_what_is_owed_and_leads_to_why(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    account = seed(_billed)
    sums = seed(lambda session: load_account_balance(session, account.id or 0, PENALTY_FIRST_DAY))
    sign_in_as(account)
    _open_dashboard(page)
    card = page.locator(".balance")
    expect(card.get_by_text(format_kopecks(sums.kopecks), exact=True)).to_be_visible()
    expect(card).to_contain_text("долг за прошлые месяцы")
    expect(card.get_by_role("link", name="Оплатить")).to_have_attribute("href", routes.PAYMENTS)
    card.get_by_role("link", name="Почему столько?").click()
    page.wait_for_url("**/bill*")


def test_the_month_is_named_where_the_sum_is_its_own(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    def paid_but_the_last(session: Session) -> Account:
        account = _billed(session)
        sums = load_account_balance(session, account.id or 0, PENALTY_FIRST_DAY)
        assert sums.bill is not None
        before = sums.kopecks - sums.bill.asked_kopecks
        receive_payment(session, account.id or 0, PaymentChannel.CARD, before, clock.today())
        return account

    sign_in_as(seed(paid_but_the_last))
    _open_dashboard(page)
    month = month_name(Period.of(clock.today()).plus(-1))
    expect(page.get_by_role("heading", name=f"К оплате за {month}")).to_be_visible()


@pytest.mark.parametrize(("more", "title"), [(0, "Всё оплачено"), (2_711_90, "Переплата")])
def test_who_owes_nothing_is_told_so(
    page: Page, seed: Seed, sign_in_as: SignIn, more: int, title: str
) -> None:
    def paid(session: Session) -> Account:
        account = _billed(session)
        owed = get_balance(session, account.id or 0).kopecks
        receive_payment(session, account.id or 0, PaymentChannel.OFFICE, owed + more, clock.today())
        return account

    sign_in_as(seed(paid))
    _open_dashboard(page)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("link", name="Оплатить", exact=True)).to_have_count(0)


def test_before_the_first_bill_the_card_says_when_it_comes(
    page: Page, seed: Seed, sign_in_as: SignIn
) -> None:
    sign_in_as(seed(make_account))
    _open_dashboard(page)
    expect(page.get_by_role("heading", name="Квитанции пока нет")).to_be_visible()
    expect(page.get_by_role("link", name="Почему столько?")).to_have_count(0)


def _open_readings(page: Page) -> None:
    page.goto("/readings")
    expect(page.locator(".bill-preview")).to_be_visible()


def test_the_coming_bill_follows_what_is_typed(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(_billed))
    _open_readings(page)
    preview = page.locator(".bill-preview")
    expect(preview).to_contain_text("по среднему")
    fields = page.get_by_label("Новое показание")
    fields.nth(0).fill("34,627")
    fields.nth(1).fill("30,327")
    fields.nth(1).blur()
    expect(preview).to_contain_text(re.compile(r"Вода 7,405\s*м³"))
    expect(preview).to_contain_text(re.compile(r"Водоотведение 10,510\s*м³"))
    expect(preview).to_contain_text("По вашим показаниям")
    amounts = preview.locator(".num").all_inner_texts()
    total, *parts = (int(re.sub(r"\D", "", text)) for text in amounts)
    assert total == sum(parts)


def test_a_value_that_cannot_be_meant_leaves_the_bill_alone(
    page: Page, seed: Seed, sign_in_as: SignIn
) -> None:
    sign_in_as(seed(_billed))
    _open_readings(page)
    before = page.locator(".bill-preview").inner_text()
    field = page.get_by_label("Новое показание").first
    field.fill("1,000")
    field.blur()
    expect(page.get_by_text("меньше прошлого").first).to_be_visible()
    assert page.locator(".bill-preview").inner_text() == before


def test_typing_moves_no_button(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(_billed))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    _open_readings(page)
    height = page.locator(".bill-preview").bounding_box()
    fields = page.get_by_label("Новое показание")
    fields.nth(0).fill("34,627")
    fields.nth(1).fill("30,327")
    fields.nth(1).blur()
    expect(page.locator(".bill-preview")).to_contain_text("По вашим показаниям")
    after = page.locator(".bill-preview").bounding_box()
    assert height is not None
    assert after is not None
    assert after["height"] == height["height"]


def test_silence_shows_the_timer_on_both_pages(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(lambda session: _billed(session, until_back=3)))
    for path in ("/dashboard", "/readings"):
        page.goto(path)
        timer = page.locator(".norm-timer")
        expect(timer.get_by_role("heading", name="Таймер нормы")).to_be_visible()
        expect(timer).to_contain_text("По среднему посчитаем ещё 1\u00a0месяц")
        expect(timer.locator("dd")).to_have_count(2)


def test_readings_that_end_the_silence_end_the_timer(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(lambda session: _billed(session, until_back=3)))
    _open_readings(page)
    fields = page.get_by_label("Новое показание")
    fields.nth(0).fill("49,222")
    fields.nth(1).fill("49,222")
    fields.nth(1).blur()
    expect(page.locator(".bill-preview")).to_contain_text("пересчитаем отдельной строкой")
    page.get_by_role("button", name="Передать показания двух водомеров").click()
    expect(page.get_by_role("heading", name=re.compile("приняты"))).to_be_visible()
    expect(page.locator(".norm-timer")).to_have_count(0)


def test_a_lapsed_verification_names_the_raised_norm(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    lapsed_on = Period.of(clock.today()).plus(-2).last_day
    sign_in_as(seed(lambda session: _billed(session, verification_due_on=lapsed_on)))
    _open_dashboard(page)
    timer = page.locator(".norm-timer")
    expect(timer).to_contain_text("по нормативу\u00a0×\u00a03")
    expect(timer).to_contain_text("Закажите поверку")


def test_who_reads_every_month_sees_no_timer(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(_billed))
    _open_dashboard(page)
    expect(page.locator(".norm-timer")).to_have_count(0)


@pytest.mark.parametrize("path", ["/dashboard", "/readings"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_anybody_can_read_it(
    page: Page, seed: Seed, sign_in_as: SignIn, size: Any, scheme: Any, path: str
) -> None:
    sign_in_as(seed(lambda session: _billed(session, until_back=3)))
    page.set_viewport_size(size)
    page.goto(path)
    expect(page.locator(".norm-timer")).to_be_visible()
    page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", scheme == "dark")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0
