"""The coming bill before a reading is sent: nobody else's, and equal to what charging would say."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from sqlmodel import Session

from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.errors import NotFound
from avk_app.models import Account, Meter
from avk_app.models.meters import MeterKind
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.bill_preview import BillPreview, find_coming_bill, preview_bill
from avk_app.services.policy import load_policy
from avk_app.services.readings_check import ReadingsCommand, TypedReading, check_readings
from avk_app.services.tariffs import load_tariffs
from tests.factories import make_account, make_meter, make_reading, make_registration

OCTOBER = Period(2026, 10)


@pytest.fixture(autouse=True)
def _city_in_october(session: Session) -> Iterator[None]:
    load_policy(session)
    load_tariffs(session)
    with time_machine.travel("2026-10-20T04:00:00Z", tick=False):
        yield


def surname_actor(account_id: int | None) -> Actor:
    return Actor(1, SessionKind.SURNAME, Role.SUBSCRIBER, None, account_id)


def _account_with_meters(session: Session) -> tuple[Account, Meter, Meter]:
    account = make_account(session)
    cold = make_meter(session, account)
    hot = make_meter(session, account, kind=MeterKind.HOT)
    make_reading(session, cold, period=Period(2026, 9), value_litres=404_973)
    make_reading(session, hot, period=Period(2026, 9), value_litres=198_020)
    return account, cold, hot


def test_somebody_elses_meter_changes_nothing(session: Session) -> None:
    account, _cold, _hot = _account_with_meters(session)
    _other, foreign, _ = _account_with_meters(session)
    actor = surname_actor(account.id)
    typed = {foreign.id or 0: 999_000}
    assert preview_bill(session, actor, OCTOBER, typed) == preview_bill(session, actor, OCTOBER, {})


def test_an_account_that_is_gone_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        preview_bill(session, surname_actor(None), OCTOBER, {})


def test_the_checked_month_is_previewed_to_the_kopeck(session: Session) -> None:
    account, cold, hot = _account_with_meters(session)
    typed = {cold.id or 0: 404_973 + 7_412, hot.id or 0: 198_020 + 3_105}
    preview = preview_bill(session, surname_actor(account.id), OCTOBER, typed)
    assert [line.amount_kopecks for line in preview.lines] == [154_54, 266_71]
    assert (preview.total_kopecks, preview.vat_kopecks) == (421_25, 75_96)


def test_without_readings_and_history_the_norm_is_previewed(session: Session) -> None:
    account = make_account(session)
    make_meter(session, account, installed_on=date(2026, 9, 1))
    preview = preview_bill(session, surname_actor(account.id), OCTOBER, {})
    assert preview.lines[0].method is Method.NORM
    assert preview.lines[0].amount_kopecks == 271_47


def _coming(session: Session, account: Account, *typed: tuple[Meter, str]) -> BillPreview | None:
    actor = surname_actor(account.id)
    readings = tuple(TypedReading(meter.id or 0, text) for meter, text in typed)
    checked = check_readings(session, actor, ReadingsCommand("", OCTOBER, readings))
    return find_coming_bill(session, actor, OCTOBER, checked)


def test_nobody_learns_of_a_coming_bill(session: Session) -> None:
    with pytest.raises(NotFound):
        find_coming_bill(session, surname_actor(None), OCTOBER)


def test_what_was_typed_is_what_is_previewed(session: Session) -> None:
    account, cold, hot = _account_with_meters(session)
    coming = _coming(session, account, (cold, "412,385"), (hot, "201,125"))
    assert coming is not None
    assert coming.total_kopecks == 421_25
    assert not coming.ends_silence


def test_a_reading_after_silence_says_that_the_past_changes_too(session: Session) -> None:
    account = make_account(session)
    meter = make_meter(session, account)
    make_reading(session, meter, period=Period(2026, 7), value_litres=10_000)
    coming = _coming(session, account, (meter, "16,000"))
    assert coming is not None
    assert (coming.lines[0].volume_litres, coming.ends_silence) == (2_000, True)


@pytest.mark.parametrize("text", ["404,972", "99 404,973", "12,34,5", "abc"])
def test_what_cannot_be_meant_is_left_out(session: Session, text: str) -> None:
    account, cold, hot = _account_with_meters(session)
    without = _coming(session, account, (hot, "201,125"))
    assert without is not None
    assert _coming(session, account, (hot, "201,125"), (cold, text)) == without


def test_an_earlier_period_has_its_bill_already(session: Session) -> None:
    account, _cold, _hot = _account_with_meters(session)
    assert find_coming_bill(session, surname_actor(account.id), OCTOBER.plus(-1)) is None


def test_where_charging_would_refuse_there_is_no_preview(session: Session) -> None:
    account = make_account(session)
    make_registration(session, account.premise_id, date(2026, 9, 1), 0)
    assert find_coming_bill(session, surname_actor(account.id), OCTOBER) is None
