"""Tariffs and norms: dated rows with the act that set them, followed by later rows, never edited."""

from datetime import date
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from avk_app.models.columns import enum_field
from avk_app.models.meters import MeterKind

ACT_LENGTH = 200


class Service(StrEnum):
    """водоснабжение and водоотведение."""

    WATER = "water"
    WASTEWATER = "wastewater"


class TariffRate(SQLModel, table=True):
    """тариф: kopecks a cubic metre, VAT included. `valid_until` is the last day, None while open."""

    __tablename__ = "tariff_rate"
    __table_args__ = (UniqueConstraint("service", "valid_from", name="uq_tariff_rate"),)

    id: int | None = Field(default=None, primary_key=True)
    service: Service = enum_field(Service)
    rate_kopecks_per_m3: int = Field(gt=0)
    valid_from: date
    valid_until: date | None = None
    act: str = Field(max_length=ACT_LENGTH)
    is_sample: bool = False


class Norm(SQLModel, table=True):
    """норматив: litres of cold or hot water a registered person and month."""

    __table_args__ = (UniqueConstraint("water", "valid_from", name="uq_norm"),)

    id: int | None = Field(default=None, primary_key=True)
    water: MeterKind = enum_field(MeterKind)
    litres_per_person: int = Field(gt=0)
    valid_from: date
    valid_until: date | None = None
    act: str = Field(max_length=ACT_LENGTH)
    is_sample: bool = False
