"""Starting a payment through the provider: our row first, then its page, then what it answered.

Each step may be the last one before the process dies. The row is there before the provider is asked, and
asking again with the same key gives the same page: nothing is taken that we do not know of.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, func, select

from avk_app import clock
from avk_app.domain.payments import CHECKOUT_LIFETIME, REUSE_MARGIN, fee_kopecks, require_amount
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.domain.provider import CheckoutOrder, ProviderSession
from avk_app.domain.receipts import ReceiptStatus
from avk_app.errors import FieldProblem, InvalidInput, NotFound, TooManyAttempts
from avk_app.gateways.card_payments import CardPayments
from avk_app.models import Account, Checkout, Receipt
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services import audit
from avk_app.services.access import Actor, lock_own_account, may_see_account
from avk_app.services.closed_accounts import require_takes_money
from avk_app.services.database import transaction
from avk_app.services.payment_fees import get_fee_terms
from avk_app.services.policy import get_policy_value

Transactions = Callable[[], AbstractContextManager[Session]]
ONLINE_CHANNELS = (PaymentChannel.CARD, PaymentChannel.E_WALLET)
KEY_BYTES = 16
MOST_AN_HOUR = 20
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class StartCheckout:
    """What a person wants to pay: the amount in kopecks that is to reach the account, without the fee.

    `shown_account_id` is whose page it was typed on: another tab may look at another account by now.
    """

    channel: PaymentChannel
    amount_kopecks: int
    named_period: Period | None = None
    shown_account_id: int | None = None


@dataclass(frozen=True)
class CheckoutState:
    """Where a payment stands, for whoever comes back from the provider's page."""

    key: str
    status: CheckoutStatus
    channel: PaymentChannel
    amount_kopecks: int
    fee_kopecks: int
    payment_id: int | None
    receipt_number: str = ""
    receipt_status: ReceiptStatus | None = None


def start_checkout(
    actor: Actor, command: StartCheckout, provider: CardPayments, transactions: Transactions = transaction
) -> str:
    """The key of a checkout whose page is open: an unfinished one like it, else a new one.

    Raises InvalidInput (`amount_zero`, `amount_over_cap`, `channel_not_online`, `account_closed`,
    `amount_over_debt`, `form_stale` for a page of another account than the session looks at), NotFound,
    TooManyAttempts, and GatewayError when the provider cannot be reached: trying again then goes on with the
    same checkout.
    """
    with transactions() as session:
        checkout = _find_or_add(session, actor, command)
        order, is_open = order_of(checkout), checkout.status is CheckoutStatus.OPEN
    if not is_open:
        page = provider.open_session(order)
        with transactions() as session:
            attach_page(session, page)
    return order.key


def order_of(checkout: Checkout) -> CheckoutOrder:
    """What the provider is asked: of the row alone, so that asking twice asks the same."""
    return CheckoutOrder(
        key=checkout.key,
        is_wallet=checkout.channel is PaymentChannel.E_WALLET,
        amount_kopecks=checkout.amount_kopecks,
        fee_kopecks=checkout.fee_kopecks,
        expires_at=checkout.expires_at,
    )


def attach_page(session: Session, page: ProviderSession) -> None:
    """Keep where the provider's page is. A checkout that went on meanwhile keeps its state."""
    checkout = find_locked(session, page.key)
    if checkout is None or checkout.status is not CheckoutStatus.NEW:
        return
    checkout.status = CheckoutStatus.OPEN
    checkout.provider_session_id, checkout.provider_url = page.session_id, page.url
    checkout.payment_intent_id = page.intent_id or None
    session.flush()


def get_checkout_page(session: Session, actor: Actor, key: str) -> str:
    """The address of the provider's page. Raises NotFound when there is no open one of this actor's."""
    checkout = _get_own(session, actor, key)
    if checkout.status is not CheckoutStatus.OPEN or checkout.expires_at <= clock.now():
        raise NotFound("checkout")
    return checkout.provider_url


def get_checkout_state(session: Session, actor: Actor, key: str) -> CheckoutState:
    """Where a payment of the actor's stands. Raises NotFound."""
    row = _get_own(session, actor, key)
    receipt = session.exec(
        select(Receipt.number, col(Receipt.status)).where(
            col(Receipt.payment_id) == row.payment_id, col(Receipt.part) == 0
        )
    ).first()
    number, status = receipt or ("", None)
    return CheckoutState(
        key=row.key,
        status=row.status,
        channel=row.channel,
        amount_kopecks=row.amount_kopecks,
        fee_kopecks=row.fee_kopecks,
        payment_id=row.payment_id,
        receipt_number=number,
        receipt_status=status,
    )


def find_locked(session: Session, key: str) -> Checkout | None:
    """The checkout with this key; whoever else settles it waits."""
    query = select(Checkout).where(col(Checkout.key) == key).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def _get_own(session: Session, actor: Actor, key: str) -> Checkout:
    checkout = session.exec(
        select(Checkout)
        .join(Account, col(Account.id) == col(Checkout.account_id))
        .where(
            col(Checkout.key) == key,
            col(Checkout.account_id) == actor.account_id,
            may_see_account(actor),
        )
    ).first()
    if checkout is None:
        raise NotFound("checkout")
    return checkout


def _find_or_add(session: Session, actor: Actor, command: StartCheckout) -> Checkout:
    if command.channel not in ONLINE_CHANNELS:
        raise InvalidInput((FieldProblem("channel", "channel_not_online"),))
    if command.shown_account_id not in (None, actor.account_id):
        raise InvalidInput((FieldProblem("amount", "form_stale"),))
    cap = get_policy_value(session, PolicyKey.PAYMENT_CAP_KOPECKS, clock.today())
    require_amount(command.amount_kopecks, cap)
    account = lock_own_account(session, actor)  # of two tabs the second finds what the first began
    require_takes_money(session, account, command.amount_kopecks, "amount")
    wanted = _wanted(session, account.id or 0, command)
    return _find_like(session, wanted) or _add(session, actor, wanted)


def _wanted(session: Session, account_id: int, command: StartCheckout) -> Checkout:
    now, terms = clock.now(), get_fee_terms(session, command.channel, clock.today())
    return Checkout(
        key=secrets.token_hex(KEY_BYTES),
        account_id=account_id,
        channel=command.channel,
        status=CheckoutStatus.NEW,
        amount_kopecks=command.amount_kopecks,
        fee_kopecks=fee_kopecks(command.amount_kopecks, terms),
        named_period=command.named_period.code if command.named_period else None,
        created_at=now,
        expires_at=now + CHECKOUT_LIFETIME,
    )


def _find_like(session: Session, wanted: Checkout) -> Checkout | None:
    """An unfinished one that a person may go on with: the same in everything they were shown."""
    return session.exec(
        select(Checkout)
        .where(
            col(Checkout.account_id) == wanted.account_id,
            col(Checkout.status).in_((CheckoutStatus.NEW, CheckoutStatus.OPEN)),
            col(Checkout.channel) == wanted.channel,
            col(Checkout.amount_kopecks) == wanted.amount_kopecks,
            col(Checkout.fee_kopecks) == wanted.fee_kopecks,
            col(Checkout.named_period).is_not_distinct_from(wanted.named_period),
            col(Checkout.autopay_period).is_(None),
            col(Checkout.expires_at) > wanted.created_at + REUSE_MARGIN,
        )
        .order_by(col(Checkout.id).desc())
        .limit(1)
    ).first()


def _add(session: Session, actor: Actor, checkout: Checkout) -> Checkout:
    _require_pace(session, checkout.account_id)
    session.add(checkout)
    session.flush()
    audit.record(session, actor, "checkout.start", "checkout", checkout.id)
    return checkout


def _require_pace(session: Session, account_id: int) -> None:
    recent = session.exec(
        select(func.count())
        .select_from(Checkout)
        .where(col(Checkout.account_id) == account_id, col(Checkout.created_at) > clock.now() - _HOUR)
    ).one()
    if recent >= MOST_AN_HOUR:
        raise TooManyAttempts(int(_HOUR.total_seconds()))
