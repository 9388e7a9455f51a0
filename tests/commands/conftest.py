"""Commands on a data directory of the test's own."""

from pathlib import Path

import pytest

from tests.operator import Outcome, Run, run_here, run_process


@pytest.fixture
def data(tmp_path: Path) -> dict[str, str]:
    return {"AVK_DATA_DIR": str(tmp_path / "data"), "AVK_PORT": "4321"}


@pytest.fixture
def run(data: dict[str, str]) -> Run:
    """Run one command; keywords are variables of the environment."""

    def run_command(*arguments: str, **variables: str) -> Outcome:
        return run_here(arguments, data | variables)

    return run_command


@pytest.fixture
def run_apart(data: dict[str, str]) -> Run:
    """Run one command in a process of its own."""

    def run_command(*arguments: str) -> Outcome:
        return run_process(arguments, data)

    return run_command
