"""A stand-in of its own for each test, and the utility that it tells about payments."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.server import Sandbox, Utility, running_sandbox, running_utility


@pytest.fixture
def utility() -> Iterator[Utility]:
    with running_utility() as running:
        yield running


@pytest.fixture
def sandbox(tmp_path: Path, utility: Utility) -> Iterator[Sandbox]:
    with running_sandbox(tmp_path, utility) as running:
        yield running
