"""Readings under concurrency and in any order: one current row, a linear chain, nothing lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from avk_app.models import Meter, Reading
from avk_app.models.readings import ReadingStatus
from avk_app.services.database import transaction
from avk_app.services.readings_history import get_readings_history
from avk_app.services.readings_receipt import ReadingReceipt
from avk_app.services.readings_submit import submit_readings
from tests.factories import make_meter
from tests.services.readings_people import NOVEMBER, Household, command, make_household
from tests.soak import FACTOR

IN_TIME = datetime(2026, 11, 22, 4, tzinfo=UTC)
AFTER_MONTH = datetime(2026, 12, 3, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(IN_TIME, tick=False):
        yield


@pytest.fixture
def committed_home(shared_engine: Engine) -> Household:
    with transaction(shared_engine) as session:
        return make_household(session)


def _at_once(engine: Engine, tasks: list[Callable[[Session], Any]]) -> list[Any]:
    """Run every task in a transaction and thread of its own, all starting together."""
    start = Barrier(len(tasks))

    def run(task: Callable[[Session], Any]) -> Any:
        start.wait()
        with transaction(engine) as session:
            return task(session)

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


def _rows(session: Session, meter: Meter) -> list[Reading]:
    query = select(Reading).where(col(Reading.meter_id) == meter.id, col(Reading.period) == NOVEMBER.code)
    return list(session.exec(query.order_by(col(Reading.id))))


def _assert_linear_chain(rows: list[Reading]) -> None:
    """Every row but the first replaces the one before it; only the last stands."""
    assert [row.replaces_id for row in rows] == [None, *(row.id for row in rows[:-1])][: len(rows)]
    assert [row.status is ReadingStatus.REPLACED for row in rows] == [
        place < len(rows) - 1 for place in range(len(rows))
    ]


def test_the_same_request_at_once_makes_one_record(engine: Engine, committed_home: Household) -> None:
    home = committed_home
    sent = command((home.cold, "419,790"), (home.hot, "201,125"))
    receipts = _at_once(engine, [lambda session: submit_readings(session, home.actor, sent)] * 6)
    assert all(isinstance(receipt, ReadingReceipt) for receipt in receipts)
    assert len({receipt.number for receipt in receipts}) == 1
    with transaction(engine) as session:
        assert len(_rows(session, home.cold)) == 1
        assert len(_rows(session, home.hot)) == 1


def test_two_people_at_once_leave_exactly_one_current_reading(
    engine: Engine, committed_home: Household
) -> None:
    home = committed_home
    sent = [command((home.cold, f"{415 + tab}"), key=f"tab-{tab}") for tab in range(6)]
    tasks = [lambda session, one=one: submit_readings(session, home.actor, one) for one in sent]
    receipts = _at_once(engine, tasks)
    with transaction(engine) as session:
        rows = _rows(session, home.cold)
        _assert_linear_chain(rows)
        assert sorted(row.value_litres for row in rows) == [415_000 + 1_000 * tab for tab in range(6)]
    assert len({receipt.number for receipt in receipts}) == 6


actions = st.tuples(
    st.sampled_from(["send", "late"]), st.sampled_from(["cold", "hot"]), st.integers(0, 4), st.integers(0, 5)
)


@settings(
    max_examples=25 * FACTOR, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(actions, max_size=12))
def test_any_order_of_sending_correcting_and_resending_keeps_one_current_row(
    session: Session, steps: list[tuple[str, str, int, int]]
) -> None:
    """The oracle: a key seen before changes nothing, a value that stands changes nothing, else it stands."""
    home = make_household(session)
    seen: set[int] = set()
    chains: dict[str, list[int]] = {"cold": [], "hot": []}
    for when, name, value, key in steps:
        litres = (419_000 if name == "cold" else 201_000) + value * 100
        meter = home.cold if name == "cold" else home.hot
        sent = command((meter, f"{litres / 1000:.3f}"), key=f"key-{key}", is_confirmed=True)
        with time_machine.travel(AFTER_MONTH if when == "late" else IN_TIME, tick=False):
            submit_readings(session, home.actor, sent)
        is_new = key not in seen and chains[name][-1:] != [litres]
        if is_new:
            chains[name].append(litres)
            seen.add(key)
    for name, meter in (("cold", home.cold), ("hot", home.hot)):
        rows = _rows(session, meter)
        assert [row.value_litres for row in rows] == chains[name]
        _assert_linear_chain(rows)
        history = get_readings_history(session, home.actor, meter.id).rows
        shown = [row.reading.value_litres for row in history if row.reading.period == NOVEMBER]
        assert shown == chains[name][::-1]


@settings(
    max_examples=15 * FACTOR, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations([("cold", "419,790"), ("hot", "201,125"), ("third", "5,000")]))
def test_the_order_of_separate_submissions_does_not_matter(
    session: Session, order: list[tuple[str, str]]
) -> None:
    home = make_household(session)
    meters = {"cold": home.cold, "hot": home.hot, "third": make_meter(session, home.account)}
    for place, (name, text) in enumerate(order):
        submit_readings(session, home.actor, command((meters[name], text), key=f"key-{place}"))
    state = {
        name: [(row.value_litres, row.status, row.flags) for row in _rows(session, meter)]
        for name, meter in meters.items()
    }
    assert state == {
        "cold": [(419_790, ReadingStatus.ACCEPTED, "")],
        "hot": [(201_125, ReadingStatus.ACCEPTED, "")],
        "third": [(5_000, ReadingStatus.ACCEPTED, "")],
    }
