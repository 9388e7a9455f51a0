"""Bills for tests: a usual one, and how to change it so that it still adds up."""

from dataclasses import replace
from datetime import date
from typing import Any

from avk_app.domain.bill_codes import bill_check_code, bill_number
from avk_app.domain.bill_document import (
    BillDocument,
    BillLine,
    BillMeter,
    BillPayment,
    BillRecalculation,
    BillSums,
    Payer,
    RecalculationReason,
)
from avk_app.domain.billing import ChargedService, Water
from avk_app.domain.charges import VatPart, included_vat_kopecks
from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.gateways.requisites import provider_on

PERIOD = Period(2026, 10)
KEY = b"k" * 32
CHECK_ADDRESS = "lk.example.ru/bill/check"
PAYER = Payer(
    account_number="3801042217",
    surname="Константинопольская",
    first_name="Александра",
    patronymic="Владимировна",
    address="12-й микрорайон, ул. Коминтерна, д. 5, кв. 17",
    persons=3,
)
LINES = (
    BillLine(ChargedService.WATER, Method.METER, 7412, 2085, 100, 15454),
    BillLine(ChargedService.WASTEWATER, Method.METER, 10517, 2536, 100, 26671),
)
RECALCULATIONS = (
    BillRecalculation(ChargedService.WATER, Period(2026, 8), RecalculationReason.READING, -1588, -3016),
    BillRecalculation(ChargedService.WATER, PERIOD, RecalculationReason.INTERRUPTION, 0, -278),
)
METERS = (
    BillMeter(
        Water.COLD, "кухня", "40128877", 5, date(2029, 3, 14),
        412_385, date(2026, 9, 24), 419_797, date(2026, 10, 24),
    ),
    BillMeter(Water.HOT, "ванная", "55120034", 5, date(2027, 1, 20), 208_114, date(2026, 9, 24)),
)  # fmt: skip


def sums_of(bill_parts: dict[str, Any], opening: int, penalty: int) -> BillSums:
    charged = sum(p.amount_kopecks for p in (*bill_parts["lines"], *bill_parts["recalculations"]))
    paid = sum(payment.amount_kopecks for payment in bill_parts["payments"])
    return BillSums(
        opening_kopecks=opening,
        charged_kopecks=charged,
        penalty_kopecks=penalty,
        paid_kopecks=paid,
        due_kopecks=opening + charged + penalty - paid,
    )


def make_bill(opening: int = 52_010, penalty: int = 127, **values: Any) -> BillDocument:
    """An October bill that adds up, whatever its parts are."""
    parts: dict[str, Any] = {
        "lines": LINES,
        "recalculations": RECALCULATIONS,
        "payments": (BillPayment(date(2026, 10, 9), 40_000),),
        "meters": METERS,
        "payer": PAYER,
        "provider": provider_on(date(2026, 11, 2)),
    } | values
    sums = sums_of(parts, opening, penalty)
    number = bill_number(parts["payer"].account_number, PERIOD)
    return BillDocument(
        number=number,
        check_code=bill_check_code(KEY, number, sums.due_kopecks),
        period=PERIOD,
        issued_on=date(2026, 11, 2),
        pay_by=date(2026, 11, 10),
        readings_from=date(2026, 11, 1),
        readings_until=date(2026, 11, 26),
        sums=sums,
        vat=(VatPart(22, included_vat_kopecks(sums.charged_kopecks, 22)),),
        **parts,
    )


def payer_named(**values: str) -> Payer:
    return replace(PAYER, **values)
