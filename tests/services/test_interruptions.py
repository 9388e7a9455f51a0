"""Who may write interruptions down, and what becomes of them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import Session, select

from avk_app.domain.billing import ChargedService
from avk_app.domain.interruption_lines import HouseOff
from avk_app.domain.period import Period
from avk_app.errors import Conflict, InvalidInput, NotFound
from avk_app.models import AuditRecord, Interruption, Premise
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.console import CONSOLE
from avk_app.services.interruptions import record_interruption
from avk_app.services.interruptions_withdrawal import list_interruptions, withdraw_interruption
from tests.actors import actor_for
from tests.factories import make_account, make_user

NOW = datetime(2026, 10, 20, 4, tzinfo=UTC)
START = NOW - timedelta(hours=6)
OCTOBER = Period(2026, 10)


def _off(**values: object) -> HouseOff:
    facts = {
        "line": 0,
        "district": "",
        "street": "ул. Коминтерна",
        "house": "5",
        "service": ChargedService.WATER,
        "started_at": START,
        "ended_at": None,
        "reason": "Акт № 1",
    } | values
    return HouseOff(**facts)


def _staff(session: Session, role: Role = Role.OPERATOR) -> Actor:
    user = make_user(session)
    user.role = role
    session.flush()
    return Actor(1, SessionKind.STAFF, role, user.id, None)


def _codes(session: Session, actor: Actor, *houses: HouseOff) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        record_interruption(session, actor, houses)
    assert session.exec(select(Interruption)).all() == []
    return [problem.code for problem in refused.value.problems]


@pytest.fixture(autouse=True)
def _now():  # noqa: ANN202
    with time_machine.travel(NOW, tick=False):
        yield


def test_subscribers_and_cashiers_know_no_house(session: Session) -> None:
    account = make_account(session)
    for actor in (actor_for(session, account), _staff(session, Role.CASHIER)):
        assert _codes(session, actor, _off()) == ["interruption_house_unknown"]


def test_staff_who_left_know_no_house_any_more(session: Session) -> None:
    make_account(session)
    user = make_user(session)
    user.role, user.is_active = Role.OPERATOR, False
    session.flush()
    left = Actor(1, SessionKind.STAFF, Role.OPERATOR, user.id, None)
    assert _codes(session, left, _off()) == ["interruption_house_unknown"]


def test_an_interruption_is_written_for_the_house_with_an_audit_record(session: Session) -> None:
    make_account(session)
    counts = record_interruption(session, _staff(session), [_off()])
    stored = session.exec(select(Interruption)).one()
    assert (counts.added, stored.district, stored.ended_at) == (1, "12-й микрорайон", None)
    assert (stored.started_at, stored.recorded_at, stored.end_recorded_at) == (START, NOW, None)
    assert session.exec(select(AuditRecord.action)).all()[-1] == "interruption.record"


def test_its_end_is_added_once_and_never_changed(session: Session) -> None:
    make_account(session)
    operator = _staff(session)
    record_interruption(session, operator, [_off()])
    ended = START + timedelta(hours=5)
    assert record_interruption(session, operator, [_off(ended_at=ended)]).ended == 1
    assert record_interruption(session, operator, [_off(ended_at=ended)]).unchanged == 1
    assert record_interruption(session, operator, [_off()]).unchanged == 1
    stored = session.exec(select(Interruption)).one()
    assert (stored.ended_at, stored.end_recorded_at) == (ended, NOW)
    with pytest.raises(InvalidInput) as refused:
        record_interruption(session, operator, [_off(ended_at=START + timedelta(hours=1))])
    assert refused.value.problems[0].code == "interruption_ended_already"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"started_at": NOW + timedelta(minutes=1)}, "interruption_future"),
        ({"ended_at": NOW + timedelta(minutes=1)}, "interruption_future"),
        ({"ended_at": START}, "interruption_order"),
        ({"house": "55"}, "interruption_house_unknown"),
        ({"district": "85-й квартал"}, "interruption_house_unknown"),
    ],
)
def test_what_cannot_have_happened_is_refused(session: Session, values: dict[str, object], code: str) -> None:
    make_account(session)
    assert code in _codes(session, _staff(session), _off(**values))


def test_a_house_that_stands_twice_needs_its_district(session: Session) -> None:
    make_account(session)
    session.add(Premise(district="Мегет", street="ул. Коминтерна", house="5"))
    session.flush()
    operator = _staff(session)
    assert _codes(session, operator, _off()) == ["interruption_house_ambiguous"]
    record_interruption(session, operator, [_off(district="Мегет")])
    assert session.exec(select(Interruption.district)).all() == ["Мегет"]


def _written(session: Session, operator: Actor, **values: object) -> int:
    record_interruption(session, operator, [_off(**values)])
    return max(row.id or 0 for row in session.exec(select(Interruption)))


def test_a_wrong_one_is_withdrawn_once_with_an_audit_record(session: Session) -> None:
    make_account(session)
    operator = _staff(session)
    number = _written(session, operator)
    gone = withdraw_interruption(session, operator, number, "  не тот\nдом ")
    stored = session.get_one(Interruption, number)
    assert (stored.withdrawn_at, stored.withdrawn_reason) == (NOW, "не тот дом")
    assert (gone.interruption_id, gone.withdrawn_reason) == (number, "не тот дом")
    assert session.exec(select(AuditRecord.action)).all()[-1] == "interruption.withdraw"
    with pytest.raises(Conflict):
        withdraw_interruption(session, operator, number, "ещё раз")


def test_others_withdraw_nothing_and_see_nothing(session: Session) -> None:
    account = make_account(session)
    number = _written(session, _staff(session))
    for actor in (actor_for(session, account), _staff(session, Role.CASHIER)):
        with pytest.raises(NotFound):
            withdraw_interruption(session, actor, number, "не тот дом")
        assert list_interruptions(session, actor, OCTOBER) == []
    with pytest.raises(NotFound):
        withdraw_interruption(session, _staff(session), number + 1, "не тот дом")
    assert session.get_one(Interruption, number).withdrawn_at is None


@pytest.mark.parametrize(("reason", "code"), [(" ", "reason_empty"), ("я" * 201, "reason_too_long")])
def test_a_withdrawal_needs_a_reason(session: Session, reason: str, code: str) -> None:
    make_account(session)
    operator = _staff(session)
    with pytest.raises(InvalidInput) as refused:
        withdraw_interruption(session, operator, _written(session, operator), reason)
    assert refused.value.problems[0].code == code


def test_what_touches_a_month_is_listed_in_it_also_when_it_was_withdrawn(session: Session) -> None:
    make_account(session)
    operator = _staff(session)
    september = datetime(2026, 9, 10, tzinfo=UTC)
    ended = _written(session, operator, started_at=september, ended_at=september + timedelta(hours=5))
    running = _written(session, operator, started_at=september + timedelta(days=1))
    withdraw_interruption(session, operator, ended, "не тот дом")
    found = {
        month: [one.interruption_id for one in list_interruptions(session, CONSOLE, Period(2026, month))]
        for month in (8, 9, 10)
    }
    assert found == {8: [], 9: [ended, running], 10: [running]}
    assert list_interruptions(session, operator, OCTOBER, street=" ул. Коминтерна ")
    assert list_interruptions(session, operator, OCTOBER, street="ул. Мира") == []


def test_the_file_that_comes_again_does_not_bring_back_what_was_withdrawn(session: Session) -> None:
    make_account(session)
    operator = _staff(session)
    wrong = {"ended_at": START + timedelta(hours=5)}
    withdraw_interruption(session, operator, _written(session, operator, **wrong), "не то время")
    for again in ({}, wrong):
        assert record_interruption(session, operator, [_off(**again)]).withdrawn == 1
    right = {"ended_at": START + timedelta(hours=3)}
    assert record_interruption(session, operator, [_off(**right)]).added == 1
    assert record_interruption(session, operator, [_off(**right)]).unchanged == 1
    assert record_interruption(session, operator, [_off(**wrong)]).withdrawn == 1
    with pytest.raises(InvalidInput):
        record_interruption(session, operator, [_off(ended_at=START + timedelta(hours=4))])


def test_what_was_withdrawn_by_mistake_is_written_down_again_with_another_reason(session: Session) -> None:
    make_account(session)
    operator = _staff(session)
    withdraw_interruption(session, operator, _written(session, operator), "не тот дом")
    assert record_interruption(session, operator, [_off(reason="Акт № 1, верно")]).added == 1


def test_one_house_twice_at_once_is_refused(session: Session) -> None:
    make_account(session)
    assert _codes(session, _staff(session), _off(), _off()) == ["interruption_repeated"]
