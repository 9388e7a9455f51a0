"""The production build, served as a person gets it, and Chromium to use it with."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlmodel import Session

from avk_app.models import Account, User
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import transaction
from tests.browsers import find_chromium
from tests.e2e.server import Portal, running_portal
from tests.needs import is_missing

# A bound for a busy machine; who is answered at once waits for nothing.
EXPECT_MILLISECONDS = 20_000
expect.set_options(timeout=EXPECT_MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e"))
            # A browser on a busy machine may fail for reasons outside the product. It gets one second chance,
            # and the summary shows it, so that a race of ours is found and not only survived.
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = find_chromium()
    if path is None:
        is_missing("Chromium", "chromium-headless-shell")
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One server on an empty migrated database for the whole run; each test makes its own accounts."""
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def base_url(portal: Portal) -> str:
    return portal.url


@pytest.fixture
def seed(portal: Portal) -> Callable[[Callable[[Session], Any]], Any]:
    """Run a function in a committed transaction of the portal's database."""

    def run(make: Callable[[Session], Any]) -> Any:
        with transaction(portal.engine) as session:
            return make(session)

    return run


@pytest.fixture
def sign_in_as(portal: Portal, context: BrowserContext) -> Callable[..., None]:
    """Give the browser an open session without walking through the sign-in page."""

    def sign_in(account: Account, user: User | None = None) -> None:
        kind = SessionKind.PASSWORD if user else SessionKind.SURNAME
        with transaction(portal.engine) as session:
            ticket = sessions.issue_ticket(session, kind, user.id if user else None, account.id)
            opened = sessions.open_session(session, ticket, "Chromium", "127.0.0.1")
        context.add_cookies(
            [{"name": "avk", "value": opened.token, "url": portal.url, "httpOnly": True, "sameSite": "Lax"}]
        )

    return sign_in


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page whose console stays clean: any error fails the test at its end."""
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []
