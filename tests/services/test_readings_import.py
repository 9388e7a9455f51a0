"""Readings from a file: all or none, once, judged as the subscriber's own, never over a newer one."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from sqlmodel import Session, col, select

from avk_app.domain.readings_file import ReadingLine
from avk_app.errors import FieldProblem
from avk_app.models import AuditRecord, ChargeLine, Meter, Reading
from avk_app.models.billing import LineKind
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.services.readings_import import ReadingCounts, WrongReadings, import_readings
from avk_app.services.readings_submit import submit_readings
from tests.bills import charge, make_rules
from tests.factories import make_account
from tests.services.readings_people import (
    IN_TIME,
    NOVEMBER,
    OCTOBER,
    Household,
    command,
    make_household,
)

YESTERDAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(IN_TIME, tick=False):
        yield


@pytest.fixture
def home(session: Session) -> Household:
    return make_household(session)


def _line(home: Household, meter: Meter, text: str, taken_on: date = YESTERDAY, line: int = 2) -> ReadingLine:
    return ReadingLine(line, home.account.number, meter.serial, taken_on, text)


def _rows(session: Session, meter: Meter) -> list[Reading]:
    query = select(Reading).where(col(Reading.meter_id) == meter.id, col(Reading.period) == NOVEMBER.code)
    return list(session.exec(query.order_by(col(Reading.id))))


def _problems(session: Session, *lines: ReadingLine) -> list[tuple[int, FieldProblem]]:
    with pytest.raises(WrongReadings) as refusal:
        import_readings(session, lines)
    return [(row.line, row.problem) for row in refusal.value.file.problems]


def test_readings_of_a_file_are_stored_with_their_day_and_who_took_them(
    session: Session, home: Household
) -> None:
    lines = [_line(home, home.cold, "419,790"), _line(home, home.hot, "201.125", line=3)]
    assert import_readings(session, lines) == ReadingCounts(2, 0, 0, 0)
    [cold] = _rows(session, home.cold)
    assert (cold.value_litres, cold.taken_on, cold.received_at) == (419_790, YESTERDAY, IN_TIME)
    assert (cold.source, cold.status, cold.flags) == (ReadingSource.STAFF, ReadingStatus.ACCEPTED, "")
    assert cold.submission_id == _rows(session, home.hot)[0].submission_id
    details = select(AuditRecord.details).where(col(AuditRecord.action) == "readings.import")
    assert session.exec(details).one() == "accepted=2, doubtful=0, unchanged=0, older=0"


def test_the_same_file_changes_nothing_the_second_time(session: Session, home: Household) -> None:
    lines = [_line(home, home.cold, "419,790"), _line(home, home.hot, "20112", line=3)]
    assert import_readings(session, lines) == ReadingCounts(1, 1, 0, 0)
    assert import_readings(session, lines) == ReadingCounts(0, 0, 2, 0)
    assert len(_rows(session, home.cold)) == len(_rows(session, home.hot)) == 1


def test_what_is_unusual_waits_for_a_decision(session: Session, home: Household) -> None:
    import_readings(session, [_line(home, home.cold, "450")])
    [row] = _rows(session, home.cold)
    assert (row.status, row.flags) == (ReadingStatus.UNDER_REVIEW, "high")


@pytest.mark.parametrize(("day", "flags"), [(26, ""), (27, "late")])
def test_late_is_who_looked_late_not_who_loaded_late(
    session: Session, home: Household, day: int, flags: str
) -> None:
    with time_machine.travel(IN_TIME.replace(month=12), tick=False):
        import_readings(session, [_line(home, home.cold, "419,790", date(2026, 11, day))])
    assert [row.flags for row in _rows(session, home.cold)] == [flags]


def test_what_the_subscriber_put_right_since_stays(session: Session, home: Household) -> None:
    lines = [_line(home, home.cold, "418")]
    import_readings(session, lines)
    submit_readings(session, home.actor, command((home.cold, "419,790")))
    assert import_readings(session, lines) == ReadingCounts(0, 0, 1, 0)
    assert _rows(session, home.cold)[-1].value_litres == 419_790


def test_a_reading_gives_way_to_a_later_look_only(session: Session, home: Household) -> None:
    submit_readings(session, home.actor, command((home.cold, "418")))
    assert import_readings(session, [_line(home, home.cold, "417")]) == ReadingCounts(0, 0, 0, 1)
    today = [_line(home, home.cold, "419,790", IN_TIME.date())]
    assert import_readings(session, today) == ReadingCounts(1, 0, 0, 0)
    old, new = _rows(session, home.cold)
    assert (old.status, new.replaces_id, new.value_litres) == (ReadingStatus.REPLACED, old.id, 419_790)


def test_the_subscribers_own_value_is_not_stored_twice(session: Session, home: Household) -> None:
    submit_readings(session, home.actor, command((home.cold, "419,790")))
    assert import_readings(session, [_line(home, home.cold, "419,79")]) == ReadingCounts(0, 0, 1, 0)


def test_two_months_of_one_file_are_judged_one_after_the_other(session: Session, home: Household) -> None:
    lines = [
        _line(home, home.cold, "436", date(2026, 11, 20)),
        _line(home, home.cold, "424", date(2026, 10, 31), line=3),
    ]
    assert import_readings(session, lines) == ReadingCounts(2, 0, 0, 0)


def test_a_month_that_was_billed_is_recalculated(session: Session, home: Household) -> None:
    make_rules(session)
    charge(session, home.account, OCTOBER)
    import_readings(session, [_line(home, home.cold, "414", date(2026, 10, 31))])
    charge(session, home.account, NOVEMBER)
    restated = session.exec(
        select(ChargeLine.volume_litres).where(
            col(ChargeLine.kind) == LineKind.RECALCULATION, col(ChargeLine.service) == "water"
        )
    ).all()
    assert restated == [414_000 - 412_385]


def test_every_mistake_is_named_and_nothing_else_matters(session: Session, home: Household) -> None:
    home.hot.removed_on = date(2026, 11, 20)
    stranger = make_account(session)
    lines = [
        _line(home, home.cold, "419,790"),
        _line(home, home.cold, "вода", date(2026, 10, 20), line=3),
        _line(home, home.cold, "4197900", date(2026, 9, 20), line=4),
        _line(home, home.hot, "201", line=5),
        ReadingLine(6, stranger.number, home.cold.serial, YESTERDAY, "1"),
        ReadingLine(7, "3801042213", "1", YESTERDAY, "1"),
    ]
    assert sorted((line, one.field, one.code) for line, one in _problems(session, *lines)) == [
        (3, "value", "reading_format"),
        (4, "value", "reading_too_many_digits"),
        (5, "serial", "readings_meter_unknown"),
        (6, "serial", "readings_meter_unknown"),
        (7, "account_number", "account_unknown"),
    ]
