"""What the dashboard answers with: frozen, without database rows."""

from dataclasses import dataclass
from datetime import date, datetime

from avk_app.domain.consumption import MonthVolume
from avk_app.domain.period import Period
from avk_app.domain.verification import VerificationStage
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.services.balance import NO_BALANCE, AccountBalance
from avk_app.services.norm_timer import NO_OUTLOOK, NormOutlook


@dataclass(frozen=True)
class LinkedAccount:
    """An account that the user may look at."""

    account_id: int
    number: str
    address: str
    is_current: bool


@dataclass(frozen=True)
class LastReading:
    """The newest current reading of a meter."""

    value_litres: int
    period: Period
    taken_on: date
    received_at: datetime
    status: ReadingStatus


@dataclass(frozen=True)
class MeterState:
    """A meter in service; `last` is None until its first reading."""

    kind: MeterKind
    place: str
    serial: str
    digits: int
    verification_due_on: date
    verification_stage: VerificationStage | None
    last: LastReading | None


@dataclass(frozen=True)
class ReadingsTask:
    """This month's readings: when they close, how many of the meters were sent, the last one when.

    `to_clarify` of the sent ones wait for an answer; `previous_at` is when last month's came.
    """

    period: Period
    closes_on: date
    meters: int
    sent: int
    to_clarify: int
    sent_at: datetime | None
    previous_at: datetime | None

    @property
    def is_done(self) -> bool:
        return self.sent == self.meters and not self.to_clarify


@dataclass(frozen=True)
class VerificationTask:
    """A meter whose verification is near or lapsed."""

    meter: MeterState
    stage: VerificationStage


@dataclass(frozen=True)
class MonthOfWater:
    """One month of the year; None where no dial tells anything."""

    period: Period
    cold: MonthVolume | None
    hot: MonthVolume | None


@dataclass(frozen=True)
class Dashboard:
    """Everything the dashboard shows, on the day `today`.

    In a surname session the address is masked and `greeting_name` empty. `tasks` are in order of urgency; a
    closed account has none, and `closed_on` is its last day. `norm` is empty while the meters are in order.
    `accounts` are those the user may switch between, none when there is only one.
    """

    today: date
    account_number: str
    address: str
    greeting_name: str
    tasks: tuple[ReadingsTask | VerificationTask, ...]
    meters: tuple[MeterState, ...]
    months: tuple[MonthOfWater, ...]
    accounts: tuple[LinkedAccount, ...]
    closed_on: date | None = None
    balance: AccountBalance = NO_BALANCE
    norm: NormOutlook = NO_OUTLOOK
