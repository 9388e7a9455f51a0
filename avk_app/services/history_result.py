"""What a history is made of, as plain values."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from avk_app.domain.history import HistorySpan, MonthMovements, Movements
from avk_app.domain.period import Period
from avk_app.models.ledger import EntryKind
from avk_app.models.meters import MeterKind
from avk_app.models.payments import PaymentChannel
from avk_app.models.readings import ReadingSource, ReadingStatus


class ChargedFor(NamedTuple):
    """What a charge is for: `service` and `method` as the line keeps them, the month it is about, and the
    month of the bill it stands in."""

    service: str
    method: str
    volume_litres: int
    period: Period
    bill_period: Period


class HistoryEntry(NamedTuple):
    """One entry. `change_kopecks` adds to what is owed; `balance_kopecks` is owed after it, by days.

    A charge has `charged_for`, a payment its channel, a reversal the kind of what it undid.
    """

    sequence: int
    effective_on: date
    kind: EntryKind
    change_kopecks: int
    balance_kopecks: int
    charged_for: ChargedFor | None
    channel: PaymentChannel | None
    reversed_kind: EntryKind | None


class HistoryReading(NamedTuple):
    """One reading taken within the span."""

    taken_on: date
    value_litres: int
    source: ReadingSource
    status: ReadingStatus
    meter_kind: MeterKind
    meter_place: str
    meter_serial: str
    meter_digits: int


@dataclass(frozen=True)
class HistorySums:
    """Opening balance and movements by month, up to the entry numbered `as_of_sequence` (0: none)."""

    opening_kopecks: int
    months: tuple[MonthMovements, ...]
    entry_count: int
    as_of_sequence: int


@dataclass(frozen=True)
class History:
    """Opening + movements = closing, in kopecks; positive is owed. `entries` is one page or all of them."""

    account_number: str
    opened_on: date
    span: HistorySpan
    opening_kopecks: int
    movements: Movements
    months: tuple[MonthMovements, ...]
    entries: tuple[HistoryEntry, ...]
    entry_count: int
    page: int
    as_of_sequence: int
    readings: tuple[HistoryReading, ...]
    has_more_readings: bool

    @property
    def closing_kopecks(self) -> int:
        return self.opening_kopecks + self.movements.total_kopecks
