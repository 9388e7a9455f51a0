"""The red button: a question becomes a ticket with a number, and nothing typed is ever lost."""

import re
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from avk_app.models import Consent, Letter, Ticket
from avk_app.texts import consult as texts
from avk_app.texts import shell
from tests.e2e.opening import open_ready

_phones = count(1000)
Seed = Callable[[Callable[[Session], Any]], Any]


def _fill(page: Page, **values: str) -> dict[str, str]:
    typed = {
        texts.FIRST_NAME: "Анна",
        texts.SURNAME: "Ким",
        texts.PHONE: f"8 902 123 {next(_phones)}",
        texts.QUESTION: "Почему нет воды?",
    } | values
    for label, value in typed.items():
        page.get_by_label(label, exact=True).fill(value)
    return typed


def _send(page: Page) -> None:
    page.get_by_role("button", name=texts.SEND).click()


def _expect_typed(page: Page, typed: dict[str, str]) -> None:
    for label, value in typed.items():
        expect(page.get_by_label(label, exact=True)).to_have_value(value)


def _tickets(seed: Seed) -> list[Ticket]:
    return list(seed(lambda session: session.exec(select(Ticket).order_by(Ticket.id)).all()))


@pytest.fixture
def form(page: Page) -> Page:
    open_ready(page, "/")
    page.get_by_role("banner").get_by_role("link", name=texts.TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(texts.TITLE)
    return page


def test_a_question_gets_a_number_and_a_letter(form: Page, seed: Seed) -> None:
    _fill(form)
    form.get_by_label(texts.AGREE).check()
    _send(form)
    expect(form.get_by_role("heading", level=1)).to_have_text(texts.DONE_TITLE)
    expect(form.get_by_role("main")).to_be_focused()
    number = form.locator("#ticket-number").inner_text()
    assert re.fullmatch(r"К-\d{4}-\d{6}", number)
    ticket = _tickets(seed)[-1]
    assert number.endswith(f"{ticket.id:06d}")
    letters = seed(lambda session: session.exec(select(Letter)).all())
    assert any(number in letter.subject for letter in letters)
    consents = seed(lambda session: session.exec(select(Consent)).all())
    assert any(c.ticket_id == ticket.id and c.address == "127.0.0.1" for c in consents)
    form.get_by_role("button", name=texts.ASK_AGAIN).click()
    expect(form.get_by_role("heading", level=1)).to_have_text(texts.TITLE)


def test_a_double_click_makes_one_ticket(form: Page, seed: Seed) -> None:
    before = len(_tickets(seed))
    _fill(form)
    form.get_by_label(texts.AGREE).check()
    form.get_by_role("button", name=texts.SEND).dblclick()
    expect(form.get_by_role("heading", level=1)).to_have_text(texts.DONE_TITLE)
    assert len(_tickets(seed)) == before + 1


def test_an_empty_form_names_every_field_and_takes_the_focus_to_the_summary(form: Page) -> None:
    _send(form)
    summary = form.locator("#problems")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(5)
    expect(form.get_by_label(texts.PHONE, exact=True)).to_have_attribute("aria-invalid", "true")
    summary.get_by_role("link").nth(2).click()
    expect(form.get_by_label(texts.PHONE, exact=True)).to_be_focused()


@pytest.mark.parametrize(
    "bad",
    ["<script>alert(1)</script>", "' OR 1=1; --", "😀", "-5", "1" * 240, "NUL \x00 inside"],
    ids=["html", "sql", "emoji", "negative", "huge", "nul"],
)
def test_bad_input_is_answered_beside_the_field_and_nothing_typed_is_lost(form: Page, bad: str) -> None:
    typed = _fill(form, **{texts.FIRST_NAME: f"Анна {bad}", texts.PHONE: bad})
    form.get_by_label(texts.AGREE).check()
    _send(form)
    expect(form.locator("#phone-error")).to_have_text(re.compile("Проверьте телефон"))
    _expect_typed(form, typed)
    expect(form.get_by_label(texts.AGREE)).to_be_checked()


def test_a_ten_megabyte_paste_is_told_to_be_too_long(form: Page, seed: Seed) -> None:
    before = len(_tickets(seed))
    _fill(form)
    form.get_by_label(texts.AGREE).check()
    form.get_by_label(texts.QUESTION, exact=True).focus()
    form.evaluate("document.execCommand('insertText', false, 'вода '.repeat(2_000_000))")
    _send(form)
    expect(form.locator("#question-error")).to_have_text(re.compile("длиннее 2000 знаков"))
    assert len(form.get_by_label(texts.QUESTION, exact=True).input_value()) == 4000
    assert len(_tickets(seed)) == before


def test_the_third_question_an_hour_is_the_last_and_the_next_waits_with_its_text(form: Page) -> None:
    phone = f"8 902 123 {next(_phones)}"
    for number in range(3):
        _fill(form, **{texts.PHONE: phone, texts.QUESTION: f"Вопрос {number}"})
        form.get_by_label(texts.AGREE).check()
        _send(form)
        form.get_by_role("button", name=texts.ASK_AGAIN).click()
        expect(form.get_by_role("heading", level=1)).to_have_text(texts.TITLE)
        expect(form.get_by_role("main")).to_be_focused()
    typed = _fill(form, **{texts.PHONE: phone, texts.QUESTION: "Четвёртый вопрос"})
    form.get_by_label(texts.AGREE).check()
    _send(form)
    expect(form.locator("#problems")).to_contain_text("новую примем через")
    expect(form.locator("#problems")).to_contain_text(shell.HOTLINE)
    _expect_typed(form, typed)


def test_a_filled_trap_gets_a_friendly_answer_and_stores_nothing(form: Page, seed: Seed) -> None:
    before = len(_tickets(seed))
    _fill(form)
    form.get_by_label(texts.AGREE).check()
    form.locator("#second_phone").evaluate("field => field.value = '123'")
    _send(form)
    expect(form.get_by_role("heading", level=1)).to_have_text(texts.DONE_TITLE)
    assert len(_tickets(seed)) == before


def test_the_agreement_opens_in_place(form: Page) -> None:
    form.get_by_text(texts.AGREEMENT_SUMMARY).click()
    expect(form.get_by_role("heading", name="Как отозвать согласие")).to_be_visible()


def test_the_form_works_by_keyboard_alone(form: Page) -> None:
    form.get_by_label(texts.FIRST_NAME, exact=True).focus()
    for value in ("Анна", "Ким", f"8 902 123 {next(_phones)}", "Почему нет воды?"):
        form.keyboard.type(value)
        form.keyboard.press("Tab")
    form.keyboard.press("Space")
    expect(form.get_by_label(texts.AGREE)).to_be_checked()
    for _ in range(3):
        form.keyboard.press("Tab")
    form.keyboard.press("Enter")
    expect(form.get_by_role("heading", level=1)).to_have_text(texts.DONE_TITLE)
