"""The dashboard shows the account of the session and nothing of anybody else's, in few queries."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import event
from sqlmodel import Session

from avk_app.domain.consumption import MonthVolume
from avk_app.domain.period import Period
from avk_app.domain.verification import VerificationStage
from avk_app.errors import NotFound
from avk_app.models import Account, Meter, Reading, User
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.dashboard import get_dashboard
from avk_app.services.dashboard_result import ReadingsTask, VerificationTask
from avk_app.services.norm_timer import NO_OUTLOOK
from avk_app.services.policy import load_policy
from tests.factories import make_account, make_meter, make_user

MAX_STATEMENTS = 8
# What a lapse would cost asks for the facts of charging: persons, past verifications, rates, norms, terms.
MAX_WITH_FORECAST = MAX_STATEMENTS + 7
TODAY = date(2026, 11, 22)
NOVEMBER = Period(2026, 11)


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 22, 6, tzinfo=UTC), tick=False):
        yield


@pytest.fixture(autouse=True)
def _policy(session: Session) -> None:
    load_policy(session)


def _by_surname(account: Account) -> Actor:
    return Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, account.id)


def _by_password(user: User, account: Account | None) -> Actor:
    return Actor(1, SessionKind.PASSWORD, Role.SUBSCRIBER, user.id, account.id if account else None)


def _read(
    session: Session,
    meter: Meter,
    period: Period,
    value_litres: int,
    status: ReadingStatus = ReadingStatus.ACCEPTED,
) -> Reading:
    row = Reading(
        meter_id=meter.id or 0,
        period=period.code,
        value_litres=value_litres,
        taken_on=period.first_day.replace(day=20),
        received_at=datetime(period.year, period.month, 20, 4, tzinfo=UTC),
        source=ReadingSource.WEB,
        status=status,
    )
    session.add(row)
    session.flush()
    return row


def _readings_task(session: Session, account: Account) -> ReadingsTask:
    tasks = get_dashboard(session, _by_surname(account)).tasks
    return next(task for task in tasks if isinstance(task, ReadingsTask))


def test_a_session_without_an_account_sees_nothing(session: Session) -> None:
    make_account(session)
    nobody = Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, None)
    with pytest.raises(NotFound):
        get_dashboard(session, nobody)


def test_an_account_that_is_not_linked_any_more_is_not_found(session: Session) -> None:
    own, foreign = make_account(session), make_account(session)
    user = make_user(session, own)
    with pytest.raises(NotFound):
        get_dashboard(session, _by_password(user, foreign))


def test_a_surname_session_sees_a_masked_address_and_no_name(session: Session) -> None:
    account = make_account(session)
    dashboard = get_dashboard(session, _by_surname(account))
    assert (dashboard.account_number, dashboard.address) == (account.number, "ул. Коминтерна, д. •, кв. 1•")
    assert dashboard.greeting_name == ""
    assert dashboard.accounts == ()


def test_an_owner_with_a_password_is_greeted_by_name(session: Session) -> None:
    account = make_account(session)
    dashboard = get_dashboard(session, _by_password(make_user(session, account), account))
    assert dashboard.greeting_name == "Пётр Сергеевич"
    assert dashboard.address == "ул. Коминтерна, д. 5, кв. 17"
    assert dashboard.accounts == ()


def test_several_accounts_can_be_switched_between(session: Session) -> None:
    one, two = make_account(session), make_account(session)
    make_account(session)
    dashboard = get_dashboard(session, _by_password(make_user(session, one, two), two))
    assert [(linked.account_id, linked.is_current) for linked in dashboard.accounts] == [
        (one.id, False),
        (two.id, True),
    ]


def test_meters_of_another_account_are_not_counted(session: Session) -> None:
    account, foreign = make_account(session), make_account(session)
    _read(session, make_meter(session, foreign), NOVEMBER, 5_000)
    dashboard = get_dashboard(session, _by_surname(account))
    assert (dashboard.meters, dashboard.tasks) == ((), ())
    assert {(month.cold, month.hot) for month in dashboard.months} == {(None, None)}


def test_unsent_readings_are_due_until_the_close_day(session: Session) -> None:
    account = make_account(session)
    _read(session, make_meter(session, account), NOVEMBER.plus(-1), 1_000)
    make_meter(session, account, kind=MeterKind.HOT)
    task = _readings_task(session, account)
    assert (task.closes_on, task.meters, task.sent, task.is_done) == (date(2026, 11, 26), 2, 0, False)
    assert task.previous_at == datetime(2026, 10, 20, 4, tzinfo=UTC)


def test_readings_are_done_once_every_meter_was_sent(session: Session) -> None:
    account = make_account(session)
    kitchen, bath = make_meter(session, account), make_meter(session, account)
    _read(session, kitchen, NOVEMBER, 1_000)
    assert _readings_task(session, account).sent == 1
    _read(session, bath, NOVEMBER, 2_000, ReadingStatus.UNDER_REVIEW)
    assert _readings_task(session, account).is_done


def test_a_reading_that_needs_clarification_is_not_done(session: Session) -> None:
    account = make_account(session)
    _read(session, make_meter(session, account), NOVEMBER, 1_000, ReadingStatus.NEEDS_CLARIFICATION)
    task = _readings_task(session, account)
    assert (task.sent, task.to_clarify, task.is_done) == (1, 1, False)


def test_tasks_stand_in_order_of_urgency(session: Session) -> None:
    account = make_account(session)
    make_meter(session, account, verification_due_on=date(2027, 1, 18))
    lapsed = make_meter(session, account, verification_due_on=date(2026, 9, 1))
    make_meter(session, account, verification_due_on=date(2030, 1, 1))
    tasks = get_dashboard(session, _by_surname(account)).tasks
    assert isinstance(tasks[0], ReadingsTask)
    stages = [task.stage for task in tasks[1:] if isinstance(task, VerificationTask)]
    assert stages == [VerificationStage.LAPSED, VerificationStage.AHEAD]
    assert isinstance(tasks[1], VerificationTask)
    assert tasks[1].meter.serial == lapsed.serial


def test_a_closed_account_has_nothing_to_do(session: Session) -> None:
    account = make_account(session, closed_on=date(2026, 10, 31))
    make_meter(session, account, verification_due_on=date(2026, 9, 1))
    board = get_dashboard(session, _by_surname(account))
    assert (board.closed_on, board.tasks, board.norm) == (date(2026, 10, 31), (), NO_OUTLOOK)


def test_what_is_done_stands_last(session: Session) -> None:
    account = make_account(session)
    meter = make_meter(session, account, verification_due_on=date(2026, 12, 1))
    _read(session, meter, NOVEMBER, 1_000)
    tasks = get_dashboard(session, _by_surname(account)).tasks
    assert isinstance(tasks[-1], ReadingsTask)


def test_a_replaced_reading_counts_nowhere(session: Session) -> None:
    account = make_account(session)
    meter = make_meter(session, account)
    _read(session, meter, NOVEMBER.plus(-1), 1_000)
    _read(session, meter, NOVEMBER, 99_000, ReadingStatus.REPLACED)
    _read(session, meter, NOVEMBER, 8_412)
    dashboard = get_dashboard(session, _by_surname(account))
    assert dashboard.months[-1].cold == MonthVolume(7_412, False)
    assert dashboard.meters[0].last is not None
    assert dashboard.meters[0].last.value_litres == 8_412


def test_the_year_begins_with_the_reading_before_its_first_month(session: Session) -> None:
    account = make_account(session)
    meter = make_meter(session, account, kind=MeterKind.HOT)
    for months in range(-30, -10):
        _read(session, meter, NOVEMBER.plus(months), (months + 31) * 1_000)
    _read(session, meter, NOVEMBER.plus(-9), 25_000)
    months = get_dashboard(session, _by_surname(account)).months
    assert [month.period for month in (months[0], months[-1])] == [NOVEMBER.plus(-11), NOVEMBER]
    assert [month.hot for month in months[:4]] == [
        MonthVolume(1_000, False),
        MonthVolume(2_500, True),
        MonthVolume(2_500, True),
        None,
    ]


def test_a_removed_meter_counts_in_its_months_but_is_shown_no_more(session: Session) -> None:
    account = make_account(session)
    old = make_meter(session, account, removed_on=date(2026, 10, 12))
    _read(session, old, NOVEMBER.plus(-2), 400_000)
    _read(session, old, NOVEMBER.plus(-1), 403_000)
    new = make_meter(session, account, installed_on=date(2026, 10, 12), initial_litres=20)
    _read(session, new, NOVEMBER.plus(-1), 2_500)
    dashboard = get_dashboard(session, _by_surname(account))
    assert [meter.serial for meter in dashboard.meters] == [new.serial]
    assert dashboard.months[-2].cold == MonthVolume(5_480, False)


@pytest.mark.parametrize(
    ("due_on", "most"), [(date(2030, 1, 1), MAX_STATEMENTS), (date(2026, 12, 1), MAX_WITH_FORECAST)]
)
@pytest.mark.parametrize("meters", [0, 1, 4])
def test_the_number_of_queries_does_not_grow(session: Session, meters: int, due_on: date, most: int) -> None:
    accounts = [make_account(session) for _ in range(1 + meters)]
    user = make_user(session, *accounts)
    for _ in range(meters):
        meter = make_meter(session, accounts[0], verification_due_on=due_on)
        for months in range(12):
            _read(session, meter, NOVEMBER.plus(-months), 100_000 - months * 1_000)
    session.expire_all()
    actor = _by_password(user, accounts[0])
    statements: list[str] = []
    engine = session.get_bind()

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    get_dashboard(session, actor)
    event.remove(engine, "before_cursor_execute", count)
    assert len(statements) <= most
