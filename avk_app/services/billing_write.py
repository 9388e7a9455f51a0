"""Writes computed bills: bill, charge lines and ledger entries, in bulk, in the caller's transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col

from avk_app.domain.billing import ChargedService
from avk_app.domain.charges import included_vat_parts
from avk_app.domain.ledger import Sides, movement_of
from avk_app.domain.period import Period
from avk_app.models import Bill, BillingError, ChargeLine, LedgerEntry
from avk_app.models.billing import LineKind
from avk_app.models.ledger import EntryKind, LedgerName
from avk_app.services.billing_basis import (
    bases_of_lines,
    basis_of_credit,
    basis_of_penalty,
    basis_of_recalculation,
)
from avk_app.services.billing_compute import ComputedBill
from avk_app.services.billing_context import RunContext
from avk_app.services.billing_failures import FailedAccount
from avk_app.services.bulk import insert_rows, prepare_for_rows, take_ids
from avk_app.services.id_lists import is_among

PENALTY_SERVICE = "penalty"
PENALTY_METHOD = "penalty"
CREDIT_METHOD = "interruption"
_SIDES = {
    ChargedService.WATER: Sides(LedgerName.RECEIVABLE, LedgerName.WATER_INCOME),
    ChargedService.WASTEWATER: Sides(LedgerName.RECEIVABLE, LedgerName.WASTEWATER_INCOME),
    PENALTY_SERVICE: Sides(LedgerName.RECEIVABLE, LedgerName.PENALTY_INCOME),
}
_ENTRY_KINDS = {kind: EntryKind(kind.value) for kind in LineKind}


class LineToWrite(NamedTuple):
    """What the kinds of charge lines have in common; the ids come when the bill is written."""

    kind: LineKind
    service: str
    period: int
    method: str
    volume_litres: int
    rate_kopecks_per_m3: int
    coefficient_hundredths: int
    amount_kopecks: int
    basis: str


class LineRow(NamedTuple):
    """A row of `charge_line`."""

    id: int
    bill_id: int
    kind: LineKind
    service: str
    period: int
    method: str
    volume_litres: int
    rate_kopecks_per_m3: int
    coefficient_hundredths: int
    amount_kopecks: int
    basis: str


class BillRow(NamedTuple):
    """A row of `bill`."""

    id: int
    account_id: int
    period: int
    opening_kopecks: int
    charged_kopecks: int
    penalty_kopecks: int
    due_kopecks: int
    vat_kopecks: int
    pay_by_on: date
    due_on: date
    issued_at: datetime


class EntryRow(NamedTuple):
    """A row of `ledger_entry`."""

    account_id: int
    sequence: int
    kind: EntryKind
    debit: str
    credit: str
    amount_kopecks: int
    balance_after_kopecks: int
    period: int
    effective_on: date
    posted_at: datetime
    charge_line_id: int


def write_bills(session: Session, context: RunContext, computed: Sequence[ComputedBill]) -> None:
    """Insert everything these bills consist of; ids are taken beforehand, so nothing is read back."""
    connection = session.connection()
    lines = [list(lines_of(bill)) for bill in computed]
    bill_ids = take_ids(connection, Bill, len(computed))
    line_ids = iter(take_ids(connection, ChargeLine, sum(map(len, lines))))
    bill_rows: list[BillRow] = []
    line_rows: list[LineRow] = []
    entry_rows: list[EntryRow] = []
    for bill_id, bill, own in zip(bill_ids, computed, lines, strict=True):
        stored = [LineRow(next(line_ids), bill_id, *line) for line in own]
        bill_rows.append(_bill_row(bill_id, bill, context, _vat_kopecks(session, bill, context)))
        line_rows += stored
        entry_rows += _entry_rows(bill, stored, context)
    prepare_for_rows(connection)
    insert_rows(connection, Bill, bill_rows)
    insert_rows(connection, ChargeLine, line_rows)
    insert_rows(connection, LedgerEntry, entry_rows)


def write_failures(
    session: Session, period: Period, account_ids: Sequence[int], failed: Iterable[FailedAccount]
) -> None:
    """Replace what earlier tries said of these accounts by what this one says."""
    session.connection().execute(
        delete(BillingError).where(
            col(BillingError.period) == period.code, is_among(col(BillingError.account_id), account_ids)
        )
    )
    session.add_all(
        BillingError(period=period.code, account_id=one.account_id, code=one.code, details=one.details)
        for one in failed
    )
    session.flush()


def lines_of(bill: ComputedBill) -> Iterator[LineToWrite]:
    """The lines of a bill in the order they are printed: services, recalculations, credits, penalties."""
    for line, basis in zip(bill.lines, bases_of_lines(bill.lines), strict=True):
        yield LineToWrite(
            LineKind.CHARGE,
            line.service,
            line.period.code,
            line.method,
            line.volume_litres,
            line.rate_kopecks_per_m3,
            line.coefficient_hundredths,
            line.amount_kopecks,
            basis,
        )
    for restated in bill.recalculations:
        yield LineToWrite(
            LineKind.RECALCULATION,
            restated.service,
            restated.period.code,
            restated.now.method,
            restated.volume_litres,
            restated.now.rate_kopecks_per_m3,
            restated.now.coefficient_hundredths,
            restated.amount_kopecks,
            basis_of_recalculation(restated),
        )
    for credit in bill.credits:
        yield LineToWrite(
            LineKind.CREDIT,
            credit.service,
            credit.period.code,
            CREDIT_METHOD,
            0,
            0,
            0,
            credit.amount_kopecks,
            basis_of_credit(credit.basis),
        )
    for penalty in bill.penalties:
        yield LineToWrite(
            LineKind.PENALTY,
            PENALTY_SERVICE,
            penalty.period.code,
            PENALTY_METHOD,
            0,
            0,
            0,
            penalty.amount_kopecks,
            basis_of_penalty(penalty.charged_before_kopecks, list(penalty.stretches)),
        )


def _vat_kopecks(session: Session, bill: ComputedBill, context: RunContext) -> int:
    """Inside what the bill charges, each line by the rate of its own period."""
    amounts = [
        (line.amount_kopecks, context.vat_percent_of(session, line.period))
        for lines in (bill.lines, bill.recalculations, bill.credits)
        for line in lines
    ]
    return sum([part.kopecks for part in included_vat_parts(amounts)])


def _bill_row(bill_id: int, bill: ComputedBill, context: RunContext, vat_kopecks: int) -> BillRow:
    opening, charged, penalty = bill.opening.kopecks, bill.charged_kopecks, bill.penalty_kopecks
    return BillRow(
        id=bill_id,
        account_id=bill.account_id,
        period=context.period.code,
        opening_kopecks=opening,
        charged_kopecks=charged,
        penalty_kopecks=penalty,
        due_kopecks=opening + charged + penalty,
        vat_kopecks=vat_kopecks,
        pay_by_on=context.terms.pay_by_on,
        due_on=context.terms.due_on,
        issued_at=context.known_until,
    )


def _entry_rows(bill: ComputedBill, lines: Iterable[LineRow], context: RunContext) -> list[EntryRow]:
    sequence, balance, rows = bill.opening.sequence, bill.opening.kopecks, []
    period, last_day = context.period.code, context.period.last_day
    for line in lines:
        if line.amount_kopecks == 0:
            continue
        movement = movement_of(line.amount_kopecks, _SIDES[line.service])
        sequence, balance = sequence + 1, balance + line.amount_kopecks
        rows.append(
            EntryRow(
                account_id=bill.account_id,
                sequence=sequence,
                kind=_ENTRY_KINDS[line.kind],
                debit=movement.sides.debit,
                credit=movement.sides.credit,
                amount_kopecks=movement.amount_kopecks,
                balance_after_kopecks=balance,
                period=period,
                effective_on=last_day,
                posted_at=context.known_until,
                charge_line_id=line.id,
            )
        )
    return rows
