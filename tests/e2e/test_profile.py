"""The profile in Chromium: proof by e-mail, credentials, sessions, appearance, keyboard, hostile input."""

import email
import email.policy
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import Session

from avk_app.gateways.passwords import PASSWORDS
from avk_app.models import Account, User
from tests.actors import actor_for
from tests.e2e.server import Portal
from tests.factories import make_account, make_user

Seed = Callable[[Callable[[Session], Any]], Any]
SignIn = Callable[..., None]
PASSWORD, NEW_PASSWORD = "белая-ночь-над-рекой", "семь-зелёных-трамваев"
HOSTILE = [
    "",
    "   ",
    "x" * 100_000,
    "Ж" * 300,
    "🙂🙂🙂",
    "-1",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "\x00a",
]
LETTER_SECONDS = 60


def _unique(session: Session) -> Account:
    return make_account(session, email=f"reader{time.monotonic_ns()}@example.ru")


def _with_login(session: Session) -> tuple[Account, User]:
    account = _unique(session)
    login = f"user{time.monotonic_ns()}"
    return account, make_user(session, account, login=login, password_hash=PASSWORDS.hash_password(PASSWORD))


def _open(page: Page) -> None:
    page.goto("/profile")
    expect(page.get_by_role("heading", name="Контакты")).to_be_visible()
    expect(page.get_by_role("button", name="Выйти везде")).to_be_visible()


def _code_in_the_letter(portal: Portal, recipient: str) -> str:
    """What the person reads in the newest .eml file to them, as soon as the outbox has written it."""
    deadline = time.monotonic() + LETTER_SECONDS
    while time.monotonic() < deadline:
        for path in sorted((portal.data_dir / "outbox").glob("*.eml"), reverse=True):
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            code = re.search(r"Код подтверждения: (\d{6})", letter.get_content())
            if letter["To"] == recipient and code:
                return code.group(1)
        time.sleep(0.1)
    pytest.fail(f"no letter with a code came to {recipient}")


def _another(code: str) -> str:
    return code[:-1] + ("1" if code[-1] == "0" else "0")


def test_nobody_is_led_to_the_sign_in(page: Page) -> None:
    page.goto("/profile")
    page.wait_for_url("**/login*")


def test_a_surname_session_sees_masked_contacts_only(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    account = seed(_unique)
    sign_in_as(account)
    _open(page)
    expect(page.get_by_text("+7 ••• •••-••-67")).to_be_visible()
    assert account.email not in page.content()


def test_a_login_is_created_with_the_code_from_the_letter(
    page: Page, portal: Portal, seed: Seed, sign_in_as: SignIn
) -> None:
    account = seed(_unique)
    sign_in_as(account)
    _open(page)
    page.get_by_role("button", name="Создать логин и пароль").click()
    expect(page.get_by_text("Демо: письмо лежит в папке")).to_be_visible()
    code_field = page.get_by_label("Код из письма")
    expect(code_field).to_be_focused()
    code = _code_in_the_letter(portal, account.email)
    login = f"anna{time.monotonic_ns()}"
    code_field.fill(_another(code))
    page.get_by_label("Логин", exact=True).fill(login)
    page.get_by_label("Пароль", exact=True).fill("qwertyuiop12")
    page.get_by_role("button", name="Создать", exact=True).click()
    expect(page.get_by_text("Такой пароль подбирают одним из первых").first).to_be_visible()
    expect(page.locator("#login_problems")).to_be_focused()
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Создать", exact=True).click()
    expect(page.get_by_text("Код не подошёл").first).to_be_visible()
    expect(page.locator("#login_problems")).to_be_focused()
    expect(page.get_by_label("Логин", exact=True)).to_have_value(login)
    code_field.fill(f"{code[:3]} {code[3:]}")
    page.get_by_role("button", name="Создать", exact=True).click()
    expect(page.get_by_text("Логин создан")).to_be_visible()
    page.get_by_role("button", name="Выйти и войти по логину").click()
    page.get_by_role("button", name="Войти по логину и паролю").click()
    expect(page.get_by_label("Логин", exact=True)).to_be_focused()
    page.get_by_label("Логин", exact=True).fill(login)
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url("**/dashboard")
    _open(page)
    expect(page.get_by_text(account.email)).to_be_visible()
    expect(page.get_by_text(login)).to_be_visible()


def test_an_e_mail_changes_with_the_code_sent_to_the_old_one(
    page: Page, portal: Portal, seed: Seed, sign_in_as: SignIn
) -> None:
    account, user = seed(_with_login)
    sign_in_as(account, user)
    _open(page)
    page.get_by_role("button", name="Изменить почту").click()
    new_email = f"new{time.monotonic_ns()}@example.ru"
    expect(page.get_by_label("Новая электронная почта")).to_be_focused()
    page.get_by_label("Новая электронная почта").fill(new_email)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Код из письма")).to_be_focused()
    page.get_by_label("Код из письма").fill(_code_in_the_letter(portal, account.email))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Почта изменена")).to_be_visible()
    expect(page.get_by_text(new_email)).to_be_visible()


def test_without_an_e_mail_there_is_somewhere_to_go(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(lambda session: make_account(session, email="")))
    _open(page)
    expect(page.get_by_text("Назовите её по телефону 8 (3955) 51-26-46")).to_be_visible()
    expect(page.get_by_role("button", name="Изменить почту")).to_have_count(0)


def test_a_password_changes_and_the_other_device_is_out(
    page: Page, portal: Portal, seed: Seed, sign_in_as: SignIn
) -> None:
    account, user = seed(_with_login)
    seed(lambda session: actor_for(session, account, user))
    sign_in_as(account, user)
    _open(page)
    expect(page.get_by_role("button", name="Закрыть вход")).to_have_count(1)
    page.get_by_role("button", name="Сменить пароль").click()
    expect(page.get_by_label("Пароль сейчас")).to_be_focused()
    page.get_by_label("Пароль сейчас").fill("не тот пароль")
    page.get_by_label("Новый пароль").fill(NEW_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Пароль не подошёл").first).to_be_visible()
    expect(page.locator("#login_problems")).to_be_focused()
    page.get_by_label("Пароль сейчас").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Пароль изменён")).to_be_visible()
    _open(page)
    expect(page.get_by_role("button", name="Закрыть вход")).to_have_count(0)


def test_another_session_is_ended_from_the_list(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    account = seed(_unique)
    seed(lambda session: actor_for(session, account))
    sign_in_as(account)
    _open(page)
    expect(page.get_by_text("это устройство")).to_have_count(1)
    page.get_by_role("button", name="Закрыть вход: Chrome, Android").click()
    expect(page.get_by_text("Вход на том устройстве закрыт")).to_be_visible()
    expect(page.get_by_role("button", name="Закрыть вход")).to_have_count(0)


def test_signing_out_everywhere_ends_this_session_too(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(_unique))
    _open(page)
    page.get_by_role("button", name="Выйти везде").click()
    page.wait_for_url("**/login*")
    page.goto("/profile")
    page.wait_for_url("**/login*")


def test_theme_and_large_type_hold_on_every_page_before_the_first_paint(
    page: Page, seed: Seed, sign_in_as: SignIn
) -> None:
    sign_in_as(seed(_unique))
    _open(page)
    page.get_by_label("Тёмная").check()
    page.get_by_label("Крупные буквы").check()
    root = page.locator("html")
    expect(root).to_have_class(re.compile(r"\bdark\b"))
    expect(root).to_have_css("font-size", "21.25px")
    page.add_init_script(
        "new MutationObserver(() => { if (document.body && !window.atFirst) "
        "window.atFirst = document.documentElement.className })"
        ".observe(document, {childList: true, subtree: true})"
    )
    for address in ("/profile", "/", "/tariffs"):
        page.goto(address)
        assert set(page.evaluate("window.atFirst").split()) >= {"dark", "large-type"}
    _open(page)
    expect(page.get_by_label("Тёмная")).to_be_checked()
    expect(page.get_by_label("Крупные буквы")).to_be_checked()
    page.get_by_label("Крупные буквы").uncheck()
    page.get_by_label("Светлая").check()
    expect(root).not_to_have_class(re.compile(r"\bdark\b"))
    page.reload()
    expect(root).to_have_css("font-size", "17px")
    expect(root).not_to_have_class(re.compile(r"\bdark\b"))


def test_large_type_fits_a_phone(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(*seed(_with_login))
    page.set_viewport_size({"width": 360, "height": 760})
    _open(page)
    page.get_by_label("Крупные буквы").check()
    assert page.locator("main").evaluate("node => node.scrollWidth <= node.clientWidth")


def test_the_keyboard_alone_reaches_the_code(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(*seed(_with_login))
    _open(page)
    page.get_by_role("button", name="Изменить телефон").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Новый телефон")).to_be_focused()
    page.keyboard.type("8 902 555-77-88")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Получить код")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Код из письма")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#contact_problems")).to_be_focused()


@pytest.mark.parametrize("typed", HOSTILE)
def test_bad_input_is_answered_in_russian_and_kept(
    page: Page, seed: Seed, sign_in_as: SignIn, typed: str
) -> None:
    sign_in_as(*seed(_with_login))
    _open(page)
    for button, label in (("Изменить почту", "Новая электронная почта"), ("Сменить логин", "Новый логин")):
        page.get_by_role("button", name=button).click()
        field = page.get_by_label(label)
        expect(field).to_be_focused()
        field.fill(typed)
        kept = field.input_value()
        page.get_by_role("button", name="Получить код").click()
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_value(kept)
        expect(page.locator(".problems:focus")).to_be_visible()
        page.get_by_role("button", name="Отмена").click()


@pytest.mark.parametrize("typed", HOSTILE)
def test_a_bad_code_login_or_password_is_answered_in_russian(
    page: Page, seed: Seed, sign_in_as: SignIn, typed: str
) -> None:
    sign_in_as(seed(_unique))
    _open(page)
    page.get_by_role("button", name="Создать логин и пароль").click()
    expect(page.get_by_label("Код из письма")).to_be_focused()
    for label in ("Код из письма", "Логин"):
        page.get_by_label(label, exact=True).fill(typed)
    page.get_by_label("Пароль", exact=True).fill(typed[:11])
    page.get_by_role("button", name="Создать", exact=True).click()
    expect(page.locator("#login_problems")).to_be_focused()
    expect(page.get_by_label("Код из письма")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Пароль", exact=True)).to_have_attribute("aria-invalid", "true")


def test_every_step_is_accessible(page: Page, seed: Seed, sign_in_as: SignIn) -> None:
    sign_in_as(seed(_unique))
    _open(page)
    page.get_by_role("button", name="Создать логин и пароль").click()
    expect(page.get_by_label("Код из письма")).to_be_focused()
    page.get_by_role("button", name="Создать", exact=True).click()
    expect(page.locator("#login_problems")).to_be_focused()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
