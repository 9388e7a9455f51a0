"""Rows for tests, with defaults that mean nothing in particular."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.account_numbers import with_check_digit
from avk_app.domain.period import Period
from avk_app.models import Account, Meter, Premise, Reading, Registration, User, UserAccount
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.models.users import Role

_numbers = count(380104000)


def make_account(session: Session, **values: Any) -> Account:
    """An account in a flat of its own."""
    premise = Premise(
        district="12-й микрорайон",
        street="ул. Коминтерна",
        house="5",
        flat="17",
    )
    session.add(premise)
    session.flush()
    make_registration(session, premise.id, date(2000, 1, 1), 3)
    defaults: dict[str, Any] = {
        "number": with_check_digit(str(next(_numbers))),
        "premise_id": premise.id,
        "surname": "Иванов",
        "first_name": "Пётр",
        "patronymic": "Сергеевич",
        "email": "ivanov@example.ru",
        "phone": "+79021234567",
        "opened_on": date(2020, 1, 1),
    }
    account = Account(**(defaults | values))
    session.add(account)
    session.flush()
    return account


def make_registration(session: Session, premise_id: int | None, valid_from: date, persons: int) -> None:
    """So many persons are registered from that day on."""
    session.add(Registration(premise_id=premise_id or 0, valid_from=valid_from, persons=persons))
    session.flush()


def make_meter(session: Session, account: Account, **values: Any) -> Meter:
    """A cold-water meter with five black digits."""
    defaults: dict[str, Any] = {
        "account_id": account.id,
        "serial": f"40{next(_numbers)}",
        "kind": MeterKind.COLD,
        "place": "кухня",
        "digits": 5,
        "installed_on": date(2021, 1, 18),
        "verified_on": date(2021, 1, 18),
        "verification_due_on": date(2027, 1, 18),
    }
    meter = Meter(**(defaults | values))
    session.add(meter)
    session.flush()
    return meter


def make_reading(session: Session, meter: Meter, period: Period, value_litres: int, **values: Any) -> Reading:
    """A reading that was accepted on the 24th of its month."""
    taken_on = period.first_day.replace(day=24)
    defaults: dict[str, Any] = {
        "meter_id": meter.id,
        "period": period.code,
        "value_litres": value_litres,
        "taken_on": taken_on,
        "received_at": datetime.combine(taken_on, time(4), UTC),
        "source": ReadingSource.WEB,
        "status": ReadingStatus.ACCEPTED,
    }
    reading = Reading(**(defaults | values))
    session.add(reading)
    session.flush()
    return reading


def make_history(session: Session, meter: Meter, last: Period, *values_litres: int) -> list[Reading]:
    """Accepted readings of successive months; the last value belongs to `last`."""
    first = last.plus(1 - len(values_litres))
    return [
        make_reading(session, meter, first.plus(month), value) for month, value in enumerate(values_litres)
    ]


def make_user(session: Session, *accounts: Account, **values: Any) -> User:
    """Somebody with a login, owner of the accounts given."""
    now = clock.now()
    defaults: dict[str, Any] = {
        "login": f"user{next(_numbers)}",
        "password_hash": "!",
        "role": Role.SUBSCRIBER,
        "created_at": now,
        "password_changed_at": now,
    }
    user = User(**(defaults | values))
    session.add(user)
    session.flush()
    session.add_all(UserAccount(user_id=user.id, account_id=account.id) for account in accounts)
    session.flush()
    return user
