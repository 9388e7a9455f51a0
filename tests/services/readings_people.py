"""Who sends readings in these tests, and with what."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session

from avk_app.domain.period import Period
from avk_app.models import Account, Meter, UserSession
from avk_app.models.meters import MeterKind
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services.access import Actor
from avk_app.services.readings_check import ReadingsCommand, TypedReading
from tests.factories import make_account, make_history, make_meter

NOVEMBER = Period(2026, 11)
OCTOBER = Period(2026, 10)
IN_TIME = datetime(2026, 11, 22, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Household:
    """A flat with a cold and a hot meter that both have a usual consumption."""

    account: Account
    cold: Meter
    hot: Meter
    actor: Actor


def make_household(session: Session) -> Household:
    account = make_account(session)
    cold = make_meter(session, account)
    hot = make_meter(session, account, kind=MeterKind.HOT, place="ванная")
    make_history(session, cold, OCTOBER, 384_385, 391_385, 398_385, 405_385, 412_385)
    make_history(session, hot, OCTOBER, 185_620, 188_720, 191_820, 194_920, 198_020)
    return Household(account, cold, hot, actor_for(session, account))


def actor_for(session: Session, account: Account) -> Actor:
    row = UserSession(
        token_hash=f"{account.id:064d}",
        kind=SessionKind.SURNAME,
        account_id=account.id,
        created_at=IN_TIME,
        last_seen_at=IN_TIME,
        expires_at=IN_TIME,
    )
    session.add(row)
    session.flush()
    return Actor(row.id or 0, SessionKind.SURNAME, Role.SUBSCRIBER, None, account.id)


def command(
    *typed: tuple[Meter, str], key: str = "key-1", period: Period = NOVEMBER, is_confirmed: bool = False
) -> ReadingsCommand:
    readings = tuple(TypedReading(meter.id or 0, text) for meter, text in typed)
    return ReadingsCommand(key, period, readings, is_confirmed)
