"""The tables of a bill's sheet: charges, recalculations, how the sum came about, meters."""

from datetime import date

from avk_app.domain.bill_document import BillDocument, BillLine, BillMeter, BillRecalculation
from avk_app.domain.billing import Water
from avk_app.domain.charges import UNIT_COEFFICIENT_HUNDREDTHS
from avk_app.gateways.pdf import Column, SheetTable
from avk_app.models.meters import MeterKind
from avk_app.money import format_kopecks_plain
from avk_app.texts import bill as texts
from avk_app.texts import russian
from avk_app.texts.meters import meter_name, meter_number
from avk_app.texts.tariffs import SERVICE_NAMES
from avk_app.view_models.vat import vat_notes
from avk_app.volume import dial_capacity_litres, format_cubic_metres, format_cubic_metres_plain, format_dial

MAX_PAYMENTS_LISTED = 4
KINDS = {Water.COLD: MeterKind.COLD, Water.HOT: MeterKind.HOT}


def charges_table(bill: BillDocument) -> SheetTable:
    """What each service of the period cost."""
    total = sum(line.amount_kopecks for line in bill.lines)
    return SheetTable(
        texts.CHARGES.format(month=russian.period_name(bill.period)),
        (
            Column(texts.SERVICE, share=2),
            Column(texts.METHOD, share=3),
            Column(texts.VOLUME, is_number=True),
            Column(texts.RATE, is_number=True),
            Column(texts.CHARGED, is_number=True),
        ),
        tuple(_charge_row(line, bill.payer.persons) for line in bill.lines),
        (texts.TOTAL, "", "", "", format_kopecks_plain(total)),
    )


def _charge_row(line: BillLine, persons: int) -> tuple[str, ...]:
    return (
        SERVICE_NAMES[line.service],
        _method(line, persons),
        format_cubic_metres_plain(line.volume_litres),
        format_kopecks_plain(line.rate_kopecks_per_m3),
        format_kopecks_plain(line.amount_kopecks),
    )


def _method(line: BillLine, persons: int) -> str:
    method = texts.METHODS[line.method]
    if line.coefficient_hundredths != UNIT_COEFFICIENT_HUNDREDTHS:
        coefficient = format_kopecks_plain(line.coefficient_hundredths).rstrip("0").rstrip(",")
        method = texts.COEFFICIENT.format(method=method, coefficient=coefficient)
    if not line.norm_litres:
        return method
    return texts.BY_NORM.format(
        method=method,
        persons=russian.counted(persons, russian.PERSONS),
        norm=format_cubic_metres(line.norm_litres),
    )


def recalculations_table(bill: BillDocument) -> SheetTable:
    """What changed for earlier periods and why."""
    total = sum(part.amount_kopecks for part in bill.recalculations)
    return SheetTable(
        texts.RECALCULATIONS,
        (
            Column(texts.SERVICE, share=4),
            Column(texts.FOR_MONTH, share=3),
            Column(texts.REASON, share=7),
            Column(texts.VOLUME, is_number=True),
            Column(texts.CHANGE, is_number=True),
        ),
        tuple(_recalculation_row(part) for part in bill.recalculations),
        (texts.TOTAL, "", "", "", format_kopecks_plain(total)),
    )


def _recalculation_row(part: BillRecalculation) -> tuple[str, ...]:
    return (
        SERVICE_NAMES[part.service],
        russian.period_name(part.period),
        texts.REASONS[part.reason],
        format_cubic_metres_plain(part.volume_litres) if part.volume_litres else texts.NO_VALUE,
        format_kopecks_plain(part.amount_kopecks),
    )


def settlement_table(bill: BillDocument) -> SheetTable:
    """How the sum to pay came about; its rows add up to its total."""
    due = bill.sums.due_kopecks
    return SheetTable(
        texts.SETTLEMENT,
        (Column(texts.WHAT), Column(texts.AMOUNT, is_number=True)),
        tuple((label, format_kopecks_plain(amount)) for label, amount in _settlement_parts(bill)),
        (texts.DUE if due >= 0 else texts.ADVANCE, format_kopecks_plain(abs(due))),
        vat_notes(texts.VAT, bill.vat),
    )


def _settlement_parts(bill: BillDocument) -> list[tuple[str, int]]:
    sums, month = bill.sums, russian.period_name(bill.period)
    recalculated = sum(part.amount_kopecks for part in bill.recalculations)
    opening = texts.EARLIER_ADVANCE if sums.opening_kopecks < 0 else texts.EARLIER_DEBT
    parts = [
        (opening, sums.opening_kopecks),
        (texts.CHARGED_FOR.format(month=month), sums.charged_kopecks - recalculated),
    ]
    if bill.recalculations:
        parts.append((texts.RECALCULATED, recalculated))
    return [*parts, (texts.PENALTY, sums.penalty_kopecks), *_payment_parts(bill)]


def _payment_parts(bill: BillDocument) -> list[tuple[str, int]]:
    """The newest payments one by one, older ones in one line."""
    newest = sorted(bill.payments, key=lambda payment: payment.received_on, reverse=True)
    listed, older = newest[:MAX_PAYMENTS_LISTED], newest[MAX_PAYMENTS_LISTED:]
    parts = [
        (texts.PAYMENT.format(day=russian.format_date(payment.received_on)), -payment.amount_kopecks)
        for payment in reversed(listed)
    ]
    if not older:
        return parts
    count = russian.counted(len(older), texts.PAYMENTS)
    return [
        (texts.EARLIER_PAYMENTS.format(payments=count), -sum(payment.amount_kopecks for payment in older)),
        *parts,
    ]


def meters_table(bill: BillDocument) -> SheetTable:
    """Which readings were used."""
    return SheetTable(
        texts.METERS,
        (
            Column(texts.METER),
            Column(texts.PREVIOUS, is_number=True),
            Column(texts.CURRENT, is_number=True),
            Column(texts.USED, is_number=True),
            Column(texts.VERIFICATION, is_number=True),
        ),
        tuple(_meter_row(meter) for meter in bill.meters),
    )


def _meter_row(meter: BillMeter) -> tuple[str, ...]:
    name = f"{meter_name(KINDS[meter.water], meter.place)}\n{meter_number(meter.serial)}"
    previous = _dial(meter, meter.previous_litres, meter.previous_on)
    verification = russian.format_date(meter.verification_due_on)
    if meter.current_litres is None or meter.current_on is None:
        return name, previous, texts.NOT_RECEIVED, texts.NO_VALUE, verification
    current = _dial(meter, meter.current_litres, meter.current_on)
    used = (meter.current_litres - meter.previous_litres) % dial_capacity_litres(meter.digits)
    return name, previous, current, format_cubic_metres_plain(used), verification


def _dial(meter: BillMeter, value_litres: int, taken_on: date) -> str:
    return f"{format_dial(value_litres, meter.digits)}\n{russian.format_date(taken_on)}"
