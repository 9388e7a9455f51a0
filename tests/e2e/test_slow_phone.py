"""On a slow phone people type before the scripts have come: what they typed stays."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.opening import until_ready

SECONDS_A_SCRIPT = 0.3


@pytest.mark.parametrize("address", ["/", "/login", "/consult", "/tariffs"])
def test_what_is_typed_before_the_scripts_come_stays(page: Page, address: str) -> None:
    def answer_late(route: Route) -> None:
        time.sleep(SECONDS_A_SCRIPT)
        route.continue_()

    page.route("**/assets/*.js", answer_late)
    with until_ready(page):
        page.goto(address, wait_until="commit")
        field = page.locator("main input:visible").first
        field.fill("7,412")
    expect(field).to_have_value("7,412")
