"""Several serving processes behind nginx, with Redis between them: one may die, nobody notices."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from sqlmodel import Session, select

from avk_app.models import Reading
from avk_app.services.database import transaction
from avk_app.texts import sign_in as texts
from tests.databases import ROOT, free_port
from tests.e2e.opening import until_ready
from tests.e2e.server import Portal, fetch, running_portal, serving
from tests.e2e.test_readings import SEND, Home, expect_form, field_of, make_home, receipt_of
from tests.servers import contents_of, running_nginx, running_redis


@dataclass(frozen=True)
class Town:
    """A portal of two processes: the first one's, where the second will listen, and what people see."""

    address: str
    first: Portal
    redis_url: str
    second_port: int
    environment: dict[str, str]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    port, second = free_port(), free_port()
    with ExitStack() as running:
        redis_url = running.enter_context(running_redis(tmp_path))
        address = f"https://localhost:{port}"
        environment = {"AVK_REDIS_URL": redis_url, "AVK_PUBLIC_URL": address, "AVK_TRUSTED_PROXY_HOPS": "1"}
        first = running.enter_context(running_portal(tmp_path, **environment))
        backends = [int(first.url.rsplit(":", 1)[1]), second]
        running.enter_context(running_nginx(tmp_path, port, backends))
        yield Town(address, first, redis_url, second, environment)


@pytest.fixture
def own_context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that takes the certificate, and whose console may complain: its server is killed."""
    context = browser.new_context(ignore_https_errors=True)
    yield context
    context.close()


def _home(portal: Portal) -> Home:
    with transaction(portal.engine) as session:
        return make_home(session)


def _sign_in(page: Page, town: Town, home: Home) -> None:
    page.goto(f"{town.address}/login")
    page.get_by_label(texts.SURNAME).fill(home.account.surname)
    page.get_by_label(texts.ACCOUNT_NUMBER).fill(home.account.number)
    page.get_by_role("button", name=texts.SUBMIT, exact=True).click()
    page.wait_for_url("**/dashboard")


def test_a_person_goes_on_at_the_other_process_when_hers_is_killed(
    town: Town, own_context: BrowserContext
) -> None:
    page, home = own_context.new_page(), _home(town.first)
    _sign_in(page, town, home)
    page.goto(f"{town.address}/readings")
    expect_form(page)
    field_of(page, home.cold).fill("419,790")
    with serving(town.first.data_dir, town.second_port, **town.environment):
        with until_ready(page):
            os.kill(town.first.process_id, signal.SIGKILL)
        page.get_by_role("button", name=SEND).click()
        receipt_of(page)
        assert _stored(town.first, home).count(419_790) == 1
        _expect_no_secret(town, own_context)


def _stored(portal: Portal, home: Home) -> list[int]:
    with Session(portal.engine) as session:
        return list(session.exec(select(Reading.value_litres).where(Reading.meter_id == home.cold.id)))


def _expect_no_secret(town: Town, context: BrowserContext) -> None:
    """The state of pages is shared; the cookie that opens the account is nobody's to read there."""
    shared = contents_of(town.redis_url)
    tokens = [cookie["value"] for cookie in context.cookies() if cookie["httpOnly"]]
    assert b"readings_state" in shared
    assert tokens
    assert not [token for token in tokens if token.encode() in shared]


def test_a_process_does_not_start_without_its_redis(tmp_path: Path) -> None:
    environment = {**os.environ, "AVK_PORT": str(free_port()), "AVK_DATA_DIR": str(tmp_path)}
    environment["AVK_REDIS_URL"] = f"redis://127.0.0.1:{free_port()}/0"
    command = [sys.executable, "-m", "avk_app", "serve"]
    refused = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "Redis does not answer" in refused.stderr


def test_without_redis_a_process_says_so_and_comes_back_with_it(tmp_path: Path) -> None:
    with ExitStack() as redis:
        url = redis.enter_context(running_redis(tmp_path))
        with running_portal(tmp_path, AVK_REDIS_URL=url) as portal:
            redis.close()
            assert fetch(f"{portal.url}/healthz").json() == {"status": "redis"}
            with running_redis(tmp_path, int(url.rsplit(":", 1)[1].split("/")[0])):
                assert fetch(f"{portal.url}/healthz").json() == {"status": "ok"}
