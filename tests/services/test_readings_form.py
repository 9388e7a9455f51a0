"""The readings form and the history: every meter with its past, and nothing of anybody else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from sqlmodel import Session

from avk_app.domain.period import Period
from avk_app.errors import NotFound
from avk_app.models.readings import ReadingStatus
from avk_app.services.readings_form import get_readings_form
from avk_app.services.readings_history import PAGE_ROWS, get_readings_history
from avk_app.services.readings_submit import submit_readings
from tests.factories import make_account, make_history, make_meter, make_reading
from tests.services.readings_people import (
    IN_TIME,
    NOVEMBER,
    OCTOBER,
    Household,
    actor_for,
    command,
    make_household,
)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(IN_TIME, tick=False):
        yield


@pytest.fixture
def home(session: Session) -> Household:
    return make_household(session)


def test_nobody_sees_a_form_or_a_history(session: Session, home: Household) -> None:
    stranger = replace(home.actor, account_id=None)
    with pytest.raises(NotFound):
        get_readings_form(session, stranger)
    with pytest.raises(NotFound):
        get_readings_history(session, stranger)


def test_the_history_of_a_foreign_meter_does_not_exist(session: Session, home: Household) -> None:
    other = actor_for(session, make_account(session))
    with pytest.raises(NotFound):
        get_readings_history(session, other, home.cold.id)


def test_every_open_meter_stands_with_its_past(session: Session, home: Household) -> None:
    make_meter(session, home.account, removed_on=date(2026, 5, 1))
    form = get_readings_form(session, home.actor)
    assert form.period == NOVEMBER
    assert (form.days_left, form.closes_on, form.is_late) == (4, date(2026, 11, 26), False)
    cold, hot = form.meters
    assert (cold.previous_litres, cold.previous_on, cold.usual_litres) == (412_385, date(2026, 10, 24), 7_000)
    assert (hot.previous_litres, hot.usual_litres, hot.sent) == (198_020, 3_100, None)


def test_a_new_meter_starts_from_its_first_value(session: Session, home: Household) -> None:
    meter = make_meter(session, home.account, initial_litres=12_000, installed_on=date(2026, 9, 5))
    form = next(one for one in get_readings_form(session, home.actor).meters if one.meter_id == meter.id)
    assert (form.previous_litres, form.previous_on, form.usual_litres) == (12_000, date(2026, 9, 5), None)


def test_a_reading_of_years_ago_is_still_the_previous_one(session: Session, home: Household) -> None:
    meter = make_meter(session, home.account)
    make_history(session, meter, Period(2023, 5), 1_000, 2_000)
    form = next(one for one in get_readings_form(session, home.actor).meters if one.meter_id == meter.id)
    assert (form.previous_litres, form.previous_on) == (2_000, date(2023, 5, 24))


@pytest.mark.parametrize(
    ("due_on", "is_near", "is_lapsed"),
    [
        (date(2026, 11, 21), False, True),
        (date(2026, 11, 22), True, False),
        (date(2027, 2, 20), True, False),
        (date(2027, 2, 21), False, False),
    ],
)
def test_a_verification_is_called_near_and_lapsed(
    session: Session, home: Household, due_on: date, is_near: bool, is_lapsed: bool
) -> None:
    home.cold.verification_due_on = due_on
    meter = get_readings_form(session, home.actor).meters[0]
    assert (meter.is_verification_near, meter.is_verification_lapsed) == (is_near, is_lapsed)


def test_what_was_sent_stands_on_the_form(session: Session, home: Household) -> None:
    submit_readings(session, home.actor, command((home.cold, "419,790")))
    cold, hot = get_readings_form(session, home.actor).meters
    assert cold.sent is not None
    assert (cold.sent.value_litres, cold.sent.consumption_litres) == (419_790, 7_405)
    assert cold.previous_litres == 412_385
    assert hot.sent is None


def test_the_previous_month_stays_open_as_late(session: Session, home: Household) -> None:
    form = get_readings_form(session, home.actor, OCTOBER)
    assert (form.is_late, form.has_ended) == (True, True)
    assert form.meters[0].previous_litres == 405_385
    assert form.meters[0].sent is not None


def test_other_months_have_no_form(session: Session, home: Household) -> None:
    with pytest.raises(NotFound):
        get_readings_form(session, home.actor, Period(2026, 9))


def test_an_account_without_meters_has_an_empty_form_and_history(session: Session) -> None:
    actor = actor_for(session, make_account(session))
    assert get_readings_form(session, actor).meters == ()
    assert get_readings_history(session, actor).rows == ()


def test_the_history_tells_what_replaced_what(session: Session, home: Household) -> None:
    submit_readings(session, home.actor, command((home.cold, "418")))
    submit_readings(session, home.actor, command((home.cold, "419,790"), key="key-2"))
    newest, replaced, october = get_readings_history(session, home.actor, home.cold.id).rows[:3]
    assert (newest.reading.value_litres, newest.replaced_litres) == (419_790, 418_000)
    assert (replaced.reading.status, replaced.replaced_by_litres) == (ReadingStatus.REPLACED, 419_790)
    assert (newest.consumption_litres, replaced.consumption_litres) == (7_405, 5_615)
    assert (october.consumption_litres, october.number) == (7_000, "")
    assert newest.number > replaced.number


def test_the_history_is_paged_and_bounded(session: Session, home: Household) -> None:
    meter = make_meter(session, home.account)
    make_history(session, meter, OCTOBER, *(1_000 * month for month in range(PAGE_ROWS + 2)))
    first = get_readings_history(session, home.actor, meter.id)
    second = get_readings_history(session, home.actor, meter.id, page=1)
    assert (len(first.rows), first.has_older) == (PAGE_ROWS, True)
    assert (len(second.rows), second.has_older) == (2, False)
    assert first.rows[-1].consumption_litres == 1_000
    for page in (-1, 201):
        with pytest.raises(NotFound):
            get_readings_history(session, home.actor, meter.id, page)


def test_a_removed_meter_keeps_its_history(session: Session, home: Household) -> None:
    meter = make_meter(session, home.account, removed_on=date(2026, 5, 1))
    make_reading(session, meter, Period(2026, 4), 5_000)
    history = get_readings_history(session, home.actor, meter.id)
    assert len(history.rows) == 1
    assert [one.is_open for one in history.meters] == [True, True, False]
