"""On a slow phone people type and press before the scripts have come: nothing of it is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect

from avk_app.texts import consult, sign_in, tariffs
from tests.e2e.opening import until_ready

SCRIPTS = "**/assets/*.js"


@contextmanager
def _before_the_scripts_come(page: Page, address: str) -> Iterator[None]:
    """The page as it was prerendered; afterwards the scripts are let through and the page loads."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(SCRIPTS, hold)
    with until_ready(page):
        page.goto(address, wait_until="commit")
        yield
        assert held
        page.unroute(SCRIPTS)


@pytest.mark.parametrize("address", ["/", "/login", "/consult", "/tariffs"])
def test_what_is_typed_before_the_scripts_come_stays(page: Page, address: str) -> None:
    field = page.locator("main input:visible").first
    with _before_the_scripts_come(page, address):
        field.fill("7,412")
    expect(field).to_have_value("7,412")


@pytest.mark.parametrize(
    ("address", "button"),
    [
        ("/", sign_in.SUBMIT),
        ("/login", sign_in.SUBMIT),
        ("/consult", consult.SEND),
        ("/tariffs", tariffs.CALCULATE),
    ],
)
def test_what_is_sent_before_the_scripts_come_is_answered(page: Page, address: str, button: str) -> None:
    field = page.locator("main input:visible").first
    with _before_the_scripts_come(page, address):
        opened = page.url
        field.fill("-7")
        page.get_by_role("button", name=button, exact=True).dblclick()
    expect(page.locator("#problems").get_by_role("link").first).to_be_visible()
    expect(page).to_have_url(opened)
    expect(field).to_have_value("-7")
