"""Tariffs: what they are, were and will be, and what a volume would cost at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlmodel import Session, col, select

from avk_app.config import PROJECT_DIR
from avk_app.domain.charges import charge_kopecks, included_vat_kopecks, norm_volume_litres
from avk_app.domain.dated import row_in_force
from avk_app.domain.policy import PolicyKey
from avk_app.models import Norm, TariffRate
from avk_app.models.meters import MeterKind
from avk_app.models.tariffs import Service
from avk_app.services.dated_rows import is_yes, optional_date, read_table
from avk_app.services.own_rates import append_rates
from avk_app.services.policy import get_policy_value

DATA_DIR = PROJECT_DIR / "avk_app" / "data"


class Standing(StrEnum):
    """Where a rate stands on a day."""

    NOW = "now"
    BEFORE = "before"
    ANNOUNCED = "announced"


@dataclass(frozen=True)
class TariffEntry:
    """One dated rate with the act that set it; `rate_kopecks_per_m3` includes VAT."""

    service: Service
    standing: Standing
    rate_kopecks_per_m3: int
    valid_from: date
    act: str
    is_sample: bool


@dataclass(frozen=True)
class QuoteLine:
    """What one service would cost."""

    service: Service
    volume_litres: int
    rate_kopecks_per_m3: int
    amount_kopecks: int


@dataclass(frozen=True)
class Quote:
    """What a month would cost: the total is the sum of rounded lines."""

    lines: tuple[QuoteLine, ...]
    total_kopecks: int
    vat_kopecks: int


def load_tariffs(session: Session, folder: Path = DATA_DIR) -> int:
    """Append the rates and norms that the database misses, as `append_rates` does it."""
    rates = read_table(folder / "tariffs.csv", _parse_rate)
    norms = read_table(folder / "norms.csv", _parse_norm)
    added = append_rates(session, rates, lambda row: row.service)
    return added + append_rates(session, norms, lambda row: f"norm_{row.water}")


def list_tariffs(session: Session, on_day: date) -> tuple[TariffEntry, ...]:
    """Every rate, newest first within its service, each with its standing on the day."""
    rows = _stored_rates(session)
    in_force = {service: row_in_force(rows[service], on_day, service) for service in Service}
    return tuple(
        TariffEntry(
            service,
            _standing(row, in_force[service], on_day),
            row.rate_kopecks_per_m3,
            row.valid_from,
            row.act,
            row.is_sample,
        )
        for service in Service
        for row in rows[service]
    )


def quote_month(session: Session, cold_litres: int, hot_litres: int, on_day: date) -> Quote:
    """What a month with these volumes costs at the rates in force on a day.

    Wastewater is cold and hot water together; hot water itself is not sold. Raises RowsHaveGap.
    """
    rows = _stored_rates(session)
    volumes = {Service.WATER: cold_litres, Service.WASTEWATER: cold_litres + hot_litres}
    lines = tuple(
        _quote_line(service, volumes[service], row_in_force(rows[service], on_day, service))
        for service in Service
    )
    total = sum(line.amount_kopecks for line in lines)
    vat_percent = get_policy_value(session, PolicyKey.VAT_PERCENT, on_day)
    return Quote(lines, total, included_vat_kopecks(total, vat_percent))


def quote_norm(session: Session, persons: int, on_day: date) -> Quote:
    """What a month by the norm costs a household without a meter: wastewater follows the water."""
    norms = session.exec(select(Norm).where(col(Norm.water) == MeterKind.COLD)).all()
    norm = row_in_force(norms, on_day, "norm")
    return quote_month(session, norm_volume_litres(persons, norm.litres_per_person), 0, on_day)


def _quote_line(service: Service, volume_litres: int, row: TariffRate) -> QuoteLine:
    amount = charge_kopecks(volume_litres, row.rate_kopecks_per_m3)
    return QuoteLine(service, volume_litres, row.rate_kopecks_per_m3, amount)


def _stored_rates(session: Session) -> dict[Service, Sequence[TariffRate]]:
    rows = session.exec(select(TariffRate).order_by(col(TariffRate.valid_from).desc())).all()
    return {service: [row for row in rows if row.service is service] for service in Service}


def _standing(row: TariffRate, in_force: TariffRate, on_day: date) -> Standing:
    if row is in_force:
        return Standing.NOW
    return Standing.ANNOUNCED if row.valid_from > on_day else Standing.BEFORE


def _parse_rate(line: dict[str, str]) -> TariffRate:
    return TariffRate(
        service=Service(line["service"]),
        rate_kopecks_per_m3=int(line["rate_kopecks_per_m3"]),
        valid_from=date.fromisoformat(line["valid_from"]),
        valid_until=optional_date(line["valid_until"]),
        act=line["act"],
        is_sample=is_yes(line["is_sample"]),
    )


def _parse_norm(line: dict[str, str]) -> Norm:
    return Norm(
        water=MeterKind(line["water"]),
        litres_per_person=int(line["litres_per_person"]),
        valid_from=date.fromisoformat(line["valid_from"]),
        valid_until=optional_date(line["valid_until"]),
        act=line["act"],
        is_sample=is_yes(line["is_sample"]),
    )
