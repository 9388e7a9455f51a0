"""A stand-in of its own for each test, and the utility that it tells about payments."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.server import Sandbox, Server, Utility, new_utility, running_sandbox, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running_server() as running:
        yield running


@pytest.fixture
def utility(server: Server) -> Utility:
    return new_utility(server)


@pytest.fixture
def sandbox(server: Server, tmp_path: Path, utility: Utility) -> Iterator[Sandbox]:
    with running_sandbox(server, tmp_path, utility) as running:
        yield running
