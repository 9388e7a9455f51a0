"""A register that says what ended: closed accounts, removed meters."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.register import RegisterReading
from avk_app.models import Meter, Premise, Reading
from avk_app.models.readings import ReadingStatus
from tests.services.test_register_import import ACCOUNT, COLD, HOT, get_account, run

GONE = replace(COLD, removed_on=date(2026, 10, 28), last_reading=RegisterReading(414_000, date(2026, 10, 28)))
REMOVED = replace(ACCOUNT, meters=(GONE, HOT))
CLOSED = replace(ACCOUNT, closed_on=date(2026, 10, 31))


def cold_of(session: Session) -> Meter:
    return session.exec(select(Meter).where(col(Meter.serial) == COLD.serial)).one()


def values_of(session: Session) -> list[tuple[int, ReadingStatus]]:
    query = select(Reading).where(col(Reading.meter_id) == cold_of(session).id).order_by(col(Reading.id))
    return [(row.value_litres, row.status) for row in session.exec(query)]


def test_a_new_account_comes_as_it_ended(session: Session) -> None:
    run(session, replace(CLOSED, meters=(GONE,), has_hot_water=True))
    account = get_account(session)
    assert (account.closed_on, account.closing_known_at) == (date(2026, 10, 31), None)
    assert (cold_of(session).removed_on, cold_of(session).removal_known_at) == (date(2026, 10, 28), None)
    assert session.get_one(Premise, account.premise_id).has_hot_water


def test_a_known_account_is_closed_once_and_it_is_known_since_when(session: Session) -> None:
    run(session, ACCOUNT)
    assert run(session, CLOSED).accounts_closed == 1
    account = get_account(session)
    assert account.closed_on == date(2026, 10, 31)
    assert account.closing_known_at is not None
    assert account.closing_known_at <= clock.now()
    assert run(session, replace(CLOSED, closed_on=date(2026, 9, 30))).accounts_unchanged == 1
    assert run(session, ACCOUNT).accounts_unchanged == 1
    assert get_account(session).closed_on == date(2026, 10, 31)


def test_a_removed_meter_brings_what_the_fitter_read(session: Session) -> None:
    run(session, ACCOUNT)
    assert run(session, REMOVED).meters_removed == 1
    assert cold_of(session).removed_on == date(2026, 10, 28)
    assert values_of(session) == [(412_385, ReadingStatus.REPLACED), (414_000, ReadingStatus.ACCEPTED)]
    assert run(session, REMOVED).accounts_unchanged == 1
    assert len(values_of(session)) == 2


def test_a_reading_of_an_earlier_month_stays_where_it_is(session: Session) -> None:
    run(session, ACCOUNT)
    old = replace(GONE, removed_on=date(2026, 11, 2), last_reading=COLD.last_reading)
    run(session, replace(ACCOUNT, meters=(old, HOT)))
    assert values_of(session) == [(412_385, ReadingStatus.ACCEPTED)]


def test_what_the_fitter_read_may_be_known_already(session: Session) -> None:
    run(session, ACCOUNT)
    same = replace(GONE, last_reading=replace(GONE.last_reading, value_litres=412_385))
    run(session, replace(ACCOUNT, meters=(same, HOT)))
    assert values_of(session) == [(412_385, ReadingStatus.ACCEPTED)]
