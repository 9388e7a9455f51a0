"""A register in the database: all of it or nothing, and nothing the second time."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.dated import ONE_DAY
from avk_app.domain.register import RegisterAccount, RegisterMeter, RegisterReading
from avk_app.models import Account, AuditRecord, Meter, PastVerification, Premise, Reading, Registration
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingSource
from avk_app.services.register_import import ImportCounts, carry_out, count_plan, plan_import
from tests.factories import make_account, make_meter

COLD = RegisterMeter(
    line=2,
    serial="40181234",
    kind="cold",
    place="кухня",
    digits=5,
    installed_on=date(2021, 1, 18),
    initial_litres=12,
    verified_on=date(2021, 1, 18),
    verification_due_on=date(2027, 1, 18),
    last_reading=RegisterReading(412_385, date(2026, 10, 24)),
)
HOT = replace(COLD, line=3, serial="40181235", kind="hot", last_reading=None)
ACCOUNT = RegisterAccount(
    line=2,
    number="3801042213",
    surname="Соколова",
    first_name="Анна",
    patronymic="Сергеевна",
    email="sokolova@example.com",
    phone="+79020000001",
    district="12-й микрорайон",
    street="ул. Коминтерна",
    house="5",
    flat="17",
    is_private_house=False,
    registered_persons=3,
    opened_on=date(2012, 3, 14),
    meters=(COLD, HOT),
)


def run(session: Session, *accounts: RegisterAccount) -> ImportCounts:
    counts = carry_out(session, plan_import(session, accounts))
    session.expire_all()
    return counts


def get_account(session: Session) -> Account:
    return session.exec(select(Account).where(col(Account.number) == ACCOUNT.number)).one()


def persons_of(session: Session, account: Account) -> list[tuple[date, int]]:
    query = select(Registration).where(col(Registration.premise_id) == account.premise_id)
    rows = session.exec(query.order_by(col(Registration.valid_from)))
    return [(row.valid_from, row.persons) for row in rows]


def test_a_plan_alone_writes_nothing(session: Session) -> None:
    assert count_plan(plan_import(session, [ACCOUNT])) == ImportCounts(1, 0, 0, 2, 1)
    assert session.exec(select(Account)).all() == []


def test_a_new_account_comes_with_premise_meters_and_reading(session: Session) -> None:
    run(session, ACCOUNT)
    account = get_account(session)
    premise = session.get_one(Premise, account.premise_id)
    assert (account.surname, account.email, account.opened_on) == (
        "Соколова",
        "sokolova@example.com",
        date(2012, 3, 14),
    )
    assert premise.street == "ул. Коминтерна"
    assert persons_of(session, account) == [(date(2012, 3, 14), 3)]
    meters = session.exec(
        select(Meter).where(col(Meter.account_id) == account.id).order_by(col(Meter.serial))
    ).all()
    assert [(meter.kind, meter.initial_litres) for meter in meters] == [
        (MeterKind.COLD, 12),
        (MeterKind.HOT, 12),
    ]
    reading = session.exec(select(Reading).where(col(Reading.meter_id) == meters[0].id)).one()
    assert (reading.period, reading.value_litres, reading.source) == (202610, 412_385, ReadingSource.IMPORT)


def test_a_second_import_changes_nothing(session: Session) -> None:
    run(session, ACCOUNT)
    assert run(session, ACCOUNT) == ImportCounts(0, 0, 1, 0, 0)


def test_new_rows_follow_the_imported_ones(session: Session) -> None:
    run(session, ACCOUNT)
    imported = get_account(session).id or 0
    assert (make_account(session).id or 0) > imported


def test_contacts_and_persons_follow_the_file_but_the_name_stays(session: Session) -> None:
    run(session, ACCOUNT)
    moved = replace(ACCOUNT, surname="Иванова", email="", phone="+79020000009", registered_persons=4)
    assert run(session, moved).accounts_changed == 1
    account = get_account(session)
    assert (account.surname, account.email, account.phone) == (
        "Соколова",
        "sokolova@example.com",
        "+79020000009",
    )
    assert persons_of(session, account) == [(date(2012, 3, 14), 3), (clock.today(), 4)]


def test_a_number_that_changes_twice_a_day_is_followed_and_never_edited(session: Session) -> None:
    for persons in (3, 4, 5, 5):
        run(session, replace(ACCOUNT, registered_persons=persons))
    today = clock.today()
    assert persons_of(session, get_account(session))[1:] == [(today, 4), (today + ONE_DAY, 5)]


def test_another_meter_is_added_and_known_readings_stay(session: Session) -> None:
    run(session, replace(ACCOUNT, meters=(COLD,)))
    later = replace(COLD, last_reading=RegisterReading(500_000, date(2026, 10, 25)))
    assert run(session, replace(ACCOUNT, meters=(later, HOT))).meters_added == 1
    assert [reading.value_litres for reading in session.exec(select(Reading))] == [412_385]


def test_a_new_verification_follows_the_one_before(session: Session) -> None:
    run(session, ACCOUNT)
    again = replace(COLD, verified_on=date(2026, 11, 1), verification_due_on=date(2032, 11, 1))
    counts = run(session, replace(ACCOUNT, meters=(again, HOT)))
    assert (counts.meters_verified, counts.accounts_unchanged) == (1, 0)
    assert run(session, ACCOUNT).meters_verified == 0, "an older file changes nothing"
    meter = session.exec(select(Meter).where(col(Meter.serial) == COLD.serial)).one()
    past = session.exec(select(PastVerification)).one()
    assert (meter.verified_on, meter.verification_due_on) == (date(2026, 11, 1), date(2032, 11, 1))
    assert (past.meter_id, past.verified_on, past.due_on) == (
        meter.id,
        date(2021, 1, 18),
        date(2027, 1, 18),
    )


def test_accounts_that_are_not_in_the_file_stay_as_they_are(session: Session) -> None:
    other = make_account(session)
    make_meter(session, other)
    run(session, ACCOUNT)
    session.refresh(other)
    assert other.surname == "Иванов"


def test_the_import_is_on_record_with_its_counts(session: Session) -> None:
    run(session, ACCOUNT)
    record = session.exec(select(AuditRecord).where(col(AuditRecord.action) == "register.import")).one()
    assert "accounts_added=1" in record.details


def test_no_accounts_are_no_work(session: Session) -> None:
    assert run(session) == ImportCounts(0, 0, 0, 0, 0)
