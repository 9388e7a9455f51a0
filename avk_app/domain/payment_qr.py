"""The text of a payment QR: GOST R 56042-2014, which every Russian bank's app scans.

`ST00012`: format ST, version 0001, encoding 2 = UTF-8. Then `Key=value` fields behind a separator that no
value contains: the five required ones first, in the standard's order.
"""

from dataclasses import dataclass

from avk_app.domain.bank_details import Payee
from avk_app.domain.period import Period
from avk_app.errors import DomainError

HEADER = "ST00012"
SEPARATORS = "|~_#$^&*/`@%"
MAX_REQUIRED_BYTES = 300
MAX_PURPOSE_LENGTH = 210
MAX_SUM_KOPECKS = 10**18 - 1


@dataclass(frozen=True)
class PaymentOrder:
    """What the payer's bank fills its form with. What is empty or None is left out."""

    payee: Payee
    sum_kopecks: int
    purpose: str
    surname: str
    account_number: str
    period: Period | None


@dataclass(eq=False)
class NothingToPay(DomainError):
    """A payment order is for at least one kopeck and at most eighteen digits of them."""

    sum_kopecks: int


@dataclass(eq=False)
class PurposeTooLong(DomainError):
    """The purpose has more characters than the standard allows."""

    length: int
    limit: int


@dataclass(eq=False)
class RequiredBlockTooLong(DomainError):
    """The payee's details together take more bytes than the standard allows."""

    length_bytes: int
    limit_bytes: int


@dataclass(eq=False)
class NoSeparatorLeft(DomainError):
    """Every separator of the standard occurs in some value."""

    values: tuple[str, ...]


def payment_qr_text(order: PaymentOrder) -> str:
    """The string to encode as UTF-8 bytes in the symbol.

    Raises NothingToPay, PurposeTooLong, RequiredBlockTooLong, NoSeparatorLeft.
    """
    if not 0 < order.sum_kopecks <= MAX_SUM_KOPECKS:
        raise NothingToPay(order.sum_kopecks)
    if len(order.purpose) > MAX_PURPOSE_LENGTH:
        raise PurposeTooLong(len(order.purpose), MAX_PURPOSE_LENGTH)
    require_room_for(order.payee)
    required, optional = _required(order.payee), _optional(order)
    separator = _separator([*required.values(), *optional.values()])
    return separator.join((HEADER, _joined(required, separator), _joined(optional, separator)))


def require_room_for(payee: Payee) -> None:
    """Check that the payee's details fit the required block. Raises RequiredBlockTooLong."""
    length = len(_joined(_required(payee), SEPARATORS[0]).encode())
    if length > MAX_REQUIRED_BYTES:
        raise RequiredBlockTooLong(length, MAX_REQUIRED_BYTES)


def read_payment_qr(text: str) -> dict[str, str]:
    """The fields of such a string, by key, in its order. ValueError when it is none."""
    separator = text[len(HEADER) : len(HEADER) + 1]
    header, *fields = text.split(separator) if separator else (text,)
    if header != HEADER or not fields:
        raise ValueError(f"no {HEADER} payment: {text[:40]}")
    pairs = (field.partition("=") for field in fields)
    return {key: value for key, _equals, value in pairs}


def _required(payee: Payee) -> dict[str, str]:
    return {
        "Name": payee.name,
        "PersonalAcc": payee.account,
        "BankName": payee.bank_name,
        "BIC": payee.bic,
        "CorrespAcc": payee.correspondent_account,
    }


def _optional(order: PaymentOrder) -> dict[str, str]:
    fields = {
        "Sum": str(order.sum_kopecks),
        "Purpose": order.purpose,
        "PayeeINN": order.payee.inn,
        "KPP": order.payee.kpp,
        "LastName": order.surname,
        "PersAcc": order.account_number,
        "PaymPeriod": f"{order.period.month:02d}{order.period.year}" if order.period else "",
    }
    return {key: value for key, value in fields.items() if value}


def _separator(values: list[str]) -> str:
    for candidate in SEPARATORS:
        if not any(candidate in value for value in values):
            return candidate
    raise NoSeparatorLeft(tuple(values))


def _joined(fields: dict[str, str], separator: str) -> str:
    return separator.join(f"{key}={value}" for key, value in fields.items())
