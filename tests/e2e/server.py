"""The production build, served by a process of its own, as a person gets it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from avk_app.services.database import build_engine, transaction
from avk_app.services.rules import load_rules
from tests.databases import ROOT, free_port, migrate_to_head

STARTUP_SECONDS = 60
STOPPING_SECONDS = 60
ANSWER_SECONDS = 30


@dataclass(frozen=True)
class Portal:
    """A running portal: where it is, a way into its database, and the folder of its data and log."""

    url: str
    engine: Engine
    data_dir: Path
    process_id: int

    @property
    def log(self) -> str:
        return (self.data_dir / "server.log").read_text()


@contextmanager
def running_portal(data_dir: Path, port: int = 0, **environment: str) -> Iterator[Portal]:
    """A server on a migrated database with the utility's rules in it; on a given port to come back there."""
    database = f"sqlite:///{data_dir / 'portal.db'}"
    migrate_to_head(database)
    engine = build_engine(database)
    with transaction(engine) as writing:
        load_rules(writing)
    port = port or free_port()
    with serving(data_dir, port, **environment) as process:
        yield Portal(f"http://localhost:{port}", engine, data_dir, process.pid)
    engine.dispose()


@contextmanager
def serving(data_dir: Path, port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """One serving process on the data of this folder, where its log goes on."""
    own = {"AVK_PORT": str(port), "AVK_DATA_DIR": str(data_dir)}
    with (data_dir / "server.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "avk_app", "serve"],
            cwd=ROOT,
            env={**os.environ, **own, **environment},
            stdout=log,
            stderr=log,
        )
    try:
        wait_until_up(f"http://localhost:{port}/healthz", process)
        yield process
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(STOPPING_SECONDS)


def fetch(address: str, **values: Any) -> httpx.Response:
    """What the server answers without a browser."""
    return httpx.get(address, timeout=ANSWER_SECONDS, **values)


def wait_until_up(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the portal stopped while starting"
        try:
            if fetch(address).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the portal did not start")
