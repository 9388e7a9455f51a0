"""Fixtures of the tests that pay through the provider's stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from avk_app.services.database import transaction
from avk_app.services.rules import load_rules
from tests.cashdesk import Cashdesk, open_cashdesk


@pytest.fixture
def desk(fresh_engine: Engine, tmp_path: Path) -> Iterator[Cashdesk]:
    """A database of its own with the utility's rules, and a provider."""
    with transaction(fresh_engine) as session:
        load_rules(session)
    with open_cashdesk(fresh_engine, tmp_path) as opened:
        yield opened
