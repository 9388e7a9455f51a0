"""The letter two days before: what will be taken, when and of which card. One a bill, once and for all."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

from sqlmodel import Session, col, exists, select

from avk_app import clock
from avk_app.domain.autopay import billed_period, charge_day, last_day_to_tell
from avk_app.domain.payments import fee_kopecks
from avk_app.models import Autopay, AutopayNotice, Bill
from avk_app.models.autopay import AutopayStatus, NoticeStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services.autopay_letters import tell_not_charged, tell_notice
from avk_app.services.autopay_rows import end_autopay, is_still_allowed, lock_autopay, not_in_the_way
from avk_app.services.database import transaction
from avk_app.services.ledger import get_balance
from avk_app.services.payment_fees import get_fee_terms

Transactions = Callable[[], AbstractContextManager[Session]]
MOST_AT_ONCE = 2_000


def announce_due(transactions: Transactions = transaction) -> int:
    """Write about each bill whose day comes; how many letters. Safe at any time, in many processes."""
    today = clock.today()
    with transactions() as session:
        due = _list_due(session, today)
    announced = 0
    for autopay_id in due:
        with not_in_the_way("announcing_broken", autopay_id), transactions() as session:
            announced += _announce(session, autopay_id, today)
    return announced


def _list_due(session: Session, today: date) -> list[int]:
    period = billed_period(today).code
    has_notice = exists().where(
        col(AutopayNotice.account_id) == col(Autopay.account_id), col(AutopayNotice.period) == period
    )
    query = (
        select(Autopay.id)
        .join(Bill, (col(Bill.account_id) == col(Autopay.account_id)) & (col(Bill.period) == period))
        .where(
            col(Autopay.status) == AutopayStatus.ACTIVE,
            col(Autopay.pay_on_day) <= last_day_to_tell(today),
            col(Autopay.first_period) <= period,
            ~has_notice,
        )
        .order_by(col(Autopay.id))
        .limit(MOST_AT_ONCE)
    )
    return [autopay_id or 0 for autopay_id in session.exec(query)]


def _announce(session: Session, autopay_id: int, today: date) -> bool:
    """Whoever comes second, in another process, finds the first one's notice."""
    autopay = lock_autopay(session, autopay_id)
    period = billed_period(today).code
    known = select(AutopayNotice.id).where(
        col(AutopayNotice.account_id) == autopay.account_id, col(AutopayNotice.period) == period
    )
    if autopay.status is not AutopayStatus.ACTIVE or session.exec(known).first() is not None:
        return False
    if not is_still_allowed(session, autopay):
        end_autopay(session, autopay)
        return False
    return _add_notice(session, autopay, period, today) is NoticeStatus.ANNOUNCED


def _add_notice(session: Session, autopay: Autopay, period: int, today: date) -> NoticeStatus:
    owed = max(0, get_balance(session, autopay.account_id).kopecks)
    terms = get_fee_terms(session, PaymentChannel.CARD, today)
    notice = AutopayNotice(
        autopay_id=autopay.id or 0,
        account_id=autopay.account_id,
        period=period,
        status=NoticeStatus.ANNOUNCED,
        amount_kopecks=owed,
        fee_kopecks=fee_kopecks(owed, terms) if owed else 0,
        charge_on=charge_day(autopay.pay_on_day, today),
        created_at=clock.now(),
    )
    if not owed:
        notice.status = NoticeStatus.NOTHING_OWED
    elif notice.amount_kopecks + notice.fee_kopecks > autopay.limit_kopecks:
        notice.status = NoticeStatus.OVER_LIMIT
        tell_not_charged(session, autopay.account_id, period, "over_limit")
    else:
        notice.letter_id = tell_notice(session, autopay, notice)
        notice.status = NoticeStatus.ANNOUNCED if notice.letter_id else NoticeStatus.MISSED
    session.add(notice)
    session.flush()
    return notice.status
