"""What the page of a bill knows: plain values, no rows and no words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from avk_app.domain.bill_changes import BillChange
from avk_app.domain.charges import VatPart, included_vat_parts
from avk_app.domain.explanations import Basis
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.models.billing import LineKind
from avk_app.models.ledger import EntryKind
from avk_app.models.meters import MeterKind
from avk_app.models.payments import PaymentChannel
from avk_app.models.readings import ReadingSource
from avk_app.services.bill_acts import BillActs


@dataclass(frozen=True)
class ExplainedLine:
    """A charge line and what it was made from. `service` as stored."""

    kind: LineKind
    service: str
    period: Period
    volume_litres: int
    rate_kopecks_per_m3: int
    coefficient_hundredths: int
    amount_kopecks: int
    basis: Basis


@dataclass(frozen=True)
class BilledMeterName:
    """A meter of the account, as people know it."""

    meter_id: int
    kind: MeterKind
    place: str
    serial: str
    digits: int
    installed_on: date
    verification_due_on: date


@dataclass(frozen=True)
class ReadingProof:
    """How a reading came. `number` is its acceptance number, "" when it has none."""

    taken_on: date
    received_at: datetime
    source: ReadingSource
    number: str


ReadingKey = tuple[int, Period, int]


@dataclass(frozen=True)
class BalanceMove:
    """Something that changed the balance beside charges; negative when money came in."""

    kind: EntryKind
    amount_kopecks: int
    effective_on: date
    channel: PaymentChannel | None


@dataclass(frozen=True)
class BillSummary:
    """One bill in a list, in kopecks: what the month cost and what was to be paid."""

    period: Period
    month_kopecks: int
    due_kopecks: int


@dataclass(frozen=True)
class BillPage:
    """One bill with everything that explains it.

    `opening + charged + penalty = due`, and `before_kopecks` (what the bill before asked for) plus
    `moves_before` is `opening` where `are_moves_whole`. `change` is None for the first bill. Only the
    newest bill knows `moves_since` and the balance of today.
    """

    account_number: str
    address: str
    period: Period
    is_newest: bool
    issued_at: datetime
    pay_by_on: date
    due_on: date
    opening_kopecks: int
    charged_kopecks: int
    penalty_kopecks: int
    due_kopecks: int
    balance_kopecks: int
    before_kopecks: int
    lines: tuple[ExplainedLine, ...]
    compared_with: Period | None
    change: BillChange | None
    moves_before: tuple[BalanceMove, ...]
    moves_since: tuple[BalanceMove, ...]
    acts: BillActs
    meters: Mapping[int, BilledMeterName]
    readings: Mapping[ReadingKey, ReadingProof]

    @property
    def vat(self) -> tuple[VatPart, ...]:
        """Inside what the bill charges, each line by the rate of its own period."""
        return included_vat_parts(
            (line.amount_kopecks, self.acts.rule_on(PolicyKey.VAT_PERCENT, line.period.first_day).value)
            for line in self.lines
            if line.kind is not LineKind.PENALTY
        )

    @property
    def are_moves_whole(self) -> bool:
        """Whether the moves before this bill explain its opening balance to the kopeck."""
        moved = sum(move.amount_kopecks for move in self.moves_before)
        return self.before_kopecks + moved == self.opening_kopecks
