"""One house of the demo city had no water for twenty hours in a month: its bills show the credit."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random

from sqlmodel import Session, col, select

from avk_app.clock import CITY_ZONE
from avk_app.domain.period import Period
from avk_app.models import Interruption
from avk_app.models.tariffs import Service
from avk_app.services.demo.addresses import Address, address_at
from avk_app.services.demo.city import SHOWCASE
from avk_app.services.demo.data import read_table

_BREAKS, _HOURS_AT_ONCE = 5, 4
_DAYS, _FIRST_HOURS = range(6, 25), range(8, 18)


def add_interruptions(session: Session, seed: int, month: Period) -> None:
    """The showcase's house in this month, from the seed; once."""
    started = datetime.combine(month.first_day, time(), CITY_ZONE).astimezone(UTC)
    if session.exec(select(Interruption.id).where(col(Interruption.started_at) >= started).limit(1)).first():
        return
    session.add_all(_breaks(seed, month, address_at(SHOWCASE)))


def _breaks(seed: int, month: Period, address: Address) -> Iterator[Interruption]:
    rng = Random(f"{seed}/{month.code}/interruptions")  # noqa: S311 — a made-up city
    for day in sorted(rng.sample(_DAYS, _BREAKS)):
        local = datetime.combine(month.day(day), time(rng.choice(_FIRST_HOURS)), CITY_ZONE)
        started_at = local.astimezone(UTC)
        ended_at = started_at + timedelta(hours=_HOURS_AT_ONCE)
        known_at = ended_at + timedelta(hours=1)
        yield Interruption(
            district=address.district,
            street=address.street,
            house=address.house,
            service=Service.WATER,
            started_at=started_at,
            ended_at=ended_at,
            reason=rng.choice(read_table("works"))[0],
            recorded_at=known_at,
            end_recorded_at=known_at,
        )
