"""Rows as the bulk writer takes them: fields are named like the columns they go to."""

from datetime import date, datetime
from typing import NamedTuple

from avk_app.domain.receipts import ReceiptKind, ReceiptStatus, Taxation
from avk_app.models.office_payments import OfficeMeans


class PremiseRow(NamedTuple):
    """A row of `premise`."""

    id: int
    district: str
    street: str
    house: str
    flat: str
    is_private_house: bool
    has_hot_water: bool


class RegistrationRow(NamedTuple):
    """A row of `registration`; the database numbers it."""

    premise_id: int
    valid_from: date
    persons: int


class AccountRow(NamedTuple):
    """A row of `account`."""

    id: int
    number: str
    premise_id: int
    surname: str
    first_name: str
    patronymic: str
    email: str
    phone: str
    opened_on: date
    meter_refused_on: date | None


class MeterRow(NamedTuple):
    """A row of `meter`."""

    id: int
    account_id: int
    serial: str
    kind: str
    place: str
    digits: int
    installed_on: date
    initial_litres: int
    verified_on: date
    verification_due_on: date
    removed_on: date | None


class PastVerificationRow(NamedTuple):
    """A row of `past_verification`; the database numbers it."""

    meter_id: int
    verified_on: date
    due_on: date
    superseded_at: datetime


class SubmissionRow(NamedTuple):
    """A row of `reading_submission`."""

    id: int
    account_id: int
    period: int
    request_key: str
    source: str
    submitted_at: datetime


class ReceiptRow(NamedTuple):
    """A row of `receipt`; the database numbers it."""

    number: str
    payment_id: int
    part: int
    kind: ReceiptKind
    amount_kopecks: int
    advance_kopecks: int
    fee_kopecks: int
    taxation: Taxation
    vat_percent: int
    vat_kopecks: int
    is_cash: bool
    buyer_email: str
    place: str
    issued_at: datetime
    status: ReceiptStatus
    is_fiscal: bool = False
    register_number: str = ""
    drive_number: str = ""
    document_number: str = ""
    fiscal_sign: str = ""
    registered_at: datetime | None = None
    attempts: int = 0
    last_error: str = ""


class OfficePaymentRow(NamedTuple):
    """A row of `office_payment`."""

    payment_id: int
    cashier_id: int
    means: OfficeMeans
    office: str
    key: str
    taken_on: date
    cancel_reason: str = ""


class ReadingRow(NamedTuple):
    """A row of `reading`."""

    id: int
    meter_id: int
    period: int
    value_litres: int
    taken_on: date
    received_at: datetime
    source: str
    status: str
    flags: str
    submission_id: int | None
    replaces_id: int | None
    stood_as: str | None = None
