"""The production build, served as a person gets it, and Chromium to use it with."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import Engine
from sqlmodel import Session

from avk_app.models import Account, User
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import build_engine, transaction
from avk_app.services.policy import load_policy
from tests.databases import ROOT, free_port, migrate_to_head

STARTUP_SECONDS = 60


@dataclass(frozen=True)
class Portal:
    """A running portal: where it is, and a way into its database."""

    url: str
    engine: Engine
    data_dir: Path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/e2e" in str(item.path):
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.xdist_group("e2e"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        reason = "Chromium is not installed: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """One server on an empty migrated database for the whole run; each test makes its own accounts."""
    data_dir = tmp_path_factory.mktemp("portal")
    database = f"sqlite:///{data_dir / 'portal.db'}"
    migrate_to_head(database)
    engine = build_engine(database)
    with transaction(engine) as writing:
        load_policy(writing)
    port = free_port()
    environment = {**os.environ, "AVK_PORT": str(port), "AVK_DATA_DIR": str(data_dir)}
    with (data_dir / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "avk_app", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        wait_until_up(f"http://localhost:{port}/healthz", process)
        yield Portal(f"http://localhost:{port}", engine, data_dir)
    finally:
        engine.dispose()
        process.terminate()
        process.wait(timeout=20)


def wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the portal stopped while starting"
        try:
            if httpx.get(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the portal did not start")


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
