"""Whatever comes late, corrected or not at all: in the end the volumes charged add up to the dials."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from avk_app.domain.period import Period
from avk_app.models import Account, Bill, ChargeLine, Meter
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.services.rules import load_rules
from tests.billing import bill_month
from tests.factories import make_account, make_meter, make_reading
from tests.soak import FACTOR

FIRST, MONTHS = Period(2025, 10), 8
MONTHS_LATE = (20, 45, 75)
REPLACED = {"status": ReadingStatus.REPLACED, "stood_as": ReadingStatus.ACCEPTED}


class Step(NamedTuple):
    """What happens in one month to one dial: so much flows, and the reading of it counts in time (0), so many
    days after the month, or never (None). One that `waited` came in time and was accepted then;
    `first_litres` was said in time and corrected by what came later.
    """

    litres: int
    days_late: int | None = 0
    waited: bool = False
    first_litres: int | None = None


def _steps(litres: int) -> st.SearchStrategy[Step]:
    days_late = st.sampled_from(MONTHS_LATE)
    late = st.tuples(days_late, st.booleans())
    corrected = st.tuples(days_late, st.just(False), st.integers(0, litres))
    return (st.sampled_from([(0,), (None,)]) | late | corrected).map(lambda how: Step(litres, *how))


DIALS = st.lists(st.integers(0, 9_000).flatmap(_steps), min_size=MONTHS - 1, max_size=MONTHS - 1)
STEADY = [Step(1_000)] * (MONTHS - 1)
CORRECTED = [Step(3_000)] * 3 + [Step(3_000, None), Step(2_400, 20, False, 5_000), Step(8_600), Step(0)]
SPLIT = [Step(3_000)] * 3 + [Step(3_000, None), Step(9_000, 45), Step(0), Step(0)]


@pytest.fixture(autouse=True)
def _rules(session: Session) -> None:
    load_rules(session)


@settings(
    max_examples=15 * FACTOR,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cold=DIALS, hot=DIALS)
@example(cold=CORRECTED, hot=STEADY)
@example(cold=STEADY, hot=SPLIT)
def test_all_that_was_charged_is_what_the_dials_show(
    session: Session, cold: list[Step], hot: list[Step]
) -> None:
    account = make_account(session, opened_on=FIRST.first_day)
    _live(session, _fit(session, account, MeterKind.COLD), cold)
    _live(session, _fit(session, account, MeterKind.HOT), hot)
    for month in range(MONTHS):
        bill_month(session, account, FIRST.plus(month))
    flowed = {MeterKind.COLD: sum(step.litres for step in cold), MeterKind.HOT: sum(s.litres for s in hot)}
    assert _charged(session, account) == {
        "water": flowed[MeterKind.COLD],
        "wastewater": sum(flowed.values()),
    }


def _fit(session: Session, account: Account, kind: MeterKind) -> Meter:
    return make_meter(
        session, account, kind=kind, installed_on=FIRST.first_day, verification_due_on=date(2031, 1, 1)
    )


def _live(session: Session, meter: Meter, steps: list[Step]) -> None:
    """Month by month; the last reading comes in time, so that nothing is left to an estimate."""
    dial = 0
    for month, step in enumerate([*steps, Step(0)]):
        period = FIRST.plus(month)
        in_time = datetime.combine(period.last_day, time(), UTC) - timedelta(days=3)
        if step.first_litres is not None:
            said = dial + step.first_litres
            make_reading(session, meter, period, said, received_at=in_time, **REPLACED)
        dial += step.litres
        if step.days_late is None:
            continue
        counts_at = in_time + timedelta(days=step.days_late)
        moments = (
            {"received_at": in_time, "decided_at": counts_at} if step.waited else {"received_at": counts_at}
        )
        make_reading(session, meter, period, dial, **moments)


def _charged(session: Session, account: Account) -> dict[str, int]:
    rows = session.exec(
        select(ChargeLine.service, func.sum(ChargeLine.volume_litres))
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(col(Bill.account_id) == account.id)
        .group_by(ChargeLine.service)
    ).all()
    found: dict[str, int] = defaultdict(int, rows)
    return {service: found[service] for service in ("water", "wastewater")}
