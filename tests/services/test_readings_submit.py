"""Sending readings: all at once, once, asked about when unusual, corrected without erasing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlmodel import Session, col, delete, func, select

from avk_app.domain.period import Period
from avk_app.domain.readings import ReadingFlag
from avk_app.domain.readings_guesses import Guess, Slip
from avk_app.errors import InvalidInput, NotFound
from avk_app.models import AuditRecord, Meter, Reading, ReadingSubmission, UserAccount
from avk_app.models.readings import ReadingStatus
from avk_app.models.sessions import SessionKind
from avk_app.services.readings_check import ReadingsCommand
from avk_app.services.readings_form import get_readings_form
from avk_app.services.readings_receipt import ReadingReceipt
from avk_app.services.readings_submit import ReadingQuestions, submit_readings
from tests.factories import make_account, make_meter, make_reading, make_user
from tests.queries import recorded_statements
from tests.services.readings_people import (
    IN_TIME,
    NOVEMBER,
    OCTOBER,
    Household,
    actor_for,
    command,
    make_household,
)

MOST_STATEMENTS = 8
MOST_OF_A_CORRECTION = MOST_STATEMENTS + 1


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(IN_TIME, tick=False):
        yield


@pytest.fixture
def home(session: Session) -> Household:
    return make_household(session)


def _send(session: Session, home: Household, sent: ReadingsCommand) -> ReadingReceipt:
    outcome = submit_readings(session, home.actor, sent)
    assert isinstance(outcome, ReadingReceipt)
    return outcome


def _rows(session: Session, meter: Meter, period: Period = NOVEMBER) -> list[Reading]:
    query = select(Reading).where(col(Reading.meter_id) == meter.id, col(Reading.period) == period.code)
    return list(session.exec(query.order_by(col(Reading.id))))


def _submissions(session: Session, home: Household) -> int:
    query = select(func.count()).where(col(ReadingSubmission.account_id) == home.account.id)
    return session.exec(query).one()


def test_nobody_without_an_account_sends_anything(session: Session, home: Household) -> None:
    stranger = replace(home.actor, account_id=None)
    with pytest.raises(NotFound):
        submit_readings(session, stranger, command((home.cold, "419,790")))


def test_a_closed_account_sends_nothing(session: Session, home: Household) -> None:
    home.account.closed_on = date(2026, 1, 31)
    with pytest.raises(InvalidInput) as refusal:
        submit_readings(session, home.actor, command((home.cold, "419,790")))
    assert [problem.code for problem in refusal.value.problems] == ["readings_closed"]


def test_a_meter_of_somebody_else_does_not_exist(session: Session, home: Household) -> None:
    other = make_account(session)
    with pytest.raises(NotFound):
        submit_readings(session, actor_for(session, other), command((home.cold, "419,790")))
    assert _rows(session, home.cold) == []


def test_a_login_sends_for_its_accounts_only_while_it_has_them(session: Session, home: Household) -> None:
    user = make_user(session, home.account)
    owner = replace(home.actor, kind=SessionKind.PASSWORD, user_id=user.id)
    assert isinstance(submit_readings(session, owner, command((home.cold, "419,790"))), ReadingReceipt)
    session.exec(delete(UserAccount).where(col(UserAccount.user_id) == user.id))
    with pytest.raises(NotFound):
        submit_readings(session, owner, command((home.hot, "201,125"), key="key-2"))
    assert _rows(session, home.hot) == []


def test_one_foreign_meter_among_own_ones_stores_nothing(session: Session, home: Household) -> None:
    foreign = make_meter(session, make_account(session))
    with pytest.raises(NotFound):
        submit_readings(session, home.actor, command((home.cold, "419,790"), (foreign, "1")))
    assert _rows(session, home.cold) == []


def test_a_removed_meter_takes_no_readings(session: Session, home: Household) -> None:
    home.cold.removed_on = date(2026, 11, 1)
    with pytest.raises(NotFound):
        submit_readings(session, home.actor, command((home.cold, "419,790")))


def test_a_meter_cannot_be_given_twice(session: Session, home: Household) -> None:
    with pytest.raises(NotFound):
        submit_readings(session, home.actor, command((home.cold, "419,790"), (home.cold, "420")))


@pytest.mark.parametrize("period", [Period(2026, 9), Period(2026, 12), Period(2019, 1)])
def test_only_open_periods_take_readings(session: Session, home: Household, period: Period) -> None:
    with pytest.raises(NotFound):
        submit_readings(session, home.actor, command((home.cold, "419,790"), period=period))


def test_all_meters_are_accepted_at_once(session: Session, home: Household) -> None:
    receipt = _send(session, home, command((home.cold, "00419,790"), (home.hot, "201.125")))
    assert [(line.value_litres, line.consumption_litres) for line in receipt.lines] == [
        (419_790, 7_405),
        (201_125, 3_105),
    ]
    assert {line.status for line in receipt.lines} == {ReadingStatus.ACCEPTED}
    assert receipt.number.startswith("2026-11-")
    assert len(receipt.number) >= len("2026-11-000001")
    assert receipt.submitted_at == IN_TIME
    assert [row.taken_on for row in _rows(session, home.cold)] == [date(2026, 11, 22)]


def test_what_was_sent_is_on_record(session: Session, home: Household) -> None:
    _send(session, home, command((home.cold, "419,790")))
    mine = col(AuditRecord.session_id) == home.actor.session_id
    record = session.exec(select(AuditRecord).where(mine)).one()
    assert record.action == "readings.submit"
    assert record.details == "period 202611, readings 1, replaced 0"


def test_one_wrong_field_stores_nothing_at_all(session: Session, home: Household) -> None:
    with pytest.raises(InvalidInput) as caught:
        submit_readings(session, home.actor, command((home.cold, "419,790"), (home.hot, "двести")))
    assert [problem.field for problem in caught.value.problems] == [f"reading-{home.hot.id}"]
    assert _rows(session, home.cold) == []
    assert _submissions(session, home) == 0


@pytest.mark.parametrize(
    "text",
    ["-5", "1e3", "4 1 9 м", "'; DROP TABLE reading;--", "<b>1</b>", "\x00", "١٢٣", "💧", "9" * 10_000],
)
def test_what_no_dial_can_show_is_refused(session: Session, home: Household, text: str) -> None:
    with pytest.raises(InvalidInput):
        submit_readings(session, home.actor, command((home.cold, text), is_confirmed=True))
    assert _submissions(session, home) == 0


@pytest.mark.parametrize("key", ["", "k" * 65, "a\x00b", "a\nb"])
def test_a_request_key_is_short_and_printable(session: Session, home: Household, key: str) -> None:
    with pytest.raises(InvalidInput):
        submit_readings(session, home.actor, command((home.cold, "419,790"), key=key))


def test_empty_fields_are_skipped_but_one_must_be_given(session: Session, home: Household) -> None:
    receipt = _send(session, home, command((home.cold, "419,790"), (home.hot, "  ")))
    assert [line.meter_id for line in receipt.lines] == [home.cold.id]
    with pytest.raises(InvalidInput):
        submit_readings(session, home.actor, command((home.cold, ""), (home.hot, ""), key="key-2"))
    with pytest.raises(InvalidInput):
        submit_readings(session, home.actor, command(key="key-3"))


def test_an_unusual_value_is_a_question_and_stores_nothing(session: Session, home: Household) -> None:
    outcome = submit_readings(session, home.actor, command((home.cold, "419,790"), (home.hot, "20112,5")))
    assert isinstance(outcome, ReadingQuestions)
    asked = next(one for one in outcome.checked if one.meter_id == home.hot.id)
    assert asked.verdict.flags == (ReadingFlag.HUGE,)
    assert asked.times_usual == 6_424
    assert asked.guess == Guess(Slip.COMMA, 201_125)
    assert _submissions(session, home) == 0


def test_what_a_person_insists_on_is_accepted_for_review(session: Session, home: Household) -> None:
    sent = command((home.cold, "419,790"), (home.hot, "20112,5"), is_confirmed=True)
    statuses = {line.meter_id: line.status for line in _send(session, home, sent).lines}
    assert statuses == {home.cold.id: ReadingStatus.ACCEPTED, home.hot.id: ReadingStatus.UNDER_REVIEW}
    assert _rows(session, home.hot)[0].flags == "huge"


def test_a_dial_that_began_again_counts_on(session: Session, home: Household) -> None:
    meter = make_meter(session, home.account)
    make_reading(session, meter, OCTOBER, 99_995_000)
    sent = command((meter, "2"), is_confirmed=True)
    line = _send(session, home, sent).lines[0]
    assert (line.consumption_litres, line.flags) == (7_000, (ReadingFlag.ROLLOVER,))
    assert line.status is ReadingStatus.ACCEPTED


def test_less_than_before_is_accepted_when_insisted_on(session: Session, home: Household) -> None:
    assert isinstance(submit_readings(session, home.actor, command((home.cold, "400"))), ReadingQuestions)
    line = _send(session, home, command((home.cold, "400"), is_confirmed=True)).lines[0]
    assert (line.consumption_litres, line.status) == (-12_385, ReadingStatus.UNDER_REVIEW)


def test_the_same_request_gives_the_same_receipt(session: Session, home: Household) -> None:
    sent = command((home.cold, "419,790"), (home.hot, "201,125"))
    assert _send(session, home, sent) == _send(session, home, sent)
    assert _submissions(session, home) == 1
    assert len(_rows(session, home.cold)) == 1


def test_the_same_values_from_another_tab_get_the_receipt_that_stands(
    session: Session, home: Household
) -> None:
    first = _send(session, home, command((home.cold, "419,790"), key="tab-1"))
    assert _send(session, home, command((home.cold, "419,79"), key="tab-2")) == first
    assert _submissions(session, home) == 1


def test_a_value_that_came_with_an_import_need_not_be_sent_again(session: Session, home: Household) -> None:
    make_reading(session, home.cold, NOVEMBER, 419_790)
    with pytest.raises(InvalidInput):
        submit_readings(session, home.actor, command((home.cold, "419,790")))


def test_the_same_key_of_another_account_is_another_request(session: Session, home: Household) -> None:
    neighbour = make_household(session)
    one = _send(session, home, command((home.cold, "419,790")))
    two = _send(session, neighbour, command((neighbour.cold, "419,790")))
    assert one.number != two.number


def test_a_correction_replaces_and_keeps_the_old_row(session: Session, home: Household) -> None:
    first = _send(session, home, command((home.cold, "418"), (home.hot, "201,125")))
    _send(session, home, command((home.cold, "419,790"), (home.hot, "201,125"), key="key-2"))
    old, new = _rows(session, home.cold)
    assert (old.status, new.status) == (ReadingStatus.REPLACED, ReadingStatus.ACCEPTED)
    assert new.replaces_id == old.id
    assert len(_rows(session, home.hot)) == 1
    again = _send(session, home, command((home.cold, "418"), (home.hot, "201,125")))
    assert again.number == first.number
    assert {line.status for line in again.lines} == {ReadingStatus.REPLACED, ReadingStatus.ACCEPTED}


@pytest.mark.parametrize(
    ("day", "flags"),
    [(25, ""), (26, ""), (27, "late"), (30, "late")],
)
def test_after_the_close_day_a_reading_is_late_but_accepted(
    session: Session, home: Household, day: int, flags: str
) -> None:
    with time_machine.travel(datetime(2026, 11, day, 15, 59, tzinfo=UTC)):
        line = _send(session, home, command((home.cold, "419,790"))).lines[0]
    assert line.status is ReadingStatus.ACCEPTED
    assert _rows(session, home.cold)[0].flags == flags


def test_the_city_decides_when_a_day_ends(session: Session, home: Household) -> None:
    with time_machine.travel(datetime(2026, 11, 26, 16, 1, tzinfo=UTC)):
        _send(session, home, command((home.cold, "419,790")))
    assert _rows(session, home.cold)[0].flags == "late"


def test_after_the_month_a_first_reading_needs_nobody(session: Session, home: Household) -> None:
    with time_machine.travel(datetime(2026, 12, 3, 4, tzinfo=UTC)):
        line = _send(session, home, command((home.cold, "419,790"))).lines[0]
    assert (line.status, line.flags) == (ReadingStatus.ACCEPTED, (ReadingFlag.LATE,))


@pytest.mark.parametrize(
    ("value", "status", "flag"),
    [
        ("450", ReadingStatus.ACCEPTED, ReadingFlag.HIGH),
        ("412,385", ReadingStatus.ACCEPTED, ReadingFlag.ZERO),
        ("4500", ReadingStatus.UNDER_REVIEW, ReadingFlag.HUGE),
        ("400", ReadingStatus.UNDER_REVIEW, ReadingFlag.NEGATIVE),
    ],
)
@pytest.mark.parametrize("late", [(), (ReadingFlag.LATE,)])
def test_what_is_only_unusual_counts_once_it_is_insisted_on(
    session: Session,
    home: Household,
    value: str,
    status: ReadingStatus,
    flag: ReadingFlag,
    late: tuple[ReadingFlag, ...],
) -> None:
    with time_machine.travel(datetime(2026, 12, 3, 4, tzinfo=UTC) if late else IN_TIME):
        line = _send(session, home, command((home.cold, value), is_confirmed=True)).lines[0]
    assert (line.status, line.flags) == (status, (flag, *late))


def test_after_the_month_a_correction_is_late_but_accepted(session: Session, home: Household) -> None:
    _send(session, home, command((home.cold, "418")))
    with time_machine.travel(datetime(2026, 12, 3, 4, tzinfo=UTC)):
        line = _send(session, home, command((home.cold, "419,790"), key="key-2")).lines[0]
    assert (line.status, line.flags) == (ReadingStatus.ACCEPTED, (ReadingFlag.LATE,))
    old, new = _rows(session, home.cold)
    assert (old.status, new.replaces_id) == (ReadingStatus.REPLACED, old.id)


def test_a_late_value_above_the_next_one_is_a_question(session: Session, home: Household) -> None:
    with time_machine.travel(datetime(2026, 12, 3, 4, tzinfo=UTC)):
        _send(session, home, command((home.cold, "426"), period=NOVEMBER.plus(1)))
        outcome = submit_readings(session, home.actor, command((home.cold, "427"), key="key-2"))
    assert isinstance(outcome, ReadingQuestions)
    assert outcome.checked[0].verdict.flags == (ReadingFlag.ABOVE_NEXT,)


def test_the_receipt_brings_the_form_as_it_stands(session: Session, home: Household) -> None:
    late = command((home.hot, "198,500"), period=OCTOBER, key="key-1", is_confirmed=True)
    first = command((home.cold, "418"), key="key-2")
    correction = command((home.hot, "201,125"), (home.cold, "419,790"), key="key-3")
    for sent in (late, first, correction, first):
        receipt = _send(session, home, sent)
        assert receipt.form == get_readings_form(session, home.actor, sent.period)


@pytest.mark.parametrize("more", [0, 3])
def test_sending_takes_few_statements_however_many_meters(
    session: Session, home: Household, more: int
) -> None:
    meters = [home.cold, *(make_meter(session, home.account) for _ in range(more))]
    for meter in meters[1:]:
        make_reading(session, meter, OCTOBER, 412_385)
    for values, most in (("418", MOST_STATEMENTS), ("419,790", MOST_OF_A_CORRECTION)):
        sent = command(*((meter, values) for meter in meters), key=values)
        with recorded_statements(session) as seen:
            _send(session, home, sent)
        assert len(seen) <= most
