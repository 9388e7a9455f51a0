"""The dashboard in Chromium: masked or not, the year's numbers, switching, keyboard, two themes."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import Session

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.models import Account, User
from avk_app.texts.russian import month_name
from tests.e2e.cities import MONTHLY_LITRES, make_household
from tests.factories import make_account, make_meter, make_user

Seed = Callable[[Callable[[Session], Any]], Any]
SignIn = Callable[..., None]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


def _with_login(session: Session) -> tuple[Account, User]:
    account = make_household(session)
    return account, make_user(session, account)


def _open(page: Page) -> None:
    page.goto("/dashboard")
    expect(page.get_by_text(re.compile("^Лицевой счёт"))).to_be_visible()


def test_nobody_is_led_to_the_sign_in(page: Page) -> None:
    page.goto("/dashboard")
    page.wait_for_url("**/login*")


def test_a_surname_session_shows_no_name_and_a_masked_address(
    page: Page, seed: Seed, sign_in_as: SignIn
) -> None:
    account = seed(make_household)
    sign_in_as(account)
    _open(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Здравствуйте")
    expect(page.get_by_text("ул. Коминтерна, д. •, кв. 1•")).to_be_visible()
    assert "Пётр" not in page.content()
    assert "кв. 17" not in page.content()


def test_a_password_session_shows_name_and_address(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(*seed(_with_login))
    _open(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Здравствуйте, Пётр Сергеевич")
    expect(page.get_by_text("ул. Коминтерна, д. 5, кв. 17")).to_be_visible()


def test_what_to_do_now_leads_to_the_readings(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(make_household))
    _open(page)
    month = month_name(Period.of(clock.today()))
    expect(page.get_by_role("heading", name=f"Показания за {month}")).to_be_visible()
    link = page.get_by_role("link", name="Передать показания")
    assert link.get_attribute("href") == "/readings"
    expect(page.get_by_text("Поверка водомера истекает")).to_be_visible()
    expect(page.get_by_text("Осталось 57 дней")).to_be_visible()


def test_the_table_says_what_the_dials_counted(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(make_household))
    _open(page)
    page.get_by_text("Показать таблицей").click()
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(12)
    newest_read, litres = rows.nth(1), MONTHLY_LITRES[-1]
    cells = newest_read.get_by_role("cell").all_inner_texts()
    assert cells == [
        _cubic_metres(litres),
        _cubic_metres(litres // 2),
        _cubic_metres(litres + litres // 2),
    ]
    expect(rows.filter(has_text="оценка")).to_have_count(3)


def _cubic_metres(litres: int) -> str:
    return f"{litres // 1000},{litres % 1000:03d}"


def test_the_bars_have_words_of_their_own(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(make_household))
    _open(page)
    summary = page.get_by_role("img").get_attribute("aria-label") or ""
    assert "Больше всего" in summary
    assert "таблице" in summary


def test_a_user_switches_between_own_accounts(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    def make(session: Session) -> tuple[Account, Account, User]:
        home, parents = make_household(session), make_account(session)
        return home, parents, make_user(session, home, parents)

    home, parents, user = seed(make)
    sign_in_as(home, user)
    _open(page)
    page.get_by_label("Показан лицевой счёт").select_option(str(parents.id))
    page.get_by_role("button", name="Показать", exact=True).click()
    expect(page.get_by_text("Водомеров на этом счёте нет")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Водомеров на этом счёте нет")).to_be_visible()
    expect(page.get_by_label("Показан лицевой счёт")).to_have_value(str(parents.id))


def test_one_account_needs_no_switcher(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(*seed(_with_login))
    _open(page)
    expect(page.get_by_label("Показан лицевой счёт")).to_have_count(0)


def test_an_account_without_meters_says_what_to_do(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(make_account))
    _open(page)
    expect(page.get_by_role("link", name="Задать вопрос")).to_be_visible()
    expect(page.get_by_text("Здесь появится расход по месяцам")).to_be_visible()
    expect(page.get_by_role("link", name="Передать показания")).to_have_count(0)


def test_a_closed_account_says_since_when_and_asks_for_no_readings(
    page: Page, seed: Seed, sign_in_as: SignIn
) -> None:
    account = seed(lambda session: make_account(session, closed_on=clock.today() - timedelta(days=5)))
    seed(lambda session: make_meter(session, account))
    sign_in_as(account)
    page.goto("/dashboard")
    expect(page.get_by_text("Лицевой счёт закрыт")).to_be_visible()
    expect(page.get_by_role("link", name="Передать показания")).to_have_count(0)
    page.goto("/readings")
    expect(page.get_by_role("heading", name="Показания передавать больше не нужно")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_anybody_can_read_it(page: Page, seed: Seed, sign_in_as: SignIn, size: Any, scheme: Any) -> None:
    sign_in_as(*seed(_with_login))
    page.set_viewport_size(size)
    _open(page)
    page.get_by_text("Показать таблицей").click()
    page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", scheme == "dark")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0


def test_the_keyboard_reaches_everything(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(make_household))
    _open(page)
    expect(page.get_by_role("link", name="Передать показания")).to_be_visible()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText"))
    assert reached[0] == "К содержанию"
    assert "Передать показания" in reached
    page.get_by_text("Показать таблицей").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table")).to_be_visible()


def test_the_bar_of_places_covers_nothing_at_the_end(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(make_household))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    _open(page)
    expect(page.get_by_role("img")).to_be_visible()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    last = page.locator("footer a").last.bounding_box()
    bar = page.locator("nav.tabs").bounding_box()
    assert last is not None
    assert bar is not None
    assert last["y"] + last["height"] <= bar["y"]


def test_loading_moves_nothing(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(make_household))
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => { window.shifted += entry.value })).observe({type: 'layout-shift', buffered: true})"
    )
    _open(page)
    expect(page.get_by_role("img")).to_be_visible()
    assert page.evaluate("window.shifted") < 0.05
