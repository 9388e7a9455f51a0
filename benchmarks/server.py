"""What the server does: the round trip of "submit readings" over its floor, events a second, memory."""

import asyncio
import sqlite3
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from avk_app import clock, routes
from avk_app.domain.period import Period
from avk_app.services.readings_check import field_name
from benchmarks.people import PREVIOUS_LITRES, Person
from tests.e2e.hostile import SHOW, HostileClient
from tests.e2e.server import Portal

SUBMIT = "reflex___state____state.avk_app___state___readings____readings_state.submit"
ACCEPTED = '"accepted_key'
STORM_CLIENTS = 8
STORM_EVENTS = 400
MEMORY_CLIENTS = 60


@dataclass(frozen=True)
class ServerCost:
    """Milliseconds at the median, events a second, bytes a live session."""

    submit_ms: float
    empty_handler_ms: float
    raw_transaction_ms: float
    events_a_second: int
    session_bytes: int

    @property
    def floor_ms(self) -> float:
        return self.empty_handler_ms + self.raw_transaction_ms


def measure_server(portal: Portal, people: list[Person]) -> ServerCost:
    submits, empties = asyncio.run(_round_trips(portal, people))
    return ServerCost(
        submit_ms=median(submits) * 1000,
        empty_handler_ms=median(empties) * 1000,
        raw_transaction_ms=median(_raw_transactions(portal.data_dir, len(people))) * 1000,
        events_a_second=asyncio.run(_storm(portal)),
        session_bytes=asyncio.run(_memory(portal, people)),
    )


async def _answered(client: HostileClient, sign: str) -> None:
    """Wakes with every message, so that waiting adds nothing to what is measured."""
    while not any(sign in message for message in client.heard):
        client.news.clear()
        await asyncio.wait_for(client.news.wait(), 20)


async def _timed(client: HostileClient, name: str, payload: dict[str, object], sign: str) -> float:
    client.heard.clear()
    start = time.perf_counter()
    await client.send(name, payload, routes.READINGS)
    await _answered(client, sign)
    return time.perf_counter() - start


async def _round_trips(portal: Portal, people: list[Person]) -> tuple[list[float], list[float]]:
    submits, empties = [], []
    for person in people:
        async with HostileClient(portal, person.cookie) as client:
            await client.open_page(routes.READINGS)
            sign = uuid.uuid4().hex[:8]
            empties.append(await _timed(client, SHOW, {"number": sign}, sign))
            submits.append(await _timed(client, SUBMIT, {"form": _form(person)}, ACCEPTED))
    return submits, empties


def _form(person: Person) -> dict[str, str]:
    value = f"{PREVIOUS_LITRES // 1000 + 5},123"
    fields = {field_name(meter_id): value for meter_id in person.meter_ids}
    period = Period.of(clock.today()).code
    return {"request_key": uuid.uuid4().hex, "period": str(period), **fields}


def _raw_transactions(folder: Path, times: int) -> list[float]:
    """The same rows, one durable commit, no framework: a submission, three readings, an audit record."""
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE submission (id INTEGER PRIMARY KEY, account_id, period, request_key, sent_at)",
        "CREATE TABLE reading (id INTEGER PRIMARY KEY, meter_id, period, litres, taken_on, sent_at, status)",
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, happened_at, session_id, action, entity, entity_id)",
    ):
        connection.execute(statement)
    taken = []
    for turn in range(times):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO submission VALUES (NULL, ?, 202611, 'key', 'now')", (turn,))
        for meter in range(3):
            row = (turn * 3 + meter,)
            connection.execute("INSERT INTO reading VALUES (NULL, ?, 202611, 1, 'd', 'now', 'ok')", row)
        connection.execute("INSERT INTO audit VALUES (NULL, 'now', 1, 'sent', 'submission', ?)", (turn,))
        connection.execute("COMMIT")
        taken.append(time.perf_counter() - start)
    connection.close()
    return taken


async def _storm(portal: Portal) -> int:
    """Small events from several tabs at once, all answered."""
    clients = [await HostileClient(portal).__aenter__() for _ in range(STORM_CLIENTS)]
    start = time.perf_counter()
    await asyncio.gather(*(_burst(client) for client in clients))
    taken = time.perf_counter() - start
    for client in clients:
        await client.__aexit__(None, None, None)
    return round(STORM_CLIENTS * STORM_EVENTS / taken)


async def _burst(client: HostileClient) -> None:
    for turn in range(STORM_EVENTS):
        await client.send(SHOW, {"number": f"{turn:04d}end"})
    await _answered(client, f"{STORM_EVENTS - 1:04d}end")


async def _memory(portal: Portal, people: list[Person]) -> int:
    """Growth of the process while so many tabs hold their readings page open."""
    before = _resident_bytes(portal.process_id)
    clients = []
    for turn in range(MEMORY_CLIENTS):
        client = await HostileClient(portal, people[turn % len(people)].cookie).__aenter__()
        await client.open_page(routes.READINGS)
        clients.append(client)
    grown = _resident_bytes(portal.process_id) - before
    for client in clients:
        await client.__aexit__(None, None, None)
    return max(grown, 0) // MEMORY_CLIENTS


def _resident_bytes(process_id: int) -> int:
    status = Path(f"/proc/{process_id}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024
