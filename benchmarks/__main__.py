"""`make bench`: measures this build beside a blank page and keeps the figures in docs/benchmarks.md."""

import argparse
import os
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from avk_app.services.database import transaction
from benchmarks.blank import served_blank
from benchmarks.history import ENTRIES, HistoryCost, history_lines, measure_history
from benchmarks.pages import PageCost, measure_pages
from benchmarks.people import make_person
from benchmarks.server import STORM_CLIENTS, ServerCost, measure_server
from tests.databases import ROOT
from tests.e2e.hostile import without_throttle
from tests.e2e.server import running_portal

PEOPLE = 40
REPORT = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--history-entries", type=int, default=ENTRIES, help="0 skips the large history")
    history_entries = parser.parse_args().history_entries
    with (
        tempfile.TemporaryDirectory() as folder,
        running_portal(Path(folder), **without_throttle()) as portal,
    ):
        with transaction(portal.engine) as session:
            people = [make_person(session) for _ in range(PEOPLE)]
            reader = make_person(session, has_login=True)
        print("Measuring the server…", flush=True)
        server = measure_server(portal, people)
        print("Measuring the pages…", flush=True)
        with served_blank() as blank:
            pages = measure_pages(portal.url, blank, reader.cookie)
    print("Measuring a history in a large database…", flush=True)
    text = _report(pages, server, measure_history(history_entries))
    REPORT.write_text(text)
    print(text)


def _report(pages: list[PageCost], server: ServerCost, history: HistoryCost | None) -> str:
    made = f"{datetime.now(UTC):%Y-%m-%d}, Reflex {version('reflex')}, {os.cpu_count()} cores"
    return "\n".join(
        (
            "# Benchmarks",
            "",
            f"Written by `make bench` ({made}): one run, side by side with a blank `rx.el` page of the same",
            "framework version. Other work on the machine moves the times; the ratios move less.",
            "",
            *_page_lines(pages),
            "",
            *_server_lines(server),
            "",
            *history_lines(history),
        )
    )


def _page_lines(pages: list[PageCost]) -> list[str]:
    blank = pages[0].wire_bytes
    rows = [
        f"| `{page.name}` | {page.wire_bytes / 1024:.0f} | {page.wire_bytes / blank:.2f} "
        f"| {page.performance or '—'} | {page.accessibility or '—'} |"
        for page in pages
    ]
    return [
        "| page | KB over the wire | × blank | Lighthouse mobile: performance | accessibility |",
        "|---|--:|--:|--:|--:|",
        *rows,
    ]


def _server_lines(server: ServerCost) -> list[str]:
    return [
        "| server, one process, SQLite | |",
        "|---|--:|",
        f"| submit readings of three meters, round trip, median | {server.submit_ms:.1f} ms |",
        f"| its floor: empty handler {server.empty_handler_ms:.1f} ms "
        f"+ raw durable transaction {server.raw_transaction_ms:.1f} ms | {server.floor_ms:.1f} ms |",
        f"| ratio | {server.submit_ms / server.floor_ms:.1f} |",
        f"| small events a second, {STORM_CLIENTS} tabs | {server.events_a_second} |",
        f"| memory a live session | {server.session_bytes / 1024:.0f} KB |",
    ]


main()
