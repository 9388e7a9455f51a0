"""The server dies in the middle, or the month does: nothing is lost and nothing is stored twice."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.models import Account, Reading
from avk_app.models.readings import ReadingStatus
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from avk_app.services.database import transaction
from tests.e2e.opening import RECONNECT_MILLISECONDS
from tests.e2e.server import Portal, running_portal, serving
from tests.e2e.test_readings import (
    SEND,
    Home,
    expect_form,
    field_of,
    make_home,
    receipt_of,
    send,
)


def _sign_in(portal: Portal, context: BrowserContext, account: Account) -> None:
    with transaction(portal.engine) as session:
        ticket = sessions.issue_ticket(session, SessionKind.SURNAME, None, account.id)
        opened = sessions.open_session(session, ticket, "Chromium", "127.0.0.1")
    context.add_cookies([{"name": "avk", "value": opened.token, "url": portal.url}])


def _rows(portal: Portal, home: Home, period: Period) -> list[Reading]:
    with Session(portal.engine) as session:
        query = select(Reading).where(
            col(Reading.meter_id).in_([home.cold.id, home.hot.id]), col(Reading.period) == period.code
        )
        return list(session.exec(query.order_by(col(Reading.id))))


def _values(portal: Portal, home: Home) -> list[int]:
    return sorted(row.value_litres for row in _rows(portal, home, Period.of(clock.today())))


def _started_again(portal: Portal) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """The same server on the same port and data, after the first one was killed."""
    return serving(portal.data_dir, int(portal.url.rsplit(":", 1)[1]))


@pytest.fixture
def own_page(browser: Browser) -> Iterator[Page]:
    """A page whose console may complain: its server is killed on purpose."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_a_killed_server_loses_nothing_and_stores_nothing_twice(own_page: Page, tmp_path: Path) -> None:
    page = own_page
    with running_portal(tmp_path) as portal:
        with transaction(portal.engine) as session:
            home = make_home(session)
        _sign_in(portal, page.context, home.account)
        page.goto(f"{portal.url}/readings")
        expect_form(page)
        field_of(page, home.cold).fill("419,790")
        field_of(page, home.hot).fill("201,125")
        draft = page.evaluate("localStorage.getItem('avk-drafts')")
        page.get_by_role("button", name=SEND).click()
        os.kill(portal.process_id, signal.SIGKILL)
        with _started_again(portal):
            page.evaluate("draft => localStorage.setItem('avk-drafts', draft)", draft)
            page.goto(f"{portal.url}/readings")
            button = page.get_by_role("button", name=SEND).or_(page.get_by_role("button", name="Поправить"))
            expect(button).to_be_visible()
            if not page.get_by_role("button", name=SEND).is_visible():
                page.get_by_role("button", name="Поправить").click()
            expect_form(page)
            expect(field_of(page, home.cold)).to_have_value(re.compile("0*419,790"))
            page.get_by_role("button", name=SEND).click()
            expect(page.get_by_text("приняты")).to_be_visible()
            assert _values(portal, home) == [201_125, 419_790]


def test_what_was_typed_outlives_a_killed_server_without_a_reload(own_page: Page, tmp_path: Path) -> None:
    page = own_page
    with running_portal(tmp_path) as portal:
        with transaction(portal.engine) as session:
            home = make_home(session)
        _sign_in(portal, page.context, home.account)
        page.goto(f"{portal.url}/readings")
        expect_form(page)
        field_of(page, home.cold).fill("419,790")
        os.kill(portal.process_id, signal.SIGKILL)
        expect(page.get_by_text("Нет связи")).to_be_visible()
        with _started_again(portal):
            expect(page.get_by_text("Нет связи")).to_have_count(0, timeout=RECONNECT_MILLISECONDS)
            expect(field_of(page, home.cold)).to_have_value("419,790")
            page.get_by_role("button", name=SEND).click()
            receipt_of(page)
            assert _values(portal, home) == [419_790]


def _visit(page: Page, portal: Portal) -> Home:
    with transaction(portal.engine) as session:
        home = make_home(session)
    _sign_in(portal, page.context, home.account)
    page.goto(f"{portal.url}/readings")
    return home


@pytest.mark.parametrize(
    ("day", "lead", "flags"),
    [
        (25, r"остался\s1\sдень", ""),
        (26, r"сегодня последний день", ""),
        (27, r"Срок был до 26\sноября", "late"),
    ],
)
def test_the_calendar_is_told_in_days(
    own_page: Page, tmp_path: Path, day: int, lead: str, flags: str
) -> None:
    moment = datetime(2026, 11, day, 4, tzinfo=UTC)
    with time_machine.travel(moment), running_portal(tmp_path, AVK_NOW=moment.isoformat()) as portal:
        home = _visit(own_page, portal)
        expect(own_page.get_by_text(re.compile(lead))).to_be_visible()
        expect_form(own_page)
        send(own_page, home, "419,790", "201,125")
        receipt_of(own_page)
        assert [row.flags for row in _rows(portal, home, Period(2026, 11))] == [flags, flags]


def test_after_the_month_a_reading_is_late_but_accepted(own_page: Page, tmp_path: Path) -> None:
    moment = datetime(2026, 12, 1, 4, tzinfo=UTC)
    page = own_page
    with time_machine.travel(moment), running_portal(tmp_path, AVK_NOW=moment.isoformat()) as portal:
        home = _visit(page, portal)
        page.get_by_role("button", name=re.compile("за ноябрь")).click()
        expect(page.get_by_text("Месяц закончился")).to_be_visible()
        receipt_of_november = page.get_by_role("status").filter(has_text=re.compile(r"переданы"))
        receipt_of_november.get_by_role("button", name="Поправить").click()
        expect_form(page)
        field_of(page, home.cold).fill("413")
        page.get_by_role("button", name=SEND).click()
        expect(receipt_of(page).get_by_text("на проверке")).to_have_count(0)
        corrected = _rows(portal, home, Period(2026, 11))[-1]
        assert (corrected.value_litres, corrected.flags) == (413_000, "late")
        assert corrected.status is ReadingStatus.ACCEPTED
