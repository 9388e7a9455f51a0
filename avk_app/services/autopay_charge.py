"""Taking what was announced, once a bill, whatever dies when.

Our row is committed before the provider is asked, one a bill by the database's index, and its key is the
idempotency key. A declined card is not tried again: the payer is told and pays.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from secrets import token_hex

import structlog
from sqlmodel import Session, col, exists, select

from avk_app import clock
from avk_app.domain.autopay import REMEMBERED, is_too_late, was_told_in_time
from avk_app.domain.payments import CHECKOUT_LIFETIME, fee_kopecks
from avk_app.domain.provider import ChargeOrder, ProviderPayment, SavedMethod
from avk_app.errors import GatewayError
from avk_app.gateways.card_payments import CardPayments
from avk_app.models import Autopay, AutopayNotice, Checkout, Letter
from avk_app.models.autopay import AutopayStatus, NoticeStatus
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services import audit
from avk_app.services.autopay_letters import tell_not_charged
from avk_app.services.autopay_rows import end_autopay, is_still_allowed, lock_autopay, not_in_the_way
from avk_app.services.checkout_settlement import UNFINISHED, Outcome, close, close_autopay, settle_payment
from avk_app.services.checkouts import KEY_BYTES, find_locked
from avk_app.services.database import transaction
from avk_app.services.ledger import get_balance
from avk_app.services.payment_fees import get_fee_terms

Transactions = Callable[[], AbstractContextManager[Session]]
MOST_AT_ONCE = 2_000
ON_ITS_WAY = timedelta(minutes=5)
"""An order may still be travelling for so long after its row was made."""
_CLOCKS_DIFFER = timedelta(minutes=5)
log = structlog.get_logger()


def charge_due(provider: CardPayments, transactions: Transactions = transaction) -> int:
    """Charge what was announced for today; how many the provider was asked. Safe in many processes."""
    today = clock.today()
    with transactions() as session:
        due = session.exec(
            select(AutopayNotice.id)
            .where(col(AutopayNotice.status) == NoticeStatus.ANNOUNCED, col(AutopayNotice.charge_on) <= today)
            .order_by(col(AutopayNotice.id))
            .limit(MOST_AT_ONCE)
        ).all()
    asked = 0
    for notice_id in due:
        with not_in_the_way("charging_broken", notice_id or 0):
            asked += _charge_notice(provider, transactions, notice_id or 0)
    return asked


def _charge_notice(provider: CardPayments, transactions: Transactions, notice_id: int) -> bool:
    with transactions() as session:
        checkout_id = _add_checkout(session, notice_id, clock.today())
    if checkout_id is None:
        return False
    _ask_quietly(provider, transactions, checkout_id)
    return True


def ask_autopay(provider: CardPayments, transactions: Transactions, checkout_id: int) -> Outcome:
    """What became of a charge. One whose answer was lost is placed again with its own key, while the provider
    remembers it and the payer still wants it; later the provider's list says whether it was taken.

    Raises GatewayError when the provider cannot be reached.
    """
    with transactions() as session:
        checkout = session.get_one(Checkout, checkout_id)
        autopay = _autopay_of(session, checkout)
        order = _order(checkout, autopay)
        intent_id, since = checkout.payment_intent_id, checkout.created_at - _CLOCKS_DIFFER
        may_place = autopay.status is AutopayStatus.ACTIVE and checkout.created_at > clock.now() - REMEMBERED
    found = provider.get_payment(intent_id) if intent_id else None
    if found is None and may_place:
        found = _place(provider, order)
    if found is None:
        listed = provider.list_payments_since(since)
        found = next((payment for payment in listed if payment.key == order.key), None)
    with transactions() as session:
        return settle_payment(session, found, clock.now()) if found else _give_up(session, checkout_id)


def _place(provider: CardPayments, order: ChargeOrder) -> ProviderPayment | None:
    """None when the provider refuses the order itself: it may know it, or it may not know the card."""
    try:
        return provider.charge_saved(order)
    except GatewayError as error:
        if error.is_retryable:
            raise
        log.warning("charge_refused", key=order.key, reason=str(error))
        return None


def _ask_quietly(provider: CardPayments, transactions: Transactions, checkout_id: int) -> None:
    """What the provider does not answer now, reconciliation asks again."""
    try:
        ask_autopay(provider, transactions, checkout_id)
    except GatewayError as error:
        log.warning("charge_unanswered", checkout_id=checkout_id, reason=str(error))


def _give_up(session: Session, checkout_id: int) -> Outcome:
    """Nothing was taken, and nothing is asked for any more. Who switched it off expects nothing else."""
    key = session.get_one(Checkout, checkout_id).key
    checkout = find_locked(session, key)
    if checkout is None or checkout.created_at > clock.now() - ON_ITS_WAY:
        return Outcome.NOTED
    if _autopay_of(session, checkout).status is not AutopayStatus.ACTIVE:
        return close(checkout, CheckoutStatus.EXPIRED)
    return close_autopay(session, checkout, "missed")


def _autopay_of(session: Session, checkout: Checkout) -> Autopay:
    return session.exec(
        select(Autopay)
        .join(AutopayNotice, col(AutopayNotice.autopay_id) == col(Autopay.id))
        .where(
            col(AutopayNotice.account_id) == checkout.account_id,
            col(AutopayNotice.period) == checkout.autopay_period,
        )
        .execution_options(populate_existing=True)
    ).one()


def _order(checkout: Checkout, autopay: Autopay) -> ChargeOrder:
    method = SavedMethod(autopay.customer_id, autopay.method_id)
    return ChargeOrder(checkout.key, method, checkout.amount_kopecks + checkout.fee_kopecks)


def _add_checkout(session: Session, notice_id: int, today: date) -> int | None:
    """The row of a charge that may be made now; None when it may not, or not yet."""
    notice = session.get_one(AutopayNotice, notice_id)
    autopay = lock_autopay(session, notice.autopay_id)
    session.refresh(notice)
    if notice.status is not NoticeStatus.ANNOUNCED or autopay.status is not AutopayStatus.ACTIVE:
        return None
    if is_too_late(notice.charge_on, today):
        _drop(session, notice, NoticeStatus.MISSED)
        return None
    if not is_still_allowed(session, autopay):
        end_autopay(session, autopay)
        return None
    if not _was_told(session, notice, today) or _is_paying_now(session, autopay.account_id):
        return None
    return _charge(session, autopay, notice, today)


def _charge(session: Session, autopay: Autopay, notice: AutopayNotice, today: date) -> int | None:
    """No more than was announced, no more than is owed, no more than the limit of today."""
    owed = min(get_balance(session, autopay.account_id).kopecks, notice.amount_kopecks)
    if owed <= 0:
        _drop(session, notice, NoticeStatus.NOTHING_OWED)
        return None
    terms = get_fee_terms(session, PaymentChannel.CARD, today)
    fee = min(fee_kopecks(owed, terms), notice.fee_kopecks)
    if owed + fee > autopay.limit_kopecks:
        _drop(session, notice, NoticeStatus.OVER_LIMIT)
        return None
    notice.status = NoticeStatus.ASKED
    return _new_checkout(session, notice, owed, fee)


def _new_checkout(session: Session, notice: AutopayNotice, amount_kopecks: int, fee: int) -> int | None:
    now = clock.now()
    checkout = Checkout(
        key=token_hex(KEY_BYTES),
        account_id=notice.account_id,
        channel=PaymentChannel.CARD,
        status=CheckoutStatus.NEW,
        amount_kopecks=amount_kopecks,
        fee_kopecks=fee,
        autopay_period=notice.period,
        created_at=now,
        expires_at=now + CHECKOUT_LIFETIME,
    )
    session.add(checkout)
    session.flush()
    audit.record(session, None, "autopay.charge", "checkout", checkout.id)
    return checkout.id


def _drop(session: Session, notice: AutopayNotice, status: NoticeStatus) -> None:
    """Nothing will be taken for this bill; who expects it to be is told."""
    notice.status = status
    if status is not NoticeStatus.NOTHING_OWED:
        tell_not_charged(session, notice.account_id, notice.period, status.value)
    session.flush()


def _was_told(session: Session, notice: AutopayNotice, today: date) -> bool:
    sent_at = session.exec(select(Letter.sent_at).where(col(Letter.id) == notice.letter_id)).first()
    return was_told_in_time(clock.to_city(sent_at).date() if sent_at else None, today)


def _is_paying_now(session: Session, account_id: int) -> bool:
    """A page of the provider's is open: its person may be paying this very bill."""
    return session.exec(
        select(
            exists().where(
                col(Checkout.account_id) == account_id,
                col(Checkout.autopay_period).is_(None),
                col(Checkout.status).in_(UNFINISHED),
            )
        )
    ).one()
