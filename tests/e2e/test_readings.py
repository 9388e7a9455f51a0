"""Readings, as a person gives them: on the production build, in a browser."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.models import Account, Meter, Reading
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from tests.e2e.server import Portal
from tests.factories import make_account, make_history, make_meter

SEND = "Передать показания двух водомеров"


@dataclass(frozen=True)
class Home:
    """A flat with two meters that have a usual consumption of 7 and 3.1 m³."""

    account: Account
    cold: Meter
    hot: Meter


def make_home(session: Session) -> Home:
    account = make_account(session)
    cold = make_meter(session, account)
    hot = make_meter(session, account, kind=MeterKind.HOT, place="ванная")
    last = Period.of(clock.today()).plus(-1)
    make_history(session, cold, last, 384_385, 391_385, 398_385, 405_385, 412_385)
    make_history(session, hot, last, 185_620, 188_720, 191_820, 194_920, 198_020)
    return Home(account, cold, hot)


@pytest.fixture
def home(seed: Callable[..., Any], sign_in_as: Callable[..., None]) -> Home:
    made: Home = seed(make_home)
    sign_in_as(made.account)
    return made


@pytest.fixture
def stored(portal: Portal) -> Callable[[Meter], list[Reading]]:
    """The rows of this month of a meter, as the database holds them."""

    def rows(meter: Meter) -> list[Reading]:
        with Session(portal.engine) as session:
            query = select(Reading).where(
                col(Reading.meter_id) == meter.id, col(Reading.period) == Period.of(clock.today()).code
            )
            return list(session.exec(query.order_by(col(Reading.id))))

    return rows


def _field(page: Page, meter: Meter) -> Any:
    return page.locator(f"#reading-{meter.id}")


def _open(page: Page) -> None:
    page.goto("/readings")
    expect(page.get_by_role("button", name=SEND)).to_be_visible()


def test_all_readings_are_accepted_with_a_number(
    page: Page, home: Home, stored: Callable[[Meter], list[Reading]]
) -> None:
    _open(page)
    _field(page, home.cold).fill("419,790")
    _field(page, home.hot).fill("201.125")
    page.get_by_role("button", name=SEND).click()
    receipt = page.get_by_role("status").filter(has_text="приняты")
    expect(receipt).to_contain_text(re.compile(r"20\d\d-\d\d-\d{6}"))
    expect(receipt.get_by_text("принято")).to_have_count(2)
    assert [row.value_litres for row in stored(home.cold)] == [419_790]
    assert [row.status for row in stored(home.hot)] == [ReadingStatus.ACCEPTED]
