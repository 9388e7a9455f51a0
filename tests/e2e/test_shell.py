"""What holds for every page: the headers, and what a person sees when something is wrong."""

from pathlib import Path

from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from avk_app import routes
from avk_app.texts import consult, shell
from tests.databases import free_port
from tests.e2e.opening import RECONNECT_MILLISECONDS
from tests.e2e.server import fetch, running_portal


def test_home_opens_without_console_errors(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_unknown_address_answers_404(base_url: str) -> None:
    assert fetch(f"{base_url}/no-such-page").status_code == 404


def test_scripts_need_no_unsafe_source(base_url: str) -> None:
    policy = fetch(base_url).headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "unsafe" not in scripts


def test_pages_without_scripts_say_what_to_do(base_url: str) -> None:
    for address in (*routes.PUBLIC_PAGES, "/no-such-page"):
        assert f'<noscript><p class="notice-line">{shell.NO_SCRIPTS}' in fetch(base_url + address).text


def test_a_lost_connection_is_said_and_nothing_typed_is_lost(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    page = browser.new_context(base_url=f"http://localhost:{port}").new_page()
    strip = page.get_by_text(shell.RECONNECTING)
    question = page.get_by_label(consult.QUESTION, exact=True)
    with running_portal(tmp_path, port):
        page.goto(routes.CONSULT)
        question.fill("Почему нет воды?")
        expect(strip).to_have_count(0)
    expect(strip).to_be_visible(timeout=RECONNECT_MILLISECONDS)
    with running_portal(tmp_path, port):
        expect(strip).to_have_count(0, timeout=RECONNECT_MILLISECONDS)
        expect(question).to_have_value("Почему нет воды?")
        page.get_by_role("button", name=consult.SEND).click()
        expect(page.locator("#problems").get_by_role("link")).to_have_count(4)
        expect(question).to_have_value("Почему нет воды?")
    page.context.close()


def test_a_page_that_breaks_shows_a_way_on_and_no_stack(browser: Browser, base_url: str) -> None:
    page = browser.new_context(base_url=base_url).new_page()
    broken = "export default function Broken() { throw new Error('inner secret') }"
    script = "**/assets/_consult_*.js"
    page.route(script, lambda route: route.fulfill(body=broken, content_type="text/javascript"))
    page.goto(routes.CONSULT)
    expect(page.get_by_role("heading", level=1)).to_have_text(shell.BROKEN_TITLE)
    expect(page.get_by_role("main").get_by_role("link", name=shell.HOTLINE)).to_be_visible()
    text = page.locator("body").inner_text()
    assert "secret" not in text
    assert "Error" not in text
    page.unroute(script)
    page.get_by_role("link", name=shell.BROKEN_RELOAD).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(consult.TITLE)
    page.context.close()


def test_a_new_version_is_offered_and_never_forced(page: Page) -> None:
    def old_page(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        socket.on_message(server.send)

        def pass_on(message: str | bytes) -> None:
            socket.send(message)
            if str(message).startswith("40/_event"):
                socket.send(
                    '42/_event,["state_mismatch",{"backend":"new","reload_cooldown_ms":3456000000000}]'
                )

        server.on_message(pass_on)

    page.route_web_socket("**/_event/**", old_page)
    page.goto(routes.CONSULT)
    banner = page.locator("#reflex-new-version-banner")
    expect(banner).to_contain_text(shell.NEW_VERSION)
    expect(banner.get_by_role("button")).to_have_text(shell.RELOAD)
