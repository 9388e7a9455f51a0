"""Home: its text is there before any script, and every way on leads somewhere."""

import re

from playwright.sync_api import Page, expect

from avk_app import routes
from avk_app.texts import home as texts
from avk_app.texts import shell
from tests.e2e.opening import open_ready
from tests.e2e.server import fetch


def test_the_real_text_stands_in_the_prerendered_page(base_url: str) -> None:
    html = fetch(base_url).text
    for text in (texts.TITLE, texts.LEAD, texts.PAY, texts.DEADLINE_TEXT, shell.HOTLINE, shell.CONSULT):
        assert text in html
    assert '<html lang="ru"' in html
    assert f'<meta content="{texts.DESCRIPTION}" name="description"/>' in html


def test_the_sign_in_and_the_red_button_are_on_the_first_screen_of_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 760})
    page.goto("/")
    expect(page.get_by_role("banner").get_by_role("link", name=shell.CONSULT)).to_be_in_viewport()
    expect(page.get_by_label("Фамилия")).to_be_in_viewport()


def test_the_hotline_can_be_dialled(page: Page) -> None:
    page.goto("/")
    links = page.get_by_role("link", name=shell.HOTLINE).all()
    assert {link.get_attribute("href") for link in links} == {shell.HOTLINE_LINK}


def test_no_link_of_a_public_page_is_broken(page: Page, base_url: str) -> None:
    for address in routes.PUBLIC_PAGES:
        page.goto(address)
        links = page.evaluate("[...document.querySelectorAll('a[href], link[href]')].map(a => a.href)")
        own = {link.split("#")[0] for link in links if link.startswith(base_url)}
        broken = [link for link in own if fetch(link).status_code != 200]
        assert broken == [], address


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    open_ready(page, "/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=shell.SKIP_TO_CONTENT)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Фамилия")).to_be_focused()
