"""The cash register (54-FZ): takes a receipt, gives back its fiscal marks.

A real one is added here as one more class. Until then there is the demo's, whose papers are not fiscal.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from avk_app.config import Settings
from avk_app.domain.receipts import FiscalMarks, ReceiptKind, SettlementSign, Taxation

_DEMO_REGISTER = "0000000000000000"
_DEMO_DRIVE = "0000000000000000"
_SIGN_DIGITS, _NUMBER_DIGITS = 10, 6


@dataclass(frozen=True)
class FiscalItem:
    """One line. `vat_percent` is None where there is no VAT; it is inside the amount."""

    name: str
    sign: SettlementSign
    amount_kopecks: int
    vat_percent: int | None
    vat_kopecks: int


@dataclass(frozen=True)
class FiscalReceipt:
    """What a register is asked to register. `number` is the idempotency key."""

    number: str
    kind: ReceiptKind
    taxation: Taxation
    items: tuple[FiscalItem, ...]
    total_kopecks: int
    is_cash: bool
    buyer_email: str
    place: str
    issued_at: datetime


@dataclass(frozen=True)
class FiscalDocument:
    """What the register made of a receipt; `is_fiscal` when it counts before the law."""

    marks: FiscalMarks
    is_fiscal: bool


class FiscalRegister(Protocol):
    """Registers a receipt once: the same number again gives the same document. Raises GatewayError."""

    def register(self, receipt: FiscalReceipt) -> FiscalDocument: ...


class DemoRegister:
    """Remembers nothing: its marks follow from the receipt, so asking twice gives the same document."""

    def register(self, receipt: FiscalReceipt) -> FiscalDocument:
        digits = str(int(sha256(f"{receipt.number}:{receipt.total_kopecks}".encode()).hexdigest(), 16))
        marks = FiscalMarks(
            register_number=_DEMO_REGISTER,
            drive_number=_DEMO_DRIVE,
            document_number=str(int(digits[-_NUMBER_DIGITS:])),
            sign=digits[:_SIGN_DIGITS],
            registered_at=receipt.issued_at,
        )
        return FiscalDocument(marks, is_fiscal=False)


def register_for(settings: Settings) -> FiscalRegister | None:
    """The register of this installation; None while payments are only confirmed."""
    return DemoRegister() if settings.has_demo_register else None
