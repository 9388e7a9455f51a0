"""A bill as a document (платёжный документ, Ministry of Construction order 43/пр): values without wording.

Made from stored rows, it refuses to exist when it does not add up: each bill equals its lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from avk_app.domain.bank_details import Payee
from avk_app.domain.billing import ChargedService, Water
from avk_app.domain.charges import VatPart, charge_kopecks
from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.errors import InvariantError


class RecalculationReason(StrEnum):
    """Why an earlier charge changed."""

    READING = "reading"
    INTERRUPTION = "interruption"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Provider:
    """исполнитель: who sells the water and how to reach it. In force from `valid_from`.

    `is_sample`: invented details that nobody must pay to.
    """

    valid_from: date
    valid_until: date | None
    payee: Payee
    address: str
    hotline: str
    email: str
    website: str
    office_hours: str
    is_sample: bool


@dataclass(frozen=True)
class Payer:
    """Whom the bill is for and where. `persons` registered in the premise."""

    account_number: str
    surname: str
    first_name: str
    patronymic: str
    address: str
    persons: int


@dataclass(frozen=True)
class BillLine:
    """One charge line: one service of the bill's own period.

    `norm_litres` is the month's norm for one person where the norm was used, else 0.
    """

    service: ChargedService
    method: Method
    volume_litres: int
    rate_kopecks_per_m3: int
    coefficient_hundredths: int
    amount_kopecks: int
    norm_litres: int = 0


@dataclass(frozen=True)
class BillRecalculation:
    """The difference for one service of an earlier period, with its reason."""

    service: ChargedService
    period: Period
    reason: RecalculationReason
    volume_litres: int
    amount_kopecks: int


@dataclass(frozen=True)
class BillPayment:
    """A payment received since the bill before."""

    received_on: date
    amount_kopecks: int


@dataclass(frozen=True)
class BillMeter:
    """A meter and the readings that were used; `current_litres` is None when there was none in time."""

    water: Water
    place: str
    serial: str
    digits: int
    verification_due_on: date
    previous_litres: int
    previous_on: date
    current_litres: int | None = None
    current_on: date | None = None


@dataclass(frozen=True)
class BillSums:
    """The bill's account of itself, in kopecks; a negative `opening` or `due` is an advance.

    `opening + charged + penalty − paid = due`; `charged` holds lines and recalculations.
    """

    opening_kopecks: int
    charged_kopecks: int
    penalty_kopecks: int
    paid_kopecks: int
    due_kopecks: int


@dataclass(frozen=True)
class BillDocument:
    """One account's bill for one period. Raises BillDoesNotAddUp."""

    number: str
    check_code: str
    period: Period
    issued_on: date
    pay_by: date
    readings_from: date
    readings_until: date
    provider: Provider
    payer: Payer
    lines: tuple[BillLine, ...]
    recalculations: tuple[BillRecalculation, ...]
    payments: tuple[BillPayment, ...]
    meters: tuple[BillMeter, ...]
    sums: BillSums
    vat: tuple[VatPart, ...]

    def __post_init__(self) -> None:
        for name, stated, computed in _comparisons(self):
            if stated != computed:
                raise BillDoesNotAddUp(self.number, name, stated, computed)


class BillDoesNotAddUp(InvariantError):
    """A sum of the bill, or the amount of a line, is not what its parts make."""

    def __init__(self, number: str, name: str, stated_kopecks: int, computed_kopecks: int) -> None:
        super().__init__(number, name, stated_kopecks, computed_kopecks)
        self.number = number
        self.name = name
        self.stated_kopecks = stated_kopecks
        self.computed_kopecks = computed_kopecks


def _comparisons(bill: BillDocument) -> Iterable[tuple[str, int, int]]:
    """What the bill says beside what its parts say: name, stated, computed."""
    sums = bill.sums
    for line in bill.lines:
        yield f"line {line.service}", line.amount_kopecks, _line_kopecks(line)
    yield "charged", sums.charged_kopecks, _total(bill.lines) + _total(bill.recalculations)
    yield "paid", sums.paid_kopecks, _total(bill.payments)
    yield (
        "due",
        sums.due_kopecks,
        sums.opening_kopecks + sums.charged_kopecks + sums.penalty_kopecks - sums.paid_kopecks,
    )


def _line_kopecks(line: BillLine) -> int:
    return charge_kopecks(line.volume_litres, line.rate_kopecks_per_m3, line.coefficient_hundredths)


def _total(parts: Iterable[BillLine | BillRecalculation | BillPayment]) -> int:
    return sum(part.amount_kopecks for part in parts)
