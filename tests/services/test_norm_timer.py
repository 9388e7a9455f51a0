"""«Таймер нормы»: silent and lapsed meters, what is left of the average, and what follows in roubles."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlmodel import Session

from avk_app.domain.norm_timer import NormTimer, TimerReason
from avk_app.domain.period import Period
from avk_app.errors import NotFound
from avk_app.models import Account, Meter
from avk_app.models.meters import MeterKind
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.norm_timer import NO_OUTLOOK, foresee_norm, get_norm_timer
from avk_app.services.policy import load_policy
from avk_app.services.rules import load_rules
from tests.billing import bill_month
from tests.factories import make_account, make_history, make_meter, make_registration

NOVEMBER = Period(2026, 11)
NORM_KOPECKS = 271_47 + 330_19
RAISED_KOPECKS = 814_40 + 330_19
USUAL_KOPECKS = 104_25 + 126_80


@pytest.fixture(autouse=True)
def _in_november(session: Session) -> Iterator[None]:
    load_rules(session)
    with time_machine.travel(datetime(2026, 11, 22, 4, tzinfo=UTC), tick=False):
        yield


def _timer(session: Session, account: Account) -> NormTimer | None:
    return get_norm_timer(session, Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, account.id))


def _household(session: Session, last: Period, **meter: object) -> tuple[Account, Meter]:
    """A flat whose one meter counts 5 m³ a month, up to `last`."""
    account = make_account(session)
    row = make_meter(session, account, **meter)
    make_history(session, row, last, *range(5_000, 65_000, 5_000))
    return account, row


def test_nobody_gets_an_answer(session: Session) -> None:
    with pytest.raises(NotFound):
        get_norm_timer(session, Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, None))


def test_somebody_elses_silence_is_not_mine(session: Session) -> None:
    _household(session, NOVEMBER.plus(-3))
    mine, _meter = _household(session, NOVEMBER.plus(-1))
    assert _timer(session, mine) is None


def test_a_month_that_is_not_over_is_no_silence(session: Session) -> None:
    account, _meter = _household(session, NOVEMBER.plus(-1))
    assert _timer(session, account) is None


@pytest.mark.parametrize(("months_back", "left"), [(2, 2), (3, 1), (4, 0), (9, 0)])
def test_the_average_holds_for_three_periods(session: Session, months_back: int, left: int) -> None:
    account, _meter = _household(session, NOVEMBER.plus(-months_back))
    timer = _timer(session, account)
    assert timer is not None
    assert (timer.reason, timer.average_periods_left) == (TimerReason.SILENT, left)
    assert timer.norm_from == NOVEMBER.plus(4 - months_back)
    assert (timer.costs.usual_kopecks, timer.costs.norm_kopecks) == (USUAL_KOPECKS, NORM_KOPECKS)
    assert timer.costs.coefficient_hundredths == 100


def test_a_lapsed_verification_leads_to_the_raised_norm(session: Session) -> None:
    account, _meter = _household(session, NOVEMBER.plus(-1), verification_due_on=date(2026, 9, 20))
    timer = _timer(session, account)
    assert timer is not None
    assert (timer.reason, timer.average_periods_left, timer.norm_from) == (
        TimerReason.LAPSED,
        2,
        Period(2027, 1),
    )
    assert (timer.costs.norm_kopecks, timer.costs.coefficient_hundredths) == (RAISED_KOPECKS, 300)


def test_a_long_silence_tells_of_the_lapse_that_came_since(session: Session) -> None:
    account, _meter = _household(session, Period(2026, 1), verification_due_on=date(2026, 6, 20))
    timer = _timer(session, account)
    assert timer is not None
    assert (timer.norm_from, timer.average_periods_left) == (Period(2026, 5), 0)
    assert (timer.costs.norm_kopecks, timer.costs.coefficient_hundredths) == (RAISED_KOPECKS, 300)


def test_where_access_was_refused_no_reading_would_help(session: Session) -> None:
    account, _meter = _household(session, NOVEMBER.plus(-3))
    account.meter_refused_on = date(2026, 10, 15)
    session.flush()
    assert _timer(session, account) is None


@pytest.mark.parametrize("months_back", [2, 3, 4])
@pytest.mark.parametrize("due_on", [date(2030, 1, 1), date(2026, 8, 20)])
def test_the_engine_charges_what_the_timer_says(session: Session, months_back: int, due_on: date) -> None:
    account, _meter = _household(session, NOVEMBER.plus(-months_back), verification_due_on=due_on)
    timer = _timer(session, account)
    assert timer is not None
    before = bill_month(session, account, timer.norm_from.plus(-1))
    then = bill_month(session, account, timer.norm_from)
    assert sum(line.amount_kopecks for line in then.lines) == timer.costs.norm_kopecks
    assert {line.method for line in before.lines} <= {"average", "meter"}


def test_too_little_history_means_the_norm_at_once(session: Session) -> None:
    account = make_account(session)
    make_history(session, make_meter(session, account, installed_on=date(2026, 8, 3)), Period(2026, 9), 1, 2)
    timer = _timer(session, account)
    assert timer is not None
    assert (timer.average_periods_left, timer.norm_from) == (0, Period(2026, 10))
    assert timer.costs.usual_kopecks is None


def test_a_meter_that_was_taken_away_counts_no_more(session: Session) -> None:
    account, _meter = _household(session, NOVEMBER.plus(-5), removed_on=date(2026, 6, 20))
    assert _timer(session, account) is None


def test_letting_a_verification_lapse_has_a_price(session: Session) -> None:
    account, _meter = _household(session, NOVEMBER.plus(-1))
    cold, hot = frozenset({MeterKind.COLD}), frozenset({MeterKind.HOT})
    outlook = foresee_norm(session, account.id or 0, {cold})
    assert outlook.timer is None
    assert outlook.lapse_costs[cold].usual_kopecks == USUAL_KOPECKS
    assert outlook.lapse_costs[cold].norm_kopecks == RAISED_KOPECKS
    assert hot not in outlook.lapse_costs


def test_where_nobody_is_registered_nothing_is_told(session: Session) -> None:
    account, _meter = _household(session, NOVEMBER.plus(-6))
    make_registration(session, account.premise_id, date(2026, 11, 1), 0)
    assert foresee_norm(session, account.id or 0) == NO_OUTLOOK


def test_without_tariffs_nothing_is_told(session: Session) -> None:
    load_policy(session)
    with time_machine.travel(datetime(2020, 11, 22, 4, tzinfo=UTC), tick=False):
        account, _meter = _household(session, Period(2020, 6), installed_on=date(2018, 1, 1))
        assert foresee_norm(session, account.id or 0) == NO_OUTLOOK
