"""Readings, as a person gives them: on the production build, in a browser."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect
from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.models import Account, Meter, Reading, UserSession
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.models.users import Role
from avk_app.services.database import transaction
from avk_app.services.readings_review import clarify_reading
from tests.actors import staff_actor
from tests.e2e.server import Portal
from tests.factories import make_account, make_history, make_meter

SEND = "Передать показания двух водомеров"
INSIST = "Всё верно, передать"
CORRECT = "Поправить"
NUMBER = re.compile(r"20\d\d-\d\d-\d{6}")
Rows = Callable[[Meter], list[Reading]]


@dataclass(frozen=True)
class Home:
    """A flat with two meters that have a usual consumption of 7 and 3.1 m³."""

    account: Account
    cold: Meter
    hot: Meter


def make_home(session: Session) -> Home:
    account = make_account(session)
    cold = make_meter(session, account)
    hot = make_meter(session, account, kind=MeterKind.HOT, place="ванная")
    last = Period.of(clock.today()).plus(-1)
    make_history(session, cold, last, 384_385, 391_385, 398_385, 405_385, 412_385)
    make_history(session, hot, last, 185_620, 188_720, 191_820, 194_920, 198_020)
    return Home(account, cold, hot)


@pytest.fixture
def home(seed: Callable[..., Any], sign_in_as: Callable[..., None]) -> Home:
    made: Home = seed(make_home)
    sign_in_as(made.account)
    return made


@pytest.fixture
def stored(portal: Portal) -> Rows:
    """The rows of this month of a meter, as the database holds them."""

    def rows(meter: Meter) -> list[Reading]:
        with Session(portal.engine) as session:
            query = select(Reading).where(
                col(Reading.meter_id) == meter.id, col(Reading.period) == Period.of(clock.today()).code
            )
            return list(session.exec(query.order_by(col(Reading.id))))

    return rows


def field_of(page: Page, meter: Meter) -> Locator:
    return page.locator(f"#reading-{meter.id}")


def open_form(page: Page) -> None:
    page.goto("/readings")
    expect_form(page)


def expect_form(page: Page) -> None:
    """The form stands and keeps what is typed: its script has set the key of what will be sent."""
    expect(page.get_by_role("button", name=SEND)).to_be_visible()
    expect(page.locator("input[name=request_key]")).to_have_value(re.compile("."))


def send(page: Page, home: Home, cold: str, hot: str) -> None:
    field_of(page, home.cold).fill(cold)
    field_of(page, home.hot).fill(hot)
    page.get_by_role("button", name=SEND).click()


def receipt_of(page: Page) -> Locator:
    receipt = page.get_by_role("status").filter(has_text="Номер приёма")
    expect(receipt).to_contain_text(NUMBER)
    return receipt


def _correct(page: Page) -> None:
    receipt_of(page).get_by_role("button", name=CORRECT).click()
    expect_form(page)


def number_on(page: Page) -> str:
    found = NUMBER.search(receipt_of(page).inner_text())
    assert found is not None
    return found.group()


def _violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{v['id']}: {node['target']}" for v in found for node in v["nodes"]]


def test_all_readings_are_accepted_with_a_number(page: Page, home: Home, stored: Rows) -> None:
    open_form(page)
    send(page, home, "419,790", "201.125")
    receipt = receipt_of(page)
    expect(receipt.get_by_text("принято")).to_have_count(2)
    assert [row.value_litres for row in stored(home.cold)] == [419_790]
    assert [row.status for row in stored(home.hot)] == [ReadingStatus.ACCEPTED]
    page.reload()
    expect(receipt_of(page)).to_contain_text("00419,790")


def test_the_meaning_is_said_before_sending(page: Page, home: Home) -> None:
    open_form(page)
    field_of(page, home.cold).fill("419,790")
    field_of(page, home.cold).blur()
    expect(page.get_by_text(re.compile(r"Расход 7,405\sм³"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"как обычно \(около 7\sм³ в месяц\)"))).to_be_visible()


def test_the_dial_mirrors_what_is_typed(page: Page, home: Home) -> None:
    open_form(page)
    field_of(page, home.cold).fill("419.79")
    expect(page.locator(".dial").first).to_have_text("00419,79")


def test_an_unusual_value_is_asked_about_and_accepted_when_insisted_on(
    page: Page, home: Home, stored: Rows
) -> None:
    open_form(page)
    send(page, home, "419,790", "212,020")
    expect(page.get_by_text(re.compile(r"14,000\sм³ — в 4\sраза больше обычного"))).to_be_visible()
    assert stored(home.cold) == []
    page.get_by_role("button", name=INSIST).click()
    expect(receipt_of(page).get_by_text("принято")).to_have_count(2)
    assert [row.status for row in stored(home.hot)] == [ReadingStatus.ACCEPTED]


def test_a_question_of_staff_stands_beside_the_reading_and_a_new_one_answers_it(
    page: Page, home: Home, stored: Rows, seed: Callable[..., Any]
) -> None:
    open_form(page)
    send(page, home, "419,790", "601,020")
    page.get_by_role("button", name=INSIST).click()
    expect(receipt_of(page).get_by_text("на проверке")).to_have_count(1)
    [doubtful] = stored(home.hot)

    def ask(session: Session) -> None:
        clarify_reading(session, staff_actor(session, Role.OPERATOR), doubtful.id or 0, "Это горячая вода?")

    seed(ask)
    page.reload()
    expect(receipt_of(page).get_by_text("Просим уточнить: Это горячая вода?")).to_be_visible()
    expect(receipt_of(page).get_by_text("уточните", exact=True)).to_be_visible()
    assert _violations(page) == []
    _correct(page)
    field_of(page, home.hot).fill("201,125")
    page.get_by_role("button", name=SEND).click()
    expect(receipt_of(page).get_by_text("принято")).to_have_count(2)
    expect(page.get_by_text("Просим уточнить")).to_have_count(0)


def test_a_changed_value_is_asked_about_again(page: Page, home: Home, stored: Rows) -> None:
    open_form(page)
    send(page, home, "419,790", "212,020")
    expect(page.get_by_role("button", name=INSIST)).to_be_visible()
    expect(page.locator("#look-again")).to_be_focused()
    field_of(page, home.hot).fill("992,020")
    page.keyboard.press("Enter")
    expect(page.get_by_text("намного").or_(page.get_by_text(re.compile("в 256")))).to_be_visible()
    assert stored(home.hot) == []


@pytest.mark.parametrize("typed", ["20112,5", "201125"])
def test_one_tap_takes_the_suggestion(page: Page, home: Home, stored: Rows, typed: str) -> None:
    open_form(page)
    field_of(page, home.hot).fill(typed)
    field_of(page, home.hot).blur()
    page.get_by_role("button", name="Исправить на 00201,125").click()
    expect(field_of(page, home.hot)).to_have_value("00201,125")
    expect(page.get_by_text(re.compile(r"Расход 3,105\sм³"))).to_be_visible()
    page.get_by_role("button", name=SEND).click()
    receipt_of(page)
    assert [row.value_litres for row in stored(home.hot)] == [201_125]
    assert stored(home.cold) == []


def test_one_tap_puts_two_swapped_meters_right(page: Page, home: Home) -> None:
    open_form(page)
    send(page, home, "201,125", "419,790")
    page.get_by_role("button", name="Поменять местами").first.click()
    expect(field_of(page, home.cold)).to_have_value("00419,790")
    expect(field_of(page, home.hot)).to_have_value("00201,125")


def test_a_correction_replaces_what_was_sent(page: Page, home: Home, stored: Rows) -> None:
    open_form(page)
    send(page, home, "418", "201,125")
    first = number_on(page)
    _correct(page)
    expect(field_of(page, home.cold)).to_have_value("00418,000")
    field_of(page, home.cold).fill("419,790")
    page.get_by_role("button", name=SEND).click()
    expect(receipt_of(page)).to_contain_text("00419,790")
    assert number_on(page) > first
    old, new = stored(home.cold)
    assert (old.status, new.replaces_id) == (ReadingStatus.REPLACED, old.id)
    assert len(stored(home.hot)) == 1


def test_a_double_click_makes_one_record(page: Page, home: Home, stored: Rows) -> None:
    open_form(page)
    field_of(page, home.cold).fill("419,790")
    page.get_by_role("button", name=SEND).dblclick()
    receipt_of(page)
    assert len(stored(home.cold)) == 1


def test_a_double_click_does_not_insist(page: Page, home: Home, stored: Rows) -> None:
    open_form(page)
    field_of(page, home.hot).fill("212,020")
    page.get_by_role("button", name=SEND).evaluate("button => { button.click(); button.click(); }")
    expect(page.get_by_role("button", name=INSIST)).to_be_visible()
    assert stored(home.hot) == []


def test_a_resend_after_a_reload_gives_the_same_number(page: Page, home: Home, stored: Rows) -> None:
    open_form(page)
    field_of(page, home.cold).fill("419,790")
    field_of(page, home.hot).fill("201,125")
    draft = page.evaluate("localStorage.getItem('avk-drafts')")
    page.get_by_role("button", name=SEND).click()
    first = number_on(page)
    page.evaluate("draft => localStorage.setItem('avk-drafts', draft)", draft)
    page.reload()
    _correct(page)
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_text("приняты")).to_be_visible()
    assert number_on(page) == first
    assert len(stored(home.cold)) == 1


def test_two_tabs_leave_one_value_standing(
    page: Page, context: BrowserContext, home: Home, stored: Rows
) -> None:
    other = context.new_page()
    open_form(page)
    open_form(other)
    send(page, home, "419,790", "201,125")
    receipt_of(page)
    send(other, home, "420,000", "201,125")
    expect(receipt_of(other)).to_contain_text("00420,000")
    page.reload()
    expect(receipt_of(page)).to_contain_text("00420,000")
    assert [row.status for row in stored(home.cold)] == [ReadingStatus.REPLACED, ReadingStatus.ACCEPTED]
    assert len(stored(home.hot)) == 1


def test_the_keyboard_is_enough(page: Page, home: Home, stored: Rows) -> None:
    open_form(page)
    field_of(page, home.cold).focus()
    page.keyboard.type("419,790")
    page.keyboard.press("Tab")
    expect(field_of(page, home.hot)).to_be_focused()
    page.keyboard.type("212,020")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=INSIST)).to_be_visible()
    expect(page.locator("#look-again")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=INSIST)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#outcome")).to_be_focused()
    assert len(stored(home.hot)) == 1


BAD_INPUT = [
    "-5",
    "1e3",
    "вода",
    "💧",
    "'; DROP TABLE reading;--",
    "<img src=x onerror=alert(1)>",
    "1,2,3",
    "٣٤",
]


@pytest.mark.parametrize("text", BAD_INPUT)
def test_bad_input_is_answered_beside_the_field_and_kept(
    page: Page, home: Home, stored: Rows, text: str
) -> None:
    open_form(page)
    send(page, home, text, "201,125")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#problems")).to_contain_text("Холодная вода · кухня: Введите цифры с водомера")
    expect(field_of(page, home.cold)).to_have_attribute("aria-invalid", "true")
    expect(field_of(page, home.cold)).to_have_value(text)
    expect(field_of(page, home.hot)).to_have_value("201,125")
    assert stored(home.hot) == []


def test_nothing_typed_is_answered_too(page: Page, home: Home) -> None:
    open_form(page)
    page.get_by_role("button", name=SEND).click()
    expect(page.locator("#problems")).to_contain_text("хотя бы одного водомера")


def test_ten_megabytes_pasted_do_no_harm(page: Page, home: Home) -> None:
    open_form(page)
    field_of(page, home.cold).focus()
    page.evaluate("document.execCommand('insertText', false, 'x\\u0000'.repeat(5 * 1024 * 1024))")
    page.get_by_role("button", name=SEND).click()
    expect(page.locator("#problems")).to_contain_text("Введите цифры с водомера")


def test_what_was_typed_outlives_a_reload(page: Page, home: Home) -> None:
    open_form(page)
    field_of(page, home.cold).fill("419,7")
    page.reload()
    expect(field_of(page, home.cold)).to_have_value("419,7")
    expect(page.get_by_text("Мы сохранили то, что вы ввели")).to_be_visible()
    expect(page.locator(".dial").first).to_have_text("00419,7")


def test_what_was_typed_outlives_the_session(
    page: Page, home: Home, portal: Portal, sign_in_as: Callable[..., None]
) -> None:
    open_form(page)
    field_of(page, home.cold).fill("419,790")
    with transaction(portal.engine) as session:
        mine = col(UserSession.account_id) == home.account.id
        session.exec(update(UserSession).where(mine).values(revoked_at=clock.now()))
    page.get_by_role("button", name=SEND).click()
    expect(page).to_have_url(re.compile("/login"))
    sign_in_as(home.account)
    page.goto("/readings")
    expect(field_of(page, home.cold)).to_have_value("419,790")


def test_another_subscriber_never_sees_what_was_typed(
    page: Page, home: Home, seed: Callable[..., Any], sign_in_as: Callable[..., None]
) -> None:
    open_form(page)
    field_of(page, home.cold).fill("419,790")
    neighbour: Home = seed(make_home)
    sign_in_as(neighbour.account)
    open_form(page)
    expect(field_of(page, neighbour.cold)).to_have_value("")


def test_signing_out_forgets_what_was_typed(page: Page, home: Home) -> None:
    open_form(page)
    field_of(page, home.cold).fill("419,790")
    page.get_by_role("button", name="Выйти").click()
    expect(page).not_to_have_url(re.compile("/readings"))
    assert page.evaluate("localStorage.getItem('avk-drafts')") is None


def test_an_accepted_draft_is_forgotten(page: Page, home: Home) -> None:
    open_form(page)
    send(page, home, "419,790", "201,125")
    receipt_of(page)
    page.wait_for_function("localStorage.getItem('avk-drafts') === null")


def test_the_history_shows_who_replaced_what(page: Page, home: Home) -> None:
    open_form(page)
    send(page, home, "418", "201,125")
    _correct(page)
    send(page, home, "419,790", "201,125")
    expect(page.get_by_text("приняты")).to_be_visible()
    page.get_by_role("button", name="История показаний").click()
    lines = page.get_by_role("listitem")
    expect(lines.filter(has_text="вместо 00418,000")).to_contain_text("через кабинет")
    expect(lines.filter(has_text="заменено на 00419,790")).to_contain_text("заменено")
    page.get_by_role("button", name=re.compile("Горячая вода")).click()
    expect(lines.filter(has_text="00198,020")).to_be_visible()


def test_without_meters_the_page_says_what_to_do(
    page: Page, seed: Callable[..., Any], sign_in_as: Callable[..., None]
) -> None:
    sign_in_as(seed(make_account))
    page.goto("/readings")
    expect(page.get_by_role("heading", name="нет водомеров")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_state_is_accessible_and_fits(page: Page, home: Home, width: int, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 740})
    open_form(page)
    send(page, home, "вода", "20112,5")
    expect(page.locator("#problems")).to_be_focused()
    _assert_fits(page, width)
    field_of(page, home.cold).fill("419,790")
    page.get_by_role("button", name=SEND).click()
    expect(page.get_by_role("button", name=INSIST)).to_be_visible()
    _assert_fits(page, width)
    page.get_by_role("button", name=INSIST).click()
    receipt_of(page)
    page.get_by_role("button", name="История показаний").click()
    expect(page.get_by_role("listitem").filter(has_text="00405,385")).to_be_visible()
    _assert_fits(page, width)


def _assert_fits(page: Page, width: int) -> None:
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
