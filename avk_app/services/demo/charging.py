"""The demo city's past, charged by the engine that charges real cities, month after month."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cache

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from avk_app import clock
from avk_app.clock import CITY_ZONE
from avk_app.config import get_settings
from avk_app.domain.payments import fee_kopecks
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.errors import ConfigError
from avk_app.models import AuditRecord, Bill, Payment, PolicyRule, Reading, TariffRate
from avk_app.services import audit
from avk_app.services.accounts import count_accounts
from avk_app.services.billing_run import run_billing
from avk_app.services.bulk import prepare_for_bulk
from avk_app.services.database import reading, transaction
from avk_app.services.demo.interruptions import add_interruptions
from avk_app.services.demo.offices import add_office_payments
from avk_app.services.demo.payers import IssuedSums, has_come, payment_of_month
from avk_app.services.demo.receipts import add_receipts
from avk_app.services.demo.sign_ins import LOADED
from avk_app.services.ledger import ReceivedPayment
from avk_app.services.ledger_bulk import receive_payments
from avk_app.services.payment_fees import list_fee_terms

CHARGED = "demo.charge"
_RUN_DAY, _RUN_TIME = 2, time(3)


@dataclass(frozen=True)
class ChargedCity:
    """What charging amounted to."""

    months: int
    bills: int
    payments: int
    failed: int


def needs_charging(engine: Engine, most_accounts: int) -> bool:
    """Whether a demo city of at most so many accounts is loaded and its past not charged to the end."""
    with reading(engine) as session:
        if _find_record(session, LOADED) is None or _find_record(session, CHARGED) is not None:
            return False
        return count_accounts(session) <= most_accounts


def count_months(engine: Engine) -> int:
    """How many months there are to charge."""
    with reading(engine) as session:
        return len(list(_past_months(session)))


def charge_city(engine: Engine, on_progress: Callable[[int], None] = lambda _accounts: None) -> ChargedCity:
    """Charge every whole month of the city's past and take in its payments; killed, it goes on.

    A month is charged with what was known early on the 2nd of the month after. `on_progress` is told how
    many accounts came on top. Raises ConfigError without a demo city and in production.
    """
    if get_settings().is_production:
        raise ConfigError("the demo city is not for production")
    with reading(engine) as session:
        record = _find_record(session, LOADED)
        months = list(_past_months(session))
    if record is None:
        raise ConfigError("no demo city in this database; load one: python -m avk_app demo load")
    if months:
        with transaction(engine) as session:
            add_interruptions(session, record.entity_id or 0, months[-1])
    bills = failed = payments = 0
    for month in months:
        totals = run_billing(engine, month, _known_until(month), on_progress)
        bills, failed = bills + totals.accounts, failed + len(totals.failed)
        payments += _take_in_payments(engine, record.entity_id or 0, month)
    with transaction(engine) as session:
        audit.record(session, None, CHARGED, "demo_city", record.entity_id or 0, f"{len(months)}")
    return ChargedCity(len(months), bills, payments, failed)


def _find_record(session: Session, action: str) -> AuditRecord | None:
    query = select(AuditRecord).where(col(AuditRecord.action) == action).order_by(col(AuditRecord.id).desc())
    return session.exec(query).first()


def _past_months(session: Session) -> Iterator[Period]:
    """The whole months with readings for which every rule is in force, up to the last one due a bill."""
    first_read = session.exec(select(func.min(col(Reading.period)))).one()
    starts = [
        session.exec(select(func.min(col(TariffRate.valid_from)))).one(),
        session.exec(
            select(func.min(col(PolicyRule.valid_from))).where(
                col(PolicyRule.key) == PolicyKey.KEY_RATE_BASIS_POINTS
            )
        ).one(),
    ]
    if first_read is None or None in starts:
        return
    period = Period.from_code(first_read)
    while _known_until(period) <= clock.now():
        if all(start <= period.first_day for start in starts):
            yield period
        period = period.plus(1)


def _known_until(period: Period) -> datetime:
    day = period.plus(1).day(_RUN_DAY)
    return datetime.combine(day, _RUN_TIME, CITY_ZONE).astimezone(UTC)


def _take_in_payments(engine: Engine, seed: int, billed: Period) -> int:
    """The payments of the month after `billed`: once, all in one transaction."""
    today = clock.today()
    with transaction(engine) as session:
        if _has_payments(session, billed.plus(1)):
            return 0
        prepare_for_bulk(session.connection())
        planned = [
            payment_of_month(seed, sums, billed, Period.of(today)) for sums in _issued_sums(session, billed)
        ]
        come = [payment for payment in planned if payment is not None and has_come(payment, today)]
        in_order = sorted(come, key=lambda payment: payment.received_at)
        payment_ids = receive_payments(session, _with_fees(session, in_order))
        add_office_payments(session, seed, payment_ids)
        add_receipts(session, seed, payment_ids)
        return len(come)


def _with_fees(session: Session, payments: list[ReceivedPayment]) -> list[ReceivedPayment]:
    """What each paid on top, by the fees of its day."""
    terms_on = cache(lambda day: list_fee_terms(session, day))
    return [
        replace(one, fee_kopecks=fee_kopecks(one.amount_kopecks, terms_on(one.paid_on)[one.channel]))
        for one in payments
    ]


def _has_payments(session: Session, month: Period) -> bool:
    query = select(Payment.id).where(col(Payment.paid_on).between(month.first_day, month.last_day)).limit(1)
    return session.exec(query).first() is not None


def _issued_sums(session: Session, billed: Period) -> list[IssuedSums]:
    rows = session.exec(
        select(Bill.account_id, Bill.opening_kopecks, Bill.due_kopecks)
        .where(col(Bill.period) == billed.code)
        .order_by(col(Bill.account_id))
    )
    return [IssuedSums(*row) for row in rows]
