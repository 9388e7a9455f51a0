"""Autopay in a browser: a card saved at the demo's provider, other terms, and off with one tap."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from avk_app import routes
from avk_app.models import Account, Autopay, User
from avk_app.models.autopay import AutopayStatus
from avk_app.services.database import transaction
from avk_app.texts import autopay as texts
from tests.bills import OCTOBER, charge, make_metered_home
from tests.e2e.opening import open_ready
from tests.e2e.server import Portal
from tests.factories import make_user

Seed = Callable[[Callable[[Session], Any]], Any]
SignIn = Callable[..., None]
PROVIDER, AUTOPAY = re.compile(re.escape(routes.SANDBOX)), re.compile(re.escape(routes.AUTOPAY))


@pytest.fixture
def home(seed: Seed) -> tuple[Account, User]:
    """A billed account and its owner's login."""

    def make(session: Session) -> tuple[Account, User]:
        account, *_ = make_metered_home(session)
        charge(session, account, OCTOBER)
        return account, make_user(session, account)

    made: tuple[Account, User] = seed(make)
    return made


def _status(portal: Portal, account: Account) -> list[AutopayStatus]:
    with transaction(portal.engine) as session:
        return list(session.exec(select(Autopay.status).where(col(Autopay.account_id) == account.id)))


def _save_card(page: Page) -> None:
    page.get_by_role("button", name=texts.START).click()
    page.wait_for_url(PROVIDER)
    page.locator("#number").fill("4242424242424242")
    page.locator("#expiry").fill("12/30")
    page.locator("#cvc").fill("123")
    page.locator("button[value=card]").click()
    page.wait_for_url(AUTOPAY)


def test_on_at_the_provider_changed_here_and_off_with_one_tap(
    page: Page, portal: Portal, home: tuple[Account, User], sign_in_as: SignIn
) -> None:
    sign_in_as(*home)
    open_ready(page, routes.AUTOPAY)
    page.get_by_label(texts.DAY).select_option("7")
    page.get_by_label(texts.LIMIT).fill("1 500")
    page.locator("#consent").check()
    _save_card(page)
    expect(page.get_by_text(texts.SWITCHED_ON)).to_be_visible()
    expect(page.locator("dl")).to_contain_text("Visa •• 4242")
    expect(page.locator("dl")).to_contain_text(re.compile(r"7-е число.*1\s500,00", re.DOTALL))
    page.get_by_role("button", name=texts.CHANGE).click()
    expect(page.get_by_label(texts.DAY)).to_be_focused()
    page.get_by_label(texts.DAY).select_option("9")
    page.get_by_role("button", name=texts.SAVE).click()
    expect(page.locator("dl")).to_contain_text("9-е число")
    page.get_by_role("button", name=texts.SWITCH_OFF).click()
    expect(page.get_by_text(texts.SWITCHED_OFF)).to_be_visible()
    assert _status(portal, home[0]) == [AutopayStatus.OFF]


def test_without_a_tick_nothing_starts_and_nothing_typed_is_lost(
    page: Page, portal: Portal, home: tuple[Account, User], sign_in_as: SignIn
) -> None:
    sign_in_as(*home)
    open_ready(page, routes.AUTOPAY)
    page.get_by_label(texts.LIMIT).fill("много")
    page.get_by_role("button", name=texts.START).click()
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("#limit-error")).not_to_be_empty()
    expect(page.get_by_label(texts.LIMIT)).to_have_value("много")
    page.get_by_label(texts.LIMIT).fill("900")
    page.get_by_role("button", name=texts.START).click()
    expect(page.locator("#consent-error")).not_to_be_empty()
    assert Axe().run(page).response["violations"] == []
    assert _status(portal, home[0]) == []


def test_who_signed_in_by_surname_is_told_why_not(
    page: Page, home: tuple[Account, User], sign_in_as: SignIn
) -> None:
    sign_in_as(home[0])
    open_ready(page, routes.AUTOPAY)
    expect(page.get_by_text(texts.BY_SURNAME)).to_be_visible()
    expect(page.get_by_role("button", name=texts.START)).to_have_count(0)


def test_a_foreign_key_in_the_address_switches_nothing_on(
    page: Page, home: tuple[Account, User], sign_in_as: SignIn
) -> None:
    sign_in_as(*home)
    open_ready(page, f"{routes.AUTOPAY}?saved={'0' * 32}")
    expect(page.get_by_text(texts.OFF, exact=True)).to_be_visible()
