"""A line whose amount its basis does not give is found, and only that one."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from avk_app.domain.period import Period
from avk_app.models import ChargeLine
from avk_app.services.billing_run import run_billing
from avk_app.services.checks import STEPS, check_books
from avk_app.services.checks_lines import WRONG_LINE, find_broken_lines
from avk_app.services.database import reading, transaction
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.factories import make_account, make_history, make_meter

JULY = Period(2026, 7)


@pytest.fixture
def town(fresh_engine: Engine) -> Engine:
    with transaction(fresh_engine) as session:
        load_policy(session)
        load_tariffs(session)
        make_history(session, make_meter(session, make_account(session)), JULY, 10_000, 17_412)
        make_account(session)
    run_billing(fresh_engine, JULY, datetime(2026, 8, 2, tzinfo=UTC))
    return fresh_engine


def _copy(session: Session, **changes: object) -> int:
    """A line beside the posted one, different in one thing: posted lines cannot be changed."""
    line = session.exec(select(ChargeLine)).first()
    assert line is not None
    copy = ChargeLine(**(line.model_dump(exclude={"id"}) | changes))
    session.add(copy)
    session.flush()
    return copy.id or 0


def test_lines_of_a_run_hold(town: Engine) -> None:
    with reading(town) as session:
        assert list(find_broken_lines(session)) == []
        steps: list[int] = []
        assert check_books(session, steps.append) == []
    assert sum(steps) == STEPS


@pytest.mark.parametrize(
    "change",
    [{"amount_kopecks": 1}, {"volume_litres": 7_411}, {"rate_kopecks_per_m3": 2085}, {"basis": "{"}],
    ids=lambda change: next(iter(change)),
)
def test_a_line_that_its_basis_does_not_give_is_named(town: Engine, change: dict[str, object]) -> None:
    with transaction(town) as session:
        wrong = _copy(session, **change)
    with reading(town) as session:
        assert [line for name, _account, line in find_broken_lines(session) if name == WRONG_LINE] == [wrong]
        assert "each line equals its recomputation" in [broken.name for broken in check_books(session)]
