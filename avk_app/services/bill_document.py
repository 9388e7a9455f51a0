"""A stored bill as the document that is printed: the same rows, the same sums."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.config import get_settings
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
from avk_app.domain.billing import ChargedService, Water, WaterVolume
from avk_app.domain.explanations import ChargeBasis, RecalculationBasis
from avk_app.domain.masking import mask_name
from avk_app.domain.metering import MeterVolume, Method
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.domain.registrations import Registered, persons_on
from avk_app.gateways.requisites import provider_on
from avk_app.models import Account, Registration
from avk_app.models.billing import LineKind
from avk_app.services.access import Actor, get_own_account
from avk_app.services.bill_page import get_bill
from avk_app.services.bill_page_result import BillPage, ExplainedLine
from avk_app.services.policy import get_policy_value


def get_bill_document(session: Session, actor: Actor, period: Period | None = None) -> BillDocument:
    """The newest bill of the actor's account, or that of a period, ready to be printed.

    A surname session gets name and address masked as everywhere else. Raises NotFound as `get_bill` does.
    """
    page = get_bill(session, actor, period)
    issued_on = clock.to_city(page.issued_at).date()
    number = bill_number(page.account_number, page.period)
    next_period = Period.of(issued_on)
    close_day = get_policy_value(session, PolicyKey.READINGS_CLOSE_DAY, next_period.first_day)
    sums, payments = _sums_and_payments(page)
    return BillDocument(
        number=number,
        check_code=bill_check_code(get_settings().signing_key(), number, page.due_kopecks),
        period=page.period,
        issued_on=issued_on,
        pay_by=page.pay_by_on,
        readings_from=next_period.first_day,
        readings_until=next_period.day(close_day),
        provider=provider_on(issued_on),
        payer=_payer(session, actor, page),
        lines=tuple(_line(line, line.basis) for line in page.lines if isinstance(line.basis, ChargeBasis)),
        recalculations=tuple(map(_recalculation, filter(_is_recalculation, page.lines))),
        payments=payments,
        meters=tuple(_meters(page)),
        sums=sums,
        vat=page.vat,
    )


def _sums_and_payments(page: BillPage) -> tuple[BillSums, tuple[BillPayment, ...]]:
    """From what the bill before asked for, when the payments since explain the balance to the kopeck."""
    moves = page.moves_before if page.are_moves_whole else ()
    payments = tuple(BillPayment(move.effective_on, -move.amount_kopecks) for move in moves)
    paid = sum(payment.amount_kopecks for payment in payments)
    sums = BillSums(
        opening_kopecks=page.opening_kopecks + paid,
        charged_kopecks=page.charged_kopecks,
        penalty_kopecks=page.penalty_kopecks,
        paid_kopecks=paid,
        due_kopecks=page.due_kopecks,
    )
    return sums, payments


def _payer(session: Session, actor: Actor, page: BillPage) -> Payer:
    account = get_own_account(session, actor)
    write = mask_name if actor.is_masked else str
    return Payer(
        account_number=account.number,
        surname=account.surname,
        first_name=write(account.first_name),
        patronymic=write(account.patronymic),
        address=page.address,
        persons=next(_charged_persons(page), _registered_persons(session, account, page)),
    )


def _registered_persons(session: Session, account: Account, page: BillPage) -> int:
    rows = session.exec(
        select(col(Registration.valid_from), col(Registration.persons)).where(
            col(Registration.premise_id) == account.premise_id
        )
    )
    first_day = max(page.period.first_day, account.opened_on)
    return persons_on((Registered(*row) for row in rows), first_day)


def _charged_persons(page: BillPage) -> Iterator[int]:
    """How many the norm was counted for: the register may have changed since."""
    return (water.persons for water in _waters(page.lines) if not water.meters)


def _waters(lines: Iterable[ExplainedLine]) -> Iterator[WaterVolume]:
    bases = (line.basis for line in lines if isinstance(line.basis, ChargeBasis))
    return chain.from_iterable(basis.waters for basis in bases)


def _line(line: ExplainedLine, basis: ChargeBasis) -> BillLine:
    return BillLine(
        service=ChargedService(line.service),
        method=_weakest(basis.waters),
        volume_litres=line.volume_litres,
        rate_kopecks_per_m3=line.rate_kopecks_per_m3,
        coefficient_hundredths=line.coefficient_hundredths,
        amount_kopecks=line.amount_kopecks,
        norm_litres=sum(water.norm_litres for water in basis.waters),
    )


def _weakest(waters: Sequence[WaterVolume]) -> Method:
    return max((water.method for water in waters), key=list(Method).index)


def _is_recalculation(line: ExplainedLine) -> bool:
    return line.kind in (LineKind.RECALCULATION, LineKind.CREDIT)


def _recalculation(line: ExplainedLine) -> BillRecalculation:
    return BillRecalculation(
        service=ChargedService(line.service),
        period=line.period,
        reason=_reason(line),
        volume_litres=line.volume_litres,
        amount_kopecks=line.amount_kopecks,
    )


def _reason(line: ExplainedLine) -> RecalculationReason:
    """A credit that is taken back was made by mistake, whatever showed it."""
    if isinstance(line.basis, RecalculationBasis):
        return RecalculationReason.READING
    return RecalculationReason.CORRECTION if line.amount_kopecks > 0 else RecalculationReason.INTERRUPTION


def _meters(page: BillPage) -> Iterator[BillMeter]:
    """Each meter once, with the readings that the bill used."""
    used = {part.meter_id: part for water in _waters(page.lines) for part in water.meters}
    return (_meter(page, part) for part in used.values() if part.meter_id in page.meters)


def _meter(page: BillPage, part: MeterVolume) -> BillMeter:
    """By average no reading came in time: the last one is where the dial stood."""
    meter = page.meters[part.meter_id]
    is_read = part.method is Method.METER
    previous = part.since if is_read else part.until
    before = page.readings.get((part.meter_id, previous.period, previous.value_litres))
    now = page.readings.get((part.meter_id, part.until.period, part.until.value_litres))
    return BillMeter(
        water=Water(meter.kind.value),
        place=meter.place,
        serial=meter.serial,
        digits=meter.digits,
        verification_due_on=meter.verification_due_on,
        previous_litres=previous.value_litres,
        previous_on=before.taken_on if before else meter.installed_on,
        current_litres=part.until.value_litres if is_read else None,
        current_on=(now.taken_on if now else part.until.period.last_day) if is_read else None,
    )
