"""Signing in as people do it: both ways, with typos, in a hurry, by keyboard, after somebody else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import Session, delete

from avk_app.domain.limits import PAIR
from avk_app.gateways.passwords import PASSWORDS
from avk_app.models import Account, SignInAttempt, User
from avk_app.texts import shell
from avk_app.texts import sign_in as texts
from tests.e2e.opening import open_ready
from tests.factories import make_account, make_user

Seed = Callable[[Callable[[Session], Any]], Any]
SECRET = "вода течёт сама"
UNKNOWN_NUMBER = "0000000000"
HOME, LOGIN, DASHBOARD = (
    re.compile(rf"^http://[^/]+/{path}$") for path in ("", r"login/?(\?.*)?", "dashboard/?")
)


@pytest.fixture(autouse=True)
def _no_attempts_before(seed: Seed) -> None:
    """All tests come from one address: what one failed must not slow the next."""
    seed(lambda session: session.exec(delete(SignInAttempt)))


@pytest.fixture
def account(seed: Seed) -> Account:
    made: Account = seed(make_account)
    return made


def _open(page: Page, address: str = "/login") -> None:
    open_ready(page, address)
    expect(page.get_by_role("button", name=texts.SUBMIT, exact=True)).to_be_enabled()


def _submit(page: Page) -> None:
    page.get_by_role("button", name=texts.SUBMIT, exact=True).click()


def _expect_answer(page: Page, text: str | re.Pattern[str]) -> None:
    """The answer stands and has the focus: what is typed from now on goes where it is meant to."""
    expect(page.locator("#answer:focus, #problems:focus").filter(has_text=text)).to_be_visible()


def _by_surname(page: Page, surname: str, number: str) -> None:
    page.get_by_label(texts.SURNAME).fill(surname)
    page.get_by_label(texts.ACCOUNT_NUMBER).fill(number)
    _submit(page)


def _use_password(page: Page) -> None:
    page.get_by_role("button", name=texts.USE_PASSWORD).click()
    expect(page.get_by_label(texts.LOGIN)).to_be_focused()


def _by_password(page: Page, login: str, password: str) -> None:
    _use_password(page)
    page.get_by_label(texts.LOGIN).fill(login)
    page.get_by_label(texts.PASSWORD, exact=True).fill(password)
    _submit(page)


def _expect_dashboard_of(page: Page, account: Account) -> None:
    expect(page).to_have_url(DASHBOARD)
    spaced = " ".join((account.number[:2], account.number[2:6], account.number[6:]))
    expect(page.get_by_text(spaced)).to_be_visible()


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name=shell.SIGN_OUT).click()
    expect(page).to_have_url(HOME)


@pytest.mark.parametrize("address", ["/", "/login"])
def test_surname_and_number_open_the_dashboard(page: Page, account: Account, address: str) -> None:
    _open(page, address)
    number = account.number
    _by_surname(page, " иВАНОВ", f"{number[:2]} {number[2:6]}-{number[6:]}")
    _expect_dashboard_of(page, account)


def test_login_and_password_open_the_dashboard(page: Page, account: Account, seed: Seed) -> None:
    user: User = seed(lambda s: make_user(s, account, password_hash=PASSWORDS.hash_password(SECRET)))
    _open(page)
    _by_password(page, user.login.upper(), SECRET)
    _expect_dashboard_of(page, account)


def test_the_cookie_is_out_of_reach_of_scripts(page: Page, account: Account) -> None:
    _open(page)
    _by_surname(page, "Иванов", account.number)
    _expect_dashboard_of(page, account)
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "avk")
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert page.evaluate("document.cookie") == ""


def test_a_double_click_signs_in_once_and_for_good(page: Page, account: Account) -> None:
    _open(page)
    page.get_by_label(texts.SURNAME).fill("Иванов")
    page.get_by_label(texts.ACCOUNT_NUMBER).fill(account.number)
    page.get_by_role("button", name=texts.SUBMIT, exact=True).dblclick()
    _expect_dashboard_of(page, account)
    page.reload()
    _expect_dashboard_of(page, account)


def test_the_wrong_layout_is_put_right_with_one_tap(page: Page, account: Account) -> None:
    _open(page)
    _by_surname(page, "Bdfyjd", account.number)
    page.get_by_role("button", name="Исправить на «Иванов»").click()
    expect(page.get_by_label(texts.SURNAME)).to_have_value("Иванов")
    expect(page.get_by_label(texts.ACCOUNT_NUMBER)).to_have_value(account.number)
    _submit(page)
    _expect_dashboard_of(page, account)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("38010422", "Цифр в номере: 8, а должно быть 10"),
        ("0000000001", "В номере опечатка: проверьте цифры"),
        ("", "Введите номер лицевого счёта"),
    ],
)
def test_a_number_that_cannot_be_right_is_told_at_once(page: Page, number: str, message: str) -> None:
    _open(page)
    _by_surname(page, "Иванов", number)
    expect(page.locator("#account_number-error")).to_contain_text(message)
    expect(page.locator("#problems")).to_contain_text(message)
    expect(page.locator("#problems")).to_be_focused()
    expect(page.get_by_label(texts.SURNAME)).to_have_value("Иванов")
    expect(page.get_by_label(texts.ACCOUNT_NUMBER)).to_have_value(number)
    expect(page.get_by_label(texts.ACCOUNT_NUMBER)).to_have_attribute("aria-invalid", "true")


def test_an_unknown_account_and_a_wrong_surname_get_the_same_words(page: Page, account: Account) -> None:
    answers = []
    for surname, number in (("Петров", account.number), ("Иванов", UNKNOWN_NUMBER)):
        _open(page)
        _by_surname(page, surname, number)
        _expect_answer(page, texts.SURNAME_FAILED)
        answers.append(page.locator("main").inner_text())
        expect(page.get_by_label(texts.SURNAME)).to_have_value(surname)
    assert answers[0] == answers[1]


def test_an_unknown_login_and_a_wrong_password_get_the_same_words(
    page: Page, account: Account, seed: Seed
) -> None:
    user: User = seed(lambda s: make_user(s, account, password_hash=PASSWORDS.hash_password(SECRET)))
    answers = []
    for login in (user.login, "nobody-has-it"):
        _open(page)
        _by_password(page, login, "not the password")
        _expect_answer(page, texts.PASSWORD_FAILED)
        answers.append(page.locator("main").inner_text())
        expect(page.get_by_label(texts.LOGIN)).to_have_value(login)
    assert answers[0] == answers[1]


def test_too_many_failures_are_told_to_wait(page: Page, account: Account) -> None:
    _open(page)
    for _ in range(PAIR.free_failures):
        _by_surname(page, "Петров", account.number)
        _expect_answer(page, "Не получилось войти")
    _by_surname(page, "Иванов", account.number)
    expect(page.locator("#answer")).to_contain_text(re.compile(r"Подождите \d+\s+секунд"))
    expect(page.get_by_label(texts.ACCOUNT_NUMBER)).to_have_value(account.number)


def test_changing_the_way_loses_nothing_typed(page: Page) -> None:
    _open(page)
    page.get_by_label(texts.SURNAME).fill("Иванов")
    _use_password(page)
    page.get_by_label(texts.LOGIN).fill("ivanov")
    page.get_by_role("button", name=texts.USE_SURNAME).click()
    expect(page.get_by_label(texts.SURNAME)).to_have_value("Иванов")


def test_a_password_can_be_looked_at(page: Page) -> None:
    _open(page)
    _use_password(page)
    password = page.get_by_label(texts.PASSWORD, exact=True)
    password.fill(SECRET)
    expect(password).to_have_attribute("type", "password")
    page.get_by_label(texts.SHOW_PASSWORD).check()
    expect(password).to_have_attribute("type", "text")
    expect(password).to_have_value(SECRET)


def test_a_password_in_russian_letters_gets_a_hint(page: Page) -> None:
    _open(page)
    _by_password(page, "ivanov", "ыускуе")
    expect(page.locator("#answer")).to_contain_text(texts.IN_RUSSIAN_LETTERS)


def test_a_login_in_russian_letters_is_put_right_with_one_tap(page: Page) -> None:
    _open(page)
    _by_password(page, "шмфтщм", "password")
    page.get_by_role("button", name="Исправить на «ivanov»").click()
    expect(page.get_by_label(texts.LOGIN)).to_have_value("ivanov")
    expect(page.get_by_label(texts.PASSWORD, exact=True)).to_be_focused()


def test_the_keyboard_is_enough(page: Page, account: Account) -> None:
    _open(page)
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "surname":
            break
    page.keyboard.type("Bdfyjd")
    page.keyboard.press("Tab")
    page.keyboard.type(account.number)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Исправить")).to_be_visible()
    expect(page.locator("#answer")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Исправить")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label(texts.ACCOUNT_NUMBER)).to_be_focused()
    page.keyboard.press("Enter")
    _expect_dashboard_of(page, account)


def test_signing_in_as_somebody_else_in_the_same_tab_finds_nothing_of_the_first(
    page: Page, seed: Seed
) -> None:
    first: Account = seed(lambda s: make_account(s, surname="Первый"))
    second: Account = seed(lambda s: make_account(s, surname="Вторая"))
    _open(page)
    _by_surname(page, "Первый", first.number)
    _expect_dashboard_of(page, first)
    _sign_out(page)
    page.go_back()
    expect(page).to_have_url(LOGIN)
    expect(page.get_by_role("button", name=texts.SUBMIT, exact=True)).to_be_enabled()
    assert first.number[2:6] + " " + first.number[6:] not in page.content()
    _by_surname(page, "Вторая", second.number)
    _expect_dashboard_of(page, second)
    assert first.number[2:6] + " " + first.number[6:] not in page.content()


def test_signing_out_in_one_tab_ends_the_other(
    page: Page, account: Account, sign_in_as: Callable[..., None]
) -> None:
    sign_in_as(account)
    page.goto("/dashboard")
    _expect_dashboard_of(page, account)
    other = page.context.new_page()
    other.goto("/dashboard")
    _sign_out(other)
    page.reload()
    expect(page).to_have_url(LOGIN)


def test_acting_in_a_tab_whose_session_ended_leads_to_the_sign_in_page(
    page: Page, account: Account, sign_in_as: Callable[..., None]
) -> None:
    sign_in_as(account)
    page.goto("/dashboard")
    _expect_dashboard_of(page, account)
    other = page.context.new_page()
    other.goto("/dashboard")
    _sign_out(other)
    page.get_by_role("link", name=shell.NAV_HOME, exact=True).first.click()
    expect(page).to_have_url(LOGIN)
    expect(page.get_by_label(texts.SURNAME)).to_be_visible()


def test_a_page_the_browser_kept_shows_nothing_after_signing_out(
    page: Page, account: Account, sign_in_as: Callable[..., None]
) -> None:
    sign_in_as(account)
    page.goto("/dashboard")
    _expect_dashboard_of(page, account)
    page.context.clear_cookies()
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page).to_have_url(LOGIN)


def test_an_ended_session_is_told(page: Page) -> None:
    _open(page, "/login?expired=1")
    expect(page.get_by_text(texts.EXPIRED)).to_be_visible()


def test_who_is_signed_in_may_go_on_or_sign_out(
    page: Page, account: Account, sign_in_as: Callable[..., None]
) -> None:
    sign_in_as(account)
    page.goto("/login")
    expect(page.get_by_role("heading", level=1)).to_have_text(texts.SIGNED_IN_TITLE)
    page.get_by_role("link", name=texts.GO_ON).click()
    _expect_dashboard_of(page, account)


BAD_INPUT = ["💧💧", "<img src=x onerror=alert(1)>", "' OR '1'='1", "a\x00b", "-1", "Ж" * 250]


@pytest.mark.parametrize("typed", BAD_INPUT)
def test_bad_input_gets_a_clear_answer_and_stays_in_the_fields(page: Page, typed: str) -> None:
    _open(page)
    _by_surname(page, typed, UNKNOWN_NUMBER)
    _expect_answer(page, re.compile("[А-я]{4}"))
    expect(page.get_by_label(texts.SURNAME)).to_have_value(typed)
    _by_surname(page, "Иванов", typed)
    expect(page.locator("#account_number-error")).to_have_text(re.compile("[А-я]{4}"))
    expect(page.get_by_label(texts.ACCOUNT_NUMBER)).to_have_value(typed)


@pytest.mark.parametrize("typed", BAD_INPUT)
def test_bad_logins_and_passwords_are_just_wrong(page: Page, typed: str) -> None:
    _open(page)
    _by_password(page, typed, typed)
    _expect_answer(page, re.compile("[А-я]{4}"))
    expect(page.get_by_label(texts.LOGIN)).to_have_value(typed)


@pytest.mark.parametrize("field", ["surname", "account_number", "login", "password"])
def test_a_huge_paste_is_cut_and_answered(page: Page, field: str) -> None:
    _open(page)
    if field in ("login", "password"):
        _use_password(page)
    page.locator(f"#{field}").focus()
    page.evaluate("document.execCommand('insertText', false, 'ж'.repeat(10_000_000))")
    assert 0 < len(page.locator(f"#{field}").input_value()) <= 1024
    _submit(page)
    expect(page.locator("#problems")).to_contain_text("Введите")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(page: Page, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    _open(page)
    assert Axe().run(page).violations_count == 0
    _by_surname(page, "Bdfyjd", "1")
    expect(page.get_by_role("button", name="Исправить")).to_be_visible()
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    _by_password(page, "ivanov", "неверный")
    expect(page.locator("#answer")).to_contain_text(texts.IN_RUSSIAN_LETTERS)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
