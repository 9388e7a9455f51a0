"""The demo's payment page in Chromium: a phone, a keyboard, no scripts, and a way back to another origin."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from avk_app.texts import sandbox as texts
from tests.sandbox.server import Sandbox, Server, new_utility, running_sandbox, running_server, session_params

PAY = texts.PAY.format(amount="")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Its own context: the stand-in needs no portal. The console stays clean."""
    context = browser.new_context()
    page, problems = context.new_page(), list[str]()
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert problems == []


@pytest.fixture
def sandbox(server: Server, tmp_path: Path) -> Iterator[Sandbox]:
    with running_sandbox(server, tmp_path, new_utility(server)) as running:
        yield running


def _open(sandbox: Sandbox, page: Page, **changes: object) -> None:
    """Back leads to another origin, as from the provider's real page."""
    other = str(sandbox.stripe.v1.checkout.sessions.create(session_params()).url)
    elsewhere = other.replace("127.0.0.1", "localhost")
    params = session_params(success_url=elsewhere + "?paid", cancel_url=elsewhere + "?back", **changes)
    page.goto(str(sandbox.stripe.v1.checkout.sessions.create(params).url))


def _hold_to_the_standard(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    assert [violation["id"] for violation in Axe().run(page).response["violations"]] == []


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_and_fits(sandbox: Sandbox, page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 760})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    _open(sandbox, page, payment_method_types=["card", "link"])
    _hold_to_the_standard(page)
    page.get_by_role("button", name=texts.PAY.split()[0]).first.click()
    expect(page.get_by_role("alert")).to_contain_text(texts.NUMBER_EMPTY)
    _hold_to_the_standard(page)


def test_a_declined_card_then_another_leads_back_to_the_portal(sandbox: Sandbox, page: Page) -> None:
    _open(sandbox, page)
    page.get_by_role("link", name=texts.CARD_NAMES["declined"]).click()
    page.get_by_role("button", name=PAY).click()
    expect(page.get_by_text(texts.DECLINES["generic_decline"])).to_be_in_viewport()
    page.get_by_role("link", name=texts.CARD_NAMES["paid"]).click()
    page.get_by_role("button", name=PAY).click()
    page.wait_for_url(re.compile(r"//localhost.*\?paid$"))
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(texts.PAID_TITLE)


def test_a_card_that_asks_is_typed_and_confirmed_by_keyboard_alone(sandbox: Sandbox, page: Page) -> None:
    _open(sandbox, page)
    page.get_by_label(texts.NUMBER).focus()
    for typed in ("4000002500003155", "1234", "123"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(texts.CONFIRM_TITLE)
    _hold_to_the_standard(page)
    page.get_by_role("button", name=texts.CONFIRM).press("Enter")
    page.wait_for_url(re.compile(r"//localhost.*\?paid$"))


def test_the_way_back_takes_nothing(sandbox: Sandbox, page: Page) -> None:
    _open(sandbox, page)
    page.get_by_role("link", name=texts.BACK).click()
    page.wait_for_url(re.compile(r"//localhost.*\?back$"))
    assert sandbox.stripe.v1.charges.list().data == []
