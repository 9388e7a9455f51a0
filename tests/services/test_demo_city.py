"""The demo city in a database: whole, valid, and the same from the same seed."""

from datetime import date

import pytest
from sqlmodel import Session, col, func, select

from avk_app.config import get_settings
from avk_app.domain.period import Period
from avk_app.errors import ConfigError
from avk_app.gateways.passwords import PASSWORDS
from avk_app.models import Account, AuditRecord, Meter, PolicyRule, Premise, Reading, User, UserAccount
from avk_app.services.demo.city import SHOWCASE, CityPlan
from avk_app.services.demo.load import load_city
from avk_app.services.demo.sign_ins import get_demo_sign_ins
from tests.demo_rows import all_rows
from tests.factories import make_account

TODAY = date(2026, 11, 22)
PLAN = CityPlan(seed=7, accounts=120, months=24, today=TODAY)


def test_a_second_city_is_refused(session: Session) -> None:
    make_account(session)
    with pytest.raises(ConfigError, match="not empty"):
        load_city(session, PLAN)


def test_production_is_refused(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    production = get_settings().model_copy(update={"env": "production"})
    monkeypatch.setattr("avk_app.services.demo.load.get_settings", lambda: production)
    with pytest.raises(ConfigError, match="production"):
        load_city(session, PLAN)


def test_the_same_seed_makes_the_same_rows() -> None:
    assert all_rows(PLAN) == all_rows(PLAN)


def test_another_seed_makes_another_city() -> None:
    assert all_rows(PLAN)["accounts"] != all_rows(CityPlan(8, 120, 24, TODAY))["accounts"]


def test_a_small_city_is_the_beginning_of_a_large_one() -> None:
    small, large = all_rows(CityPlan(7, 100, 24, TODAY)), all_rows(CityPlan(7, 300, 24, TODAY))
    for name, rows in small.items():
        assert large[name][: len(rows)] == rows


def test_what_is_loaded_is_what_was_made(session: Session) -> None:
    made = all_rows(PLAN)
    loaded = load_city(session, PLAN)
    assert (loaded.accounts, loaded.meters, loaded.readings) == (
        120,
        len(made["meters"]),
        len(made["readings"]),
    )
    for model, name in (
        (Premise, "premises"),
        (Account, "accounts"),
        (Meter, "meters"),
        (Reading, "readings"),
    ):
        rows = session.exec(select(model).order_by(col(model.id))).all()
        assert [[getattr(row, field) for field in made[name][0]._fields] for row in rows] == [
            list(row) for row in made[name]
        ]


def test_new_rows_follow_those_of_the_city(session: Session) -> None:
    load_city(session, PLAN)
    assert (make_account(session).id or 0) > PLAN.accounts


def test_policy_comes_with_the_city_and_its_seed_is_on_record(session: Session) -> None:
    load_city(session, PLAN)
    assert session.exec(select(func.count()).select_from(PolicyRule)).one() > 0
    record = session.exec(select(AuditRecord).where(col(AuditRecord.action) == "demo.load")).one()
    assert record.entity_id == PLAN.seed


def test_the_shown_sign_ins_are_those_in_the_database(session: Session) -> None:
    load_city(session, PLAN)
    people = get_demo_sign_ins(session)
    account = session.exec(
        select(Account).where(col(Account.number) == people.subscriber.account_number)
    ).one()
    assert (account.id, account.surname) == (SHOWCASE, people.subscriber.surname)
    users = {user.login: user for user in session.exec(select(User))}
    assert set(users) == {
        people.subscriber.login,
        people.two_accounts.login,
        *(member.login for member in people.staff),
    }
    for member in people.staff:
        assert users[member.login].totp_secret == member.totp_secret
    for person in (people.subscriber, people.two_accounts, *people.staff):
        assert PASSWORDS.verify_password(person.password, users[person.login].password_hash)
    links = session.exec(
        select(UserAccount).where(col(UserAccount.user_id) == users[people.two_accounts.login].id)
    ).all()
    assert len(links) == 2


def readings_of(session: Session, account_id: int) -> dict[int, list[Reading]]:
    meters = session.exec(select(Meter).where(col(Meter.account_id) == account_id)).all()
    return {
        meter.id or 0: list(
            session.exec(select(Reading).where(col(Reading.meter_id) == meter.id).order_by(col(Reading.id)))
        )
        for meter in meters
    }


def test_the_showcase_shows_two_meters_one_gap_and_an_open_month(session: Session) -> None:
    load_city(session, PLAN)
    meters = session.exec(select(Meter).where(col(Meter.account_id) == SHOWCASE)).all()
    assert [meter.kind.value for meter in meters] == ["cold", "hot"]
    assert 0 < min((meter.verification_due_on - TODAY).days for meter in meters) <= 60
    for readings in readings_of(session, SHOWCASE).values():
        periods = {reading.period for reading in readings}
        assert len(periods) == PLAN.months - 1
        assert Period.of(TODAY).code not in periods
