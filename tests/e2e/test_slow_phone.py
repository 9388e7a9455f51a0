"""On a slow phone people type and press before the scripts have come: nothing of it is lost."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from avk_app.texts import consult, sign_in, tariffs
from tests.e2e.opening import until_ready

Opening = Callable[[Page, str], AbstractContextManager[None]]
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


@contextmanager
def _before_the_server_answers(page: Page, address: str) -> Iterator[None]:
    """The page with its scripts, while the server's first words to it are still on their way."""
    sockets: list[WebSocketRoute] = []
    held: list[str | bytes] = []
    is_held = True

    def hear(message: str | bytes) -> None:
        held.append(message) if is_held else sockets[0].send(message)

    def connect(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server().on_message(hear)

    page.route_web_socket("**/_event/**", connect)
    page.goto(address)
    while not held:
        page.wait_for_timeout(20)
    yield
    is_held = False
    for message in held:
        sockets[0].send(message)


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


@pytest.mark.parametrize("opening", [_before_the_scripts_come, _before_the_server_answers])
def test_what_is_pressed_before_the_page_is_loaded_is_done_when_it_is(page: Page, opening: Opening) -> None:
    with opening(page, "/login"):
        button = page.get_by_role("button", name=sign_in.USE_PASSWORD)
        button.dblclick()
        expect(button).to_be_visible()
    expect(page.get_by_label(sign_in.LOGIN, exact=True)).to_be_focused()
