"""Unusual readings: who decides, what each decision changes, and what the next bill makes of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from sqlmodel import Session, col, select

from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.domain.readings import ReadingFlag
from avk_app.errors import Conflict, InvalidInput, NotFound
from avk_app.models import Account, AuditRecord, Bill, ChargeLine, Meter, Reading
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.billing_compute import compute_bills
from avk_app.services.billing_context import make_context
from avk_app.services.console import CONSOLE
from avk_app.services.readings_doubtful import list_doubtful_readings
from avk_app.services.readings_form import get_readings_form
from avk_app.services.readings_history import get_readings_history
from avk_app.services.readings_review import accept_reading, clarify_reading
from avk_app.services.readings_submit import submit_readings
from tests import actors
from tests.bills import charge, known_after, make_rules
from tests.factories import make_reading
from tests.services.readings_people import (
    IN_TIME,
    NOVEMBER,
    OCTOBER,
    Household,
    command,
    make_household,
)

DECEMBER = NOVEMBER.plus(1)
AFTER_THE_BILL = datetime(2026, 12, 10, 4, tzinfo=UTC)
UNUSUAL = "712,385"
UNUSUAL_USE = 300_000
ASKED = "Это показание какого водомера?"
Refused = Callable[[Session, Account], Actor]
REFUSED: dict[str, Refused] = {
    "nobody": lambda _s, _a: Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, None),
    "subscriber": actors.actor_for,
    "cashier": lambda s, _a: actors.staff_actor(s, Role.CASHIER),
    "dismissed": lambda s, _a: actors.staff_actor(s, Role.OPERATOR, is_active=False),
}


@pytest.fixture(autouse=True)
def _november() -> Iterator[None]:
    with time_machine.travel(IN_TIME, tick=False):
        yield


@pytest.fixture
def home(session: Session) -> Household:
    make_rules(session)
    return make_household(session)


@pytest.fixture
def operator(session: Session) -> Actor:
    return actors.staff_actor(session, Role.OPERATOR)


def _send(session: Session, home: Household, value: str, period: Period = NOVEMBER) -> Reading:
    """Somebody insists on a value; the row that stands now."""
    sent = command((home.cold, value), key=f"{value} {period.code}", period=period, is_confirmed=True)
    submit_readings(session, home.actor, sent)
    return _newest(session, home.cold, period)


def _newest(session: Session, meter: Meter, period: Period = NOVEMBER) -> Reading:
    query = select(Reading).where(col(Reading.meter_id) == meter.id, col(Reading.period) == period.code)
    return session.exec(query.order_by(col(Reading.id).desc())).all()[0]


def _actions(session: Session, actor: Actor) -> list[tuple[str, int | None]]:
    query = select(AuditRecord.action, AuditRecord.entity_id)
    mine = col(AuditRecord.session_id) == actor.session_id
    return [(action, row) for action, row in session.exec(query.where(mine)) if action.startswith("reading.")]


def _cold(session: Session, home: Household) -> list[ChargeLine]:
    query = (
        select(ChargeLine)
        .join(Bill, col(Bill.id) == col(ChargeLine.bill_id))
        .where(col(Bill.account_id) == home.account.id, col(ChargeLine.service) == "water")
        .order_by(col(ChargeLine.id))
    )
    return list(session.exec(query))


@pytest.mark.parametrize("who", REFUSED)
def test_others_neither_see_nor_decide(session: Session, home: Household, who: str) -> None:
    reading = _send(session, home, UNUSUAL)
    actor = REFUSED[who](session, home.account)
    assert list_doubtful_readings(session, actor) == []
    with pytest.raises(NotFound):
        accept_reading(session, actor, reading.id or 0)
    with pytest.raises(NotFound):
        clarify_reading(session, actor, reading.id or 0, ASKED)
    assert (reading.status, reading.decided_at) == (ReadingStatus.UNDER_REVIEW, None)


def test_a_reading_that_does_not_exist_is_not_found(session: Session, operator: Actor) -> None:
    with pytest.raises(NotFound):
        accept_reading(session, operator, 999_999)


@pytest.mark.parametrize("as_whom", ["console", "operator"])
def test_what_waits_is_listed_with_what_is_usual(
    session: Session, home: Household, operator: Actor, as_whom: str
) -> None:
    reading = _send(session, home, UNUSUAL)
    (waiting,) = list_doubtful_readings(session, CONSOLE if as_whom == "console" else operator)
    assert (waiting.reading_id, waiting.account_number) == (reading.id, home.account.number)
    assert (waiting.kind, waiting.serial, waiting.period) == (MeterKind.COLD, home.cold.serial, NOVEMBER)
    assert (waiting.value_litres, waiting.used_litres, waiting.usual_litres) == (712_385, UNUSUAL_USE, 7_000)
    assert (waiting.flags, waiting.received_at) == ((ReadingFlag.HUGE,), IN_TIME)


def test_an_accepted_reading_counts_and_twice_is_once(
    session: Session, home: Household, operator: Actor
) -> None:
    reading = _send(session, home, UNUSUAL)
    for _ in range(2):
        accept_reading(session, operator, reading.id or 0)
    assert (reading.status, reading.decided_at) == (ReadingStatus.ACCEPTED, IN_TIME)
    assert _actions(session, operator) == [("reading.accept", reading.id)]
    assert list_doubtful_readings(session, CONSOLE) == []
    charge(session, home.account, NOVEMBER)
    assert [line.volume_litres for line in _cold(session, home)] == [UNUSUAL_USE]


def test_a_month_billed_by_average_is_recalculated_once_its_reading_is_accepted(
    session: Session, home: Household, operator: Actor
) -> None:
    reading = _send(session, home, UNUSUAL)
    charge(session, home.account, NOVEMBER)
    (before,) = _cold(session, home)
    assert before.method == Method.AVERAGE
    with time_machine.travel(AFTER_THE_BILL, tick=False):
        accept_reading(session, operator, reading.id or 0)
    charge(session, home.account, DECEMBER)
    lines = [line for line in _cold(session, home) if line.period == NOVEMBER.code]
    assert sum(line.volume_litres for line in lines) == UNUSUAL_USE
    _assert_computed_again_as_posted(session, home)


def _assert_computed_again_as_posted(session: Session, home: Household) -> None:
    """November's bill knows nothing of what was decided after it."""
    known = known_after(NOVEMBER)
    context = make_context(session, NOVEMBER, known, known_after(OCTOBER))
    context.is_posted = True
    computed, _failed = compute_bills(session, context, [home.account.id or 0])
    posted = session.exec(
        select(Bill.charged_kopecks).where(
            col(Bill.account_id) == home.account.id, col(Bill.period) == NOVEMBER.code
        )
    ).one()
    assert computed[0].charged_kopecks == posted


def test_a_correction_under_review_takes_nothing_away_from_what_was_accepted(
    session: Session, home: Household, operator: Actor
) -> None:
    _send(session, home, "419,385")
    charge(session, home.account, NOVEMBER)
    with time_machine.travel(AFTER_THE_BILL, tick=False):
        doubtful = _send(session, home, UNUSUAL)
    charge(session, home.account, DECEMBER)
    november = [line.volume_litres for line in _cold(session, home) if line.period == NOVEMBER.code]
    assert november == [7_000], "the billed month stands while the correction waits"
    with time_machine.travel(datetime(2027, 1, 5, 4, tzinfo=UTC), tick=False):
        accept_reading(session, operator, doubtful.id or 0)
    charge(session, home.account, DECEMBER.plus(1))
    november = [line.volume_litres for line in _cold(session, home) if line.period == NOVEMBER.code]
    assert sum(november) == UNUSUAL_USE


def test_the_subscriber_is_asked_on_the_page_and_by_letter(
    session: Session, home: Household, operator: Actor
) -> None:
    reading = _send(session, home, UNUSUAL)
    for _ in range(2):
        clarify_reading(session, operator, reading.id or 0, f"  {ASKED}\n")
    session.flush()
    assert (reading.status, reading.question) == (ReadingStatus.NEEDS_CLARIFICATION, ASKED)
    (letter,) = actors.letters_to(session, home.account.email)
    assert ASKED in letter.body
    assert "00712,385" in letter.body
    sent = get_readings_form(session, home.actor).meters[0].sent
    assert sent is not None
    assert (sent.status, sent.question) == (ReadingStatus.NEEDS_CLARIFICATION, ASKED)
    assert get_readings_history(session, home.actor, home.cold.id).rows[0].reading.question == ASKED
    assert [one.question for one in list_doubtful_readings(session, CONSOLE)] == [ASKED]
    assert _actions(session, operator) == [("reading.clarify", reading.id)]


def test_without_an_address_the_page_asks_alone(session: Session, home: Household, operator: Actor) -> None:
    home.account.email = ""
    reading = _send(session, home, UNUSUAL)
    clarify_reading(session, operator, reading.id or 0, ASKED)
    assert reading.status is ReadingStatus.NEEDS_CLARIFICATION
    assert actors.letters_to(session, "") == []


@pytest.mark.parametrize("question", ["", " \n", "а" * 201])
def test_a_question_is_a_short_sentence(
    session: Session, home: Household, operator: Actor, question: str
) -> None:
    reading = _send(session, home, UNUSUAL)
    with pytest.raises(InvalidInput):
        clarify_reading(session, operator, reading.id or 0, question)
    assert reading.status is ReadingStatus.UNDER_REVIEW


def test_a_new_reading_answers_the_question(session: Session, home: Household, operator: Actor) -> None:
    reading = _send(session, home, UNUSUAL)
    clarify_reading(session, operator, reading.id or 0, ASKED)
    answer = _send(session, home, "419,790")
    assert (answer.status, answer.replaces_id, answer.question) == (ReadingStatus.ACCEPTED, reading.id, None)
    assert reading.status is ReadingStatus.REPLACED
    assert list_doubtful_readings(session, CONSOLE) == []
    charge(session, home.account, NOVEMBER)
    assert [line.volume_litres for line in _cold(session, home)] == [7_405]


def test_who_insists_on_the_same_value_goes_back_to_review(
    session: Session, home: Household, operator: Actor
) -> None:
    reading = _send(session, home, UNUSUAL)
    clarify_reading(session, operator, reading.id or 0, ASKED)
    sent = command((home.cold, UNUSUAL), key="again", is_confirmed=True)
    submit_readings(session, home.actor, sent)
    answer = _newest(session, home.cold)
    assert (answer.status, answer.replaces_id) == (ReadingStatus.UNDER_REVIEW, reading.id)


def test_the_next_month_answers_too_and_is_not_compared_with_what_was_asked_about(
    session: Session, home: Household, operator: Actor
) -> None:
    too_much = _send(session, home, "9000")
    clarify_reading(session, operator, too_much.id or 0, ASKED)
    with time_machine.travel(AFTER_THE_BILL, tick=False):
        december = _send(session, home, "426", DECEMBER)
        assert (december.status, december.flags) == (ReadingStatus.ACCEPTED, "")
        newest = get_readings_history(session, home.actor, home.cold.id).rows[0]
        assert newest.consumption_litres == 426_000 - 412_385
        assert list_doubtful_readings(session, CONSOLE) == []


def test_a_reading_that_was_asked_about_may_still_be_accepted(
    session: Session, home: Household, operator: Actor
) -> None:
    reading = _send(session, home, UNUSUAL)
    clarify_reading(session, operator, reading.id or 0, ASKED)
    accept_reading(session, operator, reading.id or 0)
    assert (reading.status, reading.question) == (ReadingStatus.ACCEPTED, None)


def test_what_was_replaced_or_accepted_is_not_decided_again(
    session: Session, home: Household, operator: Actor
) -> None:
    replaced, accepted = _send(session, home, UNUSUAL), _send(session, home, "419,790")
    for reading, decide in (
        (replaced, lambda one: accept_reading(session, operator, one)),
        (replaced, lambda one: clarify_reading(session, operator, one, ASKED)),
        (accepted, lambda one: clarify_reading(session, operator, one, ASKED)),
    ):
        with pytest.raises(Conflict):
            decide(reading.id or 0)
    assert _actions(session, operator) == []


def test_what_no_dial_can_show_is_not_accepted(session: Session, home: Household, operator: Actor) -> None:
    lower = _send(session, home, "400")
    with pytest.raises(InvalidInput) as refusal:
        accept_reading(session, operator, lower.id or 0)
    assert refusal.value.problems[0].values == (("month", "10.2026"), ("value", "00412,385"))
    with time_machine.travel(AFTER_THE_BILL, tick=False):
        make_reading(session, home.cold, DECEMBER, 430_000)
        above_next = _send(session, home, UNUSUAL)
        with pytest.raises(InvalidInput):
            accept_reading(session, operator, above_next.id or 0)
    assert {lower.status, above_next.status} == {ReadingStatus.REPLACED, ReadingStatus.UNDER_REVIEW}


def test_a_dial_that_began_again_is_accepted(session: Session, home: Household, operator: Actor) -> None:
    _newest(session, home.cold, OCTOBER).value_litres = 99_995_000
    _newest(session, home.cold, OCTOBER.plus(-1)).value_litres = 99_988_000
    rolled = _send(session, home, "2")
    assert rolled.flags == "rollover"
    accept_reading(session, operator, rolled.id or 0)
    assert rolled.status is ReadingStatus.ACCEPTED
