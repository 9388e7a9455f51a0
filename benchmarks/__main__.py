"""`make bench`: measures this build and keeps the figures in docs/benchmarks.md.

`python -m benchmarks billing --accounts 10000` runs one part; the report keeps the others' last figures.
"""

import argparse
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from avk_app.services.database import transaction
from benchmarks.billing import billing_lines, measure_billing
from benchmarks.bills import measure_subscribers, subscriber_lines
from benchmarks.blank import served_blank
from benchmarks.history import ENTRIES, history_lines, measure_history
from benchmarks.pages import PageCost, measure_pages
from benchmarks.people import make_person
from benchmarks.posting import measure_posting, posting_lines
from benchmarks.server import STORM_CLIENTS, ServerCost, measure_server
from tests.databases import ROOT
from tests.e2e.hostile import without_throttle
from tests.e2e.server import Portal, running_portal

PEOPLE = 40
REPORT = ROOT / "docs" / "benchmarks.md"
TITLE = """# Benchmarks

Written by `make bench`, each part side by side with what it is compared with, in one run. Other work on the
machine moves the times; the ratios move less.
"""
_PARTS: dict[str, tuple[str, Callable[[argparse.Namespace], list[str]]]] = {
    "billing": ("The billing run", lambda options: billing_lines(measure_billing(options.accounts))),
    "history": (
        "The history of an account",
        lambda options: history_lines(measure_history(options.entries)),
    ),
    "bills": (
        "Preview and PDF of a bill",
        lambda options: subscriber_lines(*measure_subscribers(options.entries)),
    ),
    "payments": ("Posting payments", lambda _options: posting_lines(measure_posting())),
    "server": ("The server", lambda _options: _measure_server()),
    "pages": ("Pages", lambda _options: _measure_pages()),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("parts", nargs="*", choices=[[], *_PARTS], help="all of them when none is named")
    parser.add_argument("--accounts", type=int, default=100_000, help="of the city that is charged")
    parser.add_argument("--entries", type=int, default=ENTRIES, help="in the ledger that is searched")
    options = parser.parse_args()
    for name in options.parts or _PARTS:
        print(f"Measuring {name}…", flush=True)
        title, measure = _PARTS[name]
        made = _conditions()
        _keep(title, [made, "", *measure(options)])
    print(REPORT.read_text())


def _conditions() -> str:
    now, load = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC", os.getloadavg()[0]
    return f"{now}, Reflex {version('reflex')}, {os.cpu_count()} cores, load average {load:.1f} at the start."


def _keep(title: str, lines: list[str]) -> None:
    """Replace one part of the report, or add it; the others stay."""
    sections = dict(re.findall(r"^## (.+)\n\n((?:(?!## ).*\n)*)", REPORT.read_text(), re.MULTILINE))
    sections[title] = "\n".join(lines) + "\n"
    titles = [title for title, _measure in _PARTS.values() if title in sections]
    parts = [f"## {title}\n\n{sections[title].strip()}\n" for title in titles]
    REPORT.write_text("\n".join((TITLE, *parts)))


@contextmanager
def _portal() -> Iterator[Portal]:
    with (
        tempfile.TemporaryDirectory() as folder,
        running_portal(Path(folder), **without_throttle()) as portal,
    ):
        yield portal


def _measure_server() -> list[str]:
    with _portal() as portal:
        with transaction(portal.engine) as session:
            people = [make_person(session) for _ in range(PEOPLE)]
        return _server_lines(measure_server(portal, people))


def _measure_pages() -> list[str]:
    """Lines about pages beside a blank `rx.el` page of the same framework version."""
    with _portal() as portal:
        with transaction(portal.engine) as session:
            reader = make_person(session, has_login=True)
        with served_blank() as blank:
            pages = measure_pages(portal.url, blank, reader.cookie)
    return ["Beside a blank `rx.el` page of the same framework version.", "", *_page_lines(pages)]


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


if __name__ == "__main__":
    main()
