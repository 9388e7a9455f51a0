"""Accounts to measure with: three meters each, one earlier reading, an open session."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.models import Reading
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.models.sessions import SessionKind
from avk_app.services import sessions
from tests.factories import make_account, make_meter, make_user

METERS = 3
PREVIOUS_LITRES = 412_000


@dataclass(frozen=True)
class Person:
    """A subscriber with a cookie and meters."""

    cookie: str
    meter_ids: tuple[int, ...]


def make_person(session: Session, *, has_login: bool = False) -> Person:
    account = make_account(session)
    kinds = (MeterKind.COLD, MeterKind.COLD, MeterKind.HOT)
    meters = [make_meter(session, account, kind=kind) for kind in kinds]
    last_month = Period.of(clock.today()).plus(-1)
    session.add_all(
        Reading(
            meter_id=meter.id or 0,
            period=last_month.code,
            value_litres=PREVIOUS_LITRES,
            taken_on=last_month.last_day,
            received_at=clock.now() - timedelta(days=20),
            source=ReadingSource.WEB,
            status=ReadingStatus.ACCEPTED,
        )
        for meter in meters
    )
    user = make_user(session, account) if has_login else None
    kind = SessionKind.PASSWORD if user else SessionKind.SURNAME
    ticket = sessions.issue_ticket(session, kind, user.id if user else None, account.id)
    token = sessions.open_session(session, ticket, "bench", "127.0.0.1").token
    return Person(token, tuple(meter.id or 0 for meter in meters))
