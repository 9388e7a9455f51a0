"""The page of a bill: its lines with what they were made from, the change, the balance. Five queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session, col

from avk_app.domain.addresses import format_address
from avk_app.domain.bill_changes import BillChange, MonthCharges, explain_change
from avk_app.domain.billing import ChargedService, ChargeLine
from avk_app.domain.explanations import ChargeBasis
from avk_app.domain.masking import mask_address
from avk_app.domain.metering import Method
from avk_app.domain.period import Period
from avk_app.errors import NotFound
from avk_app.models import Account, Bill, LedgerEntry, Premise
from avk_app.models import ChargeLine as StoredLine
from avk_app.models.billing import LineKind
from avk_app.services.access import Actor, may_see_account
from avk_app.services.bill_acts import load_acts
from avk_app.services.bill_moves import load_moves
from avk_app.services.bill_page_result import BillPage, BillSummary, ExplainedLine
from avk_app.services.bill_readings import load_meters_and_readings
from avk_app.services.billing_basis_reading import read_basis
from avk_app.services.ledger import of_last_entry

MAX_BILLS = 130
_NO_PERIOD_CODE = 999_912


@dataclass(frozen=True)
class _Found:
    """The account, the bill asked for and the one before it."""

    account: Account
    premise: Premise
    bill: Bill
    before: Bill | None
    newest_code: int
    balance_kopecks: int


def get_bill(session: Session, actor: Actor, period: Period | None = None) -> BillPage:
    """The newest bill of the actor's account, or that of a period.

    Raises NotFound("account") when the account is not theirs, NotFound("bill") when there is no such bill.
    """
    found = _find_bills(session, actor, period)
    rows = _load_lines(session, [found.bill, found.before])
    lines = [_explained(row) for row in rows if row.bill_id == found.bill.id]
    earlier = [_explained(row) for row in rows if row.bill_id != found.bill.id]
    moves = load_moves(session, found.bill, found.before, rows)
    meters, readings = load_meters_and_readings(session, found.account.id or 0, lines)
    write = mask_address if actor.is_masked else format_address
    return BillPage(
        account_number=found.account.number,
        address=write(found.premise.street, found.premise.house, found.premise.flat),
        period=Period.from_code(found.bill.period),
        is_newest=found.bill.period == found.newest_code,
        issued_at=found.bill.issued_at,
        pay_by_on=found.bill.pay_by_on,
        due_on=found.bill.due_on,
        opening_kopecks=found.bill.opening_kopecks,
        charged_kopecks=found.bill.charged_kopecks,
        penalty_kopecks=found.bill.penalty_kopecks,
        due_kopecks=found.bill.due_kopecks,
        balance_kopecks=found.balance_kopecks,
        before_kopecks=found.before.due_kopecks if found.before else 0,
        lines=tuple(lines),
        compared_with=Period.from_code(found.before.period) if found.before else None,
        change=_change(earlier, lines) if found.before else None,
        moves_before=moves.before,
        moves_since=moves.since if found.bill.period == found.newest_code else (),
        acts=load_acts(session),
        meters=meters,
        readings=readings,
    )


def list_bills(session: Session, actor: Actor) -> tuple[BillSummary, ...]:
    """The bills of the actor's account, newest first, at most MAX_BILLS; none when it is not theirs."""
    rows = session.connection().execute(
        select(col(Bill.period), col(Bill.charged_kopecks), col(Bill.penalty_kopecks), col(Bill.due_kopecks))
        .join(Account, col(Account.id) == col(Bill.account_id))
        .where(col(Account.id) == actor.account_id, may_see_account(actor))
        .order_by(col(Bill.period).desc())
        .limit(MAX_BILLS)
    )
    return tuple(
        BillSummary(Period.from_code(code), charged + penalty, due) for code, charged, penalty, due in rows
    )


def _find_bills(session: Session, actor: Actor, period: Period | None) -> _Found:
    rows = session.execute(_bills_query(actor, period)).all()
    if not rows:
        raise NotFound("account")
    account, premise, bill, newest_code, balance = rows[0]
    if bill is None or (period is not None and bill.period != period.code):
        raise NotFound("bill")
    before = rows[1][2] if len(rows) > 1 else None
    return _Found(account, premise, bill, before, newest_code, balance or 0)


def _bills_query(actor: Actor, period: Period | None) -> Select[Any]:
    """The bill of the period or the newest, and the one before, beside the account they belong to."""
    own = col(Bill.account_id) == col(Account.id)
    newest = select(func.max(col(Bill.period))).where(own).correlate(Account).scalar_subquery()
    balance = of_last_entry(LedgerEntry.balance_after_kopecks)
    until = period.code if period else _NO_PERIOD_CODE
    return (
        select(Account, Premise, Bill, newest, balance)
        .join(Premise, col(Premise.id) == col(Account.premise_id))
        .outerjoin(Bill, and_(own, col(Bill.period) <= until))
        .where(col(Account.id) == actor.account_id, may_see_account(actor))
        .order_by(col(Bill.period).desc())
        .limit(2)
    )


def _load_lines(session: Session, bills: Sequence[Bill | None]) -> list[Any]:
    """Lines of these bills as they are printed, each with the number of its ledger entry."""
    query = (
        select(
            col(StoredLine.bill_id),
            col(StoredLine.kind),
            col(StoredLine.service),
            col(StoredLine.period),
            col(StoredLine.method),
            col(StoredLine.volume_litres),
            col(StoredLine.rate_kopecks_per_m3),
            col(StoredLine.coefficient_hundredths),
            col(StoredLine.amount_kopecks),
            col(StoredLine.basis),
            col(LedgerEntry.sequence),
        )
        .outerjoin(LedgerEntry, col(LedgerEntry.charge_line_id) == col(StoredLine.id))
        .where(col(StoredLine.bill_id).in_([bill.id for bill in bills if bill]))
        .order_by(col(StoredLine.id))
    )
    return list(session.connection().execute(query))


def _explained(row: Any) -> ExplainedLine:
    return ExplainedLine(
        kind=row.kind,
        service=row.service,
        period=Period.from_code(row.period),
        volume_litres=row.volume_litres,
        rate_kopecks_per_m3=row.rate_kopecks_per_m3,
        coefficient_hundredths=row.coefficient_hundredths,
        amount_kopecks=row.amount_kopecks,
        basis=read_basis(row.basis),
    )


def _change(before: Sequence[ExplainedLine], after: Sequence[ExplainedLine]) -> BillChange:
    return explain_change(_month_charges(before), _month_charges(after))


def _month_charges(lines: Sequence[ExplainedLine]) -> MonthCharges:
    def sum_of(kind: LineKind) -> int:
        return sum(line.amount_kopecks for line in lines if line.kind is kind)

    return MonthCharges(
        tuple(_as_charged(line, line.basis) for line in lines if isinstance(line.basis, ChargeBasis)),
        recalculation_kopecks=sum_of(LineKind.RECALCULATION),
        credit_kopecks=sum_of(LineKind.CREDIT),
        penalty_kopecks=sum_of(LineKind.PENALTY),
    )


def _as_charged(line: ExplainedLine, basis: ChargeBasis) -> ChargeLine:
    return ChargeLine(
        service=ChargedService(line.service),
        period=line.period,
        method=max((water.method for water in basis.waters), key=list(Method).index),
        volume_litres=line.volume_litres,
        rate_kopecks_per_m3=line.rate_kopecks_per_m3,
        coefficient_hundredths=line.coefficient_hundredths,
        amount_kopecks=line.amount_kopecks,
        waters=basis.waters,
    )
