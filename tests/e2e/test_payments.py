"""Paying in a browser, through the demo's payment provider: the fee before the click, the money once."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import Session, col, func, select

from avk_app import routes
from avk_app.models import Account, Checkout, Payment, User, UserSession
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services.database import transaction
from avk_app.services.ledger import get_balance, receive_payment
from avk_app.services.sessions import close_session, fingerprint_of
from avk_app.texts import payment_return as back
from avk_app.texts import payments as texts
from avk_app.texts import sandbox, shell
from avk_app.texts import sign_in as sign_in_texts
from avk_app.texts.errors import MESSAGES
from tests.bills import OCTOBER, SEPTEMBER, charge, make_metered_home
from tests.e2e.opening import open_ready, until_ready
from tests.e2e.server import Portal
from tests.factories import make_account, make_user

OWED, OCTOBER_ALONE = "754,44", "421,25"
OWED_KOPECKS, WITH_FEE = 754_44, re.compile(r"761,98")
PAID_CARD, DECLINED_CARD = "4242424242424242", "4000000000000002"
PROVIDER = re.compile(re.escape(routes.SANDBOX))
RETURN, PAYMENTS = re.compile(re.escape(routes.PAYMENT_RETURN)), re.compile(rf"{routes.PAYMENTS}($|\?)")
Seed = Callable[[Callable[[Session], Any]], Any]
SignIn = Callable[..., None]


@pytest.fixture
def account(seed: Seed, sign_in_as: SignIn) -> Account:
    """Owes for September and October, and is signed in."""

    def make(session: Session) -> Account:
        account, *_ = make_metered_home(session)
        charge(session, account, SEPTEMBER, OCTOBER)
        return account

    made: Account = seed(make)
    sign_in_as(made)
    return made


def _field(page: Page) -> Any:
    return page.get_by_label(texts.AMOUNT)


def _pay_button(page: Page) -> Any:
    return page.locator(".pay-bar:visible button")


def _go_to_provider(page: Page) -> None:
    open_ready(page, routes.PAYMENTS)
    _pay_button(page).click()
    page.wait_for_url(PROVIDER)


def _pay_by_card(page: Page, number: str = PAID_CARD) -> None:
    page.locator("#number").fill(number)
    page.locator("#expiry").fill("12/30")
    page.locator("#cvc").fill("123")
    page.locator("button[value=card]").click()


def _balance(portal: Portal, account: Account) -> int:
    with transaction(portal.engine) as session:
        return get_balance(session, account.id or 0).kopecks


def _checkouts(portal: Portal, account: Account) -> list[Checkout]:
    with transaction(portal.engine) as session:
        query = select(Checkout).where(col(Checkout.account_id) == account.id).order_by(col(Checkout.id))
        return list(session.exec(query))


def _wait_for_balance(page: Page, portal: Portal, account: Account, kopecks: int) -> None:
    for _ in range(400):
        if _balance(portal, account) == kopecks:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"the balance stayed {_balance(portal, account)}")


def test_the_debt_is_filled_in_and_every_way_says_its_total(page: Page, account: Account) -> None:
    open_ready(page, routes.PAYMENTS)
    expect(_field(page)).to_have_value(OWED)
    expect(page.locator(".sums").first).to_contain_text("333,19")
    totals = page.locator(".way-total")
    expect(totals.nth(0)).to_contain_text("761,98")
    expect(totals.nth(1)).to_contain_text("777,07")
    expect(totals.nth(3)).to_contain_text(OWED)
    expect(_pay_button(page)).to_contain_text("761,98")


def test_the_price_follows_what_is_typed_and_a_month_can_be_first(page: Page, account: Account) -> None:
    open_ready(page, routes.PAYMENTS)
    _field(page).fill("1 000")
    expect(_pay_button(page)).to_contain_text(re.compile(r"1\s010,00"))
    expect(page.locator(".goes")).to_contain_text(texts.FORWARD)
    page.get_by_label(texts.PERIOD).select_option(str(OCTOBER.code))
    _field(page).fill("100")
    expect(page.locator(".goes")).to_contain_text("Октябрь")
    expect(page.locator(".goes")).not_to_contain_text("Сентябрь")


def test_an_address_may_name_the_month(page: Page, account: Account) -> None:
    open_ready(page, f"{routes.PAYMENTS}?period={OCTOBER.code}")
    expect(_field(page)).to_have_value(OCTOBER_ALONE)
    expect(page.get_by_label(texts.PERIOD)).to_have_value(str(OCTOBER.code))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "amount_empty"),
        ("0", "amount_zero"),
        ("-5", "amount_zero"),
        ("0.001", "amount_decimals"),
        ("1e9", "amount_format"),
        ("сто", "amount_format"),
        ("\u0661\u0662", "amount_format"),
        ("1000000000", "amount_over_cap"),
    ],
)
def test_a_wrong_amount_is_said_beside_the_field_and_nothing_moves(
    page: Page, account: Account, portal: Portal, typed: str, code: str
) -> None:
    open_ready(page, routes.PAYMENTS)
    _field(page).fill(typed)
    _pay_button(page).click()
    message = MESSAGES[code].split("{")[0]
    expect(page.locator("#problems")).to_contain_text(message)
    expect(page.locator("#amount-error")).to_contain_text(message)
    expect(page.locator("#problems")).to_be_focused()
    expect(_field(page)).to_have_value(typed)
    assert _checkouts(portal, account) == []


def test_paid_by_card_it_is_said_and_settles_the_months(page: Page, account: Account, portal: Portal) -> None:
    _go_to_provider(page)
    _pay_by_card(page)
    page.wait_for_url(RETURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(back.PAID_TITLE)
    expect(page.locator(".sums")).to_contain_text(OWED)
    expect(page.get_by_role("link", name=back.RECEIPT)).to_be_visible()
    assert _balance(portal, account) == 0
    page.get_by_role("link", name=back.TO_PAYMENTS).click()
    expect(page.locator(".payment").first).to_contain_text("октябрь 2026 — 421,25")
    expect(page.locator(".big")).to_contain_text("0,00")
    expect(_field(page)).to_have_value("")


def test_a_declined_card_can_be_followed_by_another(page: Page, account: Account, portal: Portal) -> None:
    _go_to_provider(page)
    _pay_by_card(page, DECLINED_CARD)
    expect(page.get_by_role("alert")).to_contain_text(sandbox.DECLINED_TITLE)
    assert _balance(portal, account) == OWED_KOPECKS
    _pay_by_card(page)
    page.wait_for_url(RETURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(back.PAID_TITLE)
    assert _balance(portal, account) == 0


def test_a_tab_closed_after_paying_loses_nothing(
    page: Page, context: BrowserContext, account: Account, portal: Portal
) -> None:
    context.route(RETURN, lambda route: route.abort())
    _go_to_provider(page)
    _pay_by_card(page)
    other = context.new_page()
    page.close()
    _wait_for_balance(other, portal, account, 0)


def test_back_from_the_provider_keeps_what_was_typed_and_goes_on_with_the_same_payment(
    page: Page, account: Account, portal: Portal
) -> None:
    open_ready(page, routes.PAYMENTS)
    _field(page).fill("100,50")
    expect(_pay_button(page)).to_contain_text("101,51")
    for _ in range(2):
        _pay_button(page).click()
        page.wait_for_url(PROVIDER)
        with until_ready(page):
            page.go_back()
        expect(_field(page)).to_have_value("100,50")
        expect(_pay_button(page)).to_contain_text("101,51")
    page.locator(".note").get_by_role("button", name=texts.GO_ON).or_(
        page.locator(".note").get_by_role("button", name=texts.CONTINUE)
    ).click()
    page.wait_for_url(PROVIDER)
    (checkout,) = _checkouts(portal, account)
    assert (checkout.amount_kopecks, checkout.status) == (100_50, CheckoutStatus.OPEN)


def test_two_tabs_and_an_impatient_hand_make_one_payment(
    page: Page, context: BrowserContext, account: Account, portal: Portal
) -> None:
    other = context.new_page()
    open_ready(other, routes.PAYMENTS)
    open_ready(page, routes.PAYMENTS)
    _pay_button(page).dblclick()
    _pay_button(other).click()
    page.wait_for_url(PROVIDER)
    other.wait_for_url(PROVIDER)
    assert len(_checkouts(portal, account)) == 1
    assert page.url == other.url


def test_leaving_the_providers_page_says_so_and_leads_back(
    page: Page, account: Account, portal: Portal
) -> None:
    _go_to_provider(page)
    with until_ready(page):
        page.locator("a.back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(back.LEFT_TITLE)
    page.get_by_role("button", name=texts.GO_ON).click()
    page.wait_for_url(PROVIDER)
    assert _balance(portal, account) == OWED_KOPECKS


def test_a_payment_on_its_way_is_awaited_and_then_shown(page: Page, account: Account, portal: Portal) -> None:
    _go_to_provider(page)
    (checkout,) = _checkouts(portal, account)
    open_ready(page, f"{routes.PAYMENT_RETURN}?checkout={checkout.key}")
    expect(page.get_by_role("heading", level=1)).to_have_text(back.TRANSIT_TITLE)
    with transaction(portal.engine) as session:
        stored = session.get_one(Checkout, checkout.id)
        paid = receive_payment(
            session, account.id or 0, PaymentChannel.CARD, OWED_KOPECKS, date(2026, 11, 22)
        )
        stored.status, stored.payment_id = CheckoutStatus.PAID, paid.id
    expect(page.get_by_role("heading", level=1)).to_have_text(back.PAID_TITLE)


def test_a_foreign_return_page_tells_nothing_and_moves_nothing(
    page: Page, account: Account, portal: Portal, seed: Seed, sign_in_as: SignIn
) -> None:
    _go_to_provider(page)
    (checkout,) = _checkouts(portal, account)
    sign_in_as(seed(make_account))
    for key in (checkout.key, "0" * 32, "", "'\"><"):
        open_ready(page, f"{routes.PAYMENT_RETURN}?checkout={key}")
        expect(page.get_by_role("heading", level=1)).to_have_text(back.UNKNOWN_TITLE)
        expect(page.locator("main")).not_to_contain_text(OWED)
    assert _balance(portal, account) == OWED_KOPECKS


def test_who_was_signed_out_meanwhile_signs_in_and_sees_the_payment(
    page: Page, context: BrowserContext, account: Account, portal: Portal
) -> None:
    _go_to_provider(page)
    (cookie,) = [one for one in context.cookies() if one["name"] == "avk"]
    with transaction(portal.engine) as session:
        close_session(session, fingerprint_of(cookie["value"]))
    _pay_by_card(page)
    page.wait_for_url(RETURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(back.NOBODY_TITLE)
    page.get_by_role("link", name=back.SIGN_IN).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(sign_in_texts.TITLE)
    page.get_by_label(sign_in_texts.SURNAME).fill(account.surname)
    page.get_by_label(sign_in_texts.ACCOUNT_NUMBER).fill(account.number)
    page.get_by_role("button", name=sign_in_texts.SUBMIT, exact=True).click()
    page.wait_for_url(RETURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(back.PAID_TITLE)


def test_paying_again_fills_the_form(page: Page, account: Account, seed: Seed) -> None:
    day = date(2026, 11, 7)
    seed(lambda session: receive_payment(session, account.id or 0, PaymentChannel.E_WALLET, 90_00, day))
    open_ready(page, routes.PAYMENTS)
    page.locator(".payment").get_by_role("button").click()
    expect(_field(page)).to_have_value("90,00")
    expect(_field(page)).to_be_focused()
    expect(_pay_button(page)).to_contain_text("100,00")


def test_offices_take_no_fee_and_say_where_and_when(page: Page, account: Account) -> None:
    open_ready(page, routes.PAYMENTS)
    page.get_by_label(texts.CHANNELS[PaymentChannel.OFFICE]).check()
    expect(page.get_by_role("heading", name=texts.OFFICES)).to_be_visible()
    expect(page.locator(".office").first).to_contain_text("наличные")
    expect(_pay_button(page)).to_have_count(0)


def test_a_bank_transfer_gets_a_slip_for_the_amount_typed(page: Page, account: Account) -> None:
    open_ready(page, routes.PAYMENTS)
    page.get_by_label(texts.CHANNELS[PaymentChannel.BANK_TRANSFER]).check()
    _field(page).fill("123,45")
    slip = page.get_by_role("link", name=texts.TRANSFER_SLIP)
    expect(slip).to_have_attribute("href", re.compile("123%2C45"))
    with page.expect_download() as download:
        slip.click()
    assert download.value.suggested_filename.endswith(".pdf")


def test_on_a_phone_the_button_is_under_the_thumb_at_once(
    page: Page, account: Account, portal: Portal
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    open_ready(page, routes.PAYMENTS)
    expect(_pay_button(page)).to_be_in_viewport()
    box = _pay_button(page).bounding_box()
    assert box is not None
    assert box["height"] >= 48
    _pay_button(page).click()
    page.wait_for_url(PROVIDER)
    _pay_by_card(page)
    page.wait_for_url(RETURN)
    expect(page.get_by_role("heading", level=1)).to_have_text(back.PAID_TITLE)


def test_the_dashboard_and_the_bill_lead_here(page: Page, account: Account) -> None:
    for start in (routes.DASHBOARD, routes.BILL):
        open_ready(page, start)
        page.get_by_role("main").get_by_role("link", name="Оплатить").click()
        page.wait_for_url(PAYMENTS)
        expect(_field(page)).to_have_value(OWED)
    expect(page.get_by_role("link", name=shell.NAV_PAYMENTS).first).to_have_attribute("aria-current", "page")


def test_older_payments_come_by_the_page(page: Page, account: Account, seed: Seed) -> None:
    def make(session: Session) -> int:
        for day in range(1, 13):
            receive_payment(session, account.id or 0, PaymentChannel.OFFICE, day * 100, date(2026, 11, day))
        return session.exec(select(func.count()).select_from(Payment)).one()

    seed(make)
    open_ready(page, routes.PAYMENTS)
    expect(page.locator(".payment")).to_have_count(10)
    page.get_by_role("button", name=texts.MORE).click()
    expect(page.locator(".payment")).to_have_count(12)


def test_a_page_of_the_account_left_in_another_tab_pays_for_nobody(
    page: Page, account: Account, portal: Portal, seed: Seed, sign_in_as: SignIn
) -> None:
    def own_both(session: Session) -> tuple[Account, User]:
        other = make_account(session, surname="Петров")
        return other, make_user(session, account, other)

    other, owner = seed(own_both)
    sign_in_as(account, owner)
    open_ready(page, routes.PAYMENTS)
    with transaction(portal.engine) as session:
        opened = session.exec(select(UserSession).where(col(UserSession.user_id) == owner.id)).one()
        opened.account_id = other.id
    _pay_button(page).click()
    expect(page.get_by_role("link", name=MESSAGES["form_stale"])).to_be_visible()
    assert _checkouts(portal, account) == _checkouts(portal, other) == []
