"""Receipts (электронный чек): what 54-FZ asks a receipt to say, without wording.

Advance and full settlement are told apart as the fiscal data format does (order of the Tax Service
ED-7-20/662@, tag 1214): what was owed is settled in full, what was paid ahead is an advance. VAT is inside
the amount. The payment system's fee is a line of its own and settles nothing.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from avk_app.domain.charges import included_vat_kopecks
from avk_app.domain.check_codes import check_code
from avk_app.domain.period import Period

MAX_NUMBER_LENGTH = 24
_NUMBER = re.compile(r"(20\d{2})-?(\d{8,10})(?:-(\d{1,3}))?", re.ASCII)
_SPACES = re.compile(r"\s+")


class ReceiptKind(StrEnum):
    """Calculation sign (признак расчёта, tag 1054): приход or возврат прихода."""

    INCOME = "income"
    RETURN = "return"


class ReceiptStatus(StrEnum):
    """CONFIRMATION: no cash register is asked, the paper only confirms the payment."""

    CONFIRMATION = "confirmation"
    TO_REGISTER = "to_register"
    REGISTERED = "registered"
    FAILED = "failed"


class Taxation(StrEnum):
    """Taxation system (tag 1055)."""

    GENERAL = "general"


class ItemSubject(StrEnum):
    """What was paid for (tag 1030)."""

    UTILITIES = "utilities"
    FEE = "fee"


class SettlementSign(StrEnum):
    """Sign of the settlement (признак способа расчёта, tag 1214)."""

    FULL = "full"
    ADVANCE = "advance"


@dataclass(frozen=True)
class ReceiptItem:
    """One line; VAT is inside the amount, None where there is none."""

    subject: ItemSubject
    sign: SettlementSign
    amount_kopecks: int
    vat_kopecks: int | None


@dataclass(frozen=True)
class ReceiptSums:
    """What was paid: `amount` of which `advance` was ahead of any bill, and the `fee` on top."""

    amount_kopecks: int
    advance_kopecks: int
    fee_kopecks: int
    vat_percent: int

    @property
    def total_kopecks(self) -> int:
        return self.amount_kopecks + self.fee_kopecks


@dataclass(frozen=True)
class FiscalMarks:
    """What a cash register adds: tags 1037, 1041, 1040 and 1077."""

    register_number: str
    drive_number: str
    document_number: str
    sign: str
    registered_at: datetime


@dataclass(frozen=True)
class ReceiptDocument:
    """A receipt as it is shown.

    `channel` as stored; `fiscal` once registered, `is_fiscal` for a real register only. `original` is the
    receipt that a return belongs to; `returns` are those of this one.
    """

    number: str
    check_code: str
    kind: ReceiptKind
    status: ReceiptStatus
    is_fiscal: bool
    issued_at: datetime
    paid_on: date
    account_number: str
    channel: str
    is_cash: bool
    named_period: Period | None
    sums: ReceiptSums
    taxation: Taxation
    buyer_email: str
    place: str
    seller: str
    seller_inn: str
    fiscal: FiscalMarks | None
    original: str = ""
    returns: tuple[str, ...] = ()


def is_without_fee(document: ReceiptDocument) -> bool:
    """Whether it is worth saying that nothing was added to the payment; of a return it goes without."""
    return document.kind is ReceiptKind.INCOME and not document.sums.fee_kopecks


def receipt_number(year: int, payment_id: int, part: int = 0) -> str:
    """«2026-00000123» for a payment, «2026-00000123-1» for the first return of its money."""
    return f"{year}-{payment_id:08d}" + (f"-{part}" if part else "")


def receipt_number_in(typed: str) -> str | None:
    """The number that a person typed, with or without its first dash; None for any other text."""
    match = _NUMBER.fullmatch(_SPACES.sub("", typed[: MAX_NUMBER_LENGTH * 2]))
    if match is None:
        return None
    year, serial, part = match.groups()
    return f"{year}-{serial}" + (f"-{part}" if part else "")


def receipt_in_code(number: str) -> str:
    """What the check code of a receipt with this number is made for."""
    return f"receipt:{number}"


def receipt_check_code(key: bytes, number: str, total_kopecks: int) -> str:
    """The code of a receipt with this number and this total, without its dash."""
    return check_code(key, receipt_in_code(number), total_kopecks)


def advance_kopecks(balance_after_kopecks: int, amount_kopecks: int) -> int:
    """How much of a payment was ahead of any bill, by the account's balance after it (negative: advance)."""
    return min(amount_kopecks, max(0, -balance_after_kopecks))


def receipt_items(sums: ReceiptSums) -> tuple[ReceiptItem, ...]:
    """The lines of a receipt, in the order they are printed; they add up to its total."""
    full = sums.amount_kopecks - sums.advance_kopecks
    utilities = ((SettlementSign.FULL, full), (SettlementSign.ADVANCE, sums.advance_kopecks))
    items = [
        ReceiptItem(ItemSubject.UTILITIES, sign, kopecks, included_vat_kopecks(kopecks, sums.vat_percent))
        for sign, kopecks in utilities
        if kopecks
    ]
    if sums.fee_kopecks:
        items.append(ReceiptItem(ItemSubject.FEE, SettlementSign.FULL, sums.fee_kopecks, None))
    return tuple(items)


def vat_kopecks(sums: ReceiptSums) -> int:
    """VAT inside the whole receipt: the sum of its lines."""
    return sum(item.vat_kopecks or 0 for item in receipt_items(sums))
