"""Saving a card for autopay: only the provider's own word switches it on; in the end it forgets the card."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import structlog
from sqlmodel import Session, col, or_, select, update

from avk_app import clock
from avk_app.domain.autopay import first_period
from avk_app.domain.provider import ProviderSetup, SavedMethod, SessionStatus
from avk_app.errors import GatewayError
from avk_app.gateways.card_payments import CardPayments
from avk_app.models import Account, Autopay
from avk_app.models.autopay import AutopayStatus
from avk_app.services import audit
from avk_app.services.access import Actor
from avk_app.services.autopay_letters import tell_started
from avk_app.services.autopay_rows import end_autopay, find_active, lock_autopay, not_in_the_way
from avk_app.services.database import transaction

Transactions = Callable[[], AbstractContextManager[Session]]
ASK_AGAIN_AFTER = timedelta(minutes=5)
MOST_AT_ONCE = 200
log = structlog.get_logger()


def attach_setup_page(session: Session, page: ProviderSetup) -> None:
    """Keep where the provider's page is."""
    autopay = session.exec(select(Autopay).where(col(Autopay.key) == page.key).with_for_update()).one()
    autopay.provider_session_id, autopay.provider_url = page.session_id, page.url
    session.flush()


def confirm_autopay(
    actor: Actor, key: str, provider: CardPayments, transactions: Transactions = transaction
) -> None:
    """Whoever comes back from the provider's page: ask it at once whether the card is saved.

    A key that is not this user's asks nothing. Raises GatewayError: reconciliation asks again.
    """
    with transactions() as session:
        own = (col(Autopay.key) == key, col(Autopay.user_id) == actor.user_id)
        autopay_id = session.exec(
            select(Autopay.id).where(*own, col(Autopay.status) == AutopayStatus.SETUP_PENDING)
        ).first()
    if autopay_id is not None:
        _ask(provider, transactions, autopay_id)


def reconcile_autopays(provider: CardPayments, transactions: Transactions = transaction) -> int:
    """Ask about each page that is not finished, and have the cards forgotten that are of no use any more."""
    asked = 0
    for autopay_id in _claim(transactions):
        with not_in_the_way("autopay_broken", autopay_id):
            _ask_quietly(provider, transactions, autopay_id)
        asked += 1
    forget_cards(provider, transactions)
    return asked


def forget_cards(
    provider: CardPayments, transactions: Transactions = transaction, autopay_id: int | None = None
) -> None:
    """Have the provider forget the cards of what was switched off. What it cannot now comes again later."""
    is_wanted = col(Autopay.id) == autopay_id if autopay_id else col(Autopay.status) == AutopayStatus.OFF
    with transactions() as session:
        query = select(Autopay.id, Autopay.method_id).where(
            is_wanted, col(Autopay.method_id) != "", col(Autopay.forgotten_at).is_(None)
        )
        kept = session.exec(query.limit(MOST_AT_ONCE)).all()
    for kept_id, method_id in kept:
        try:
            provider.forget_method(method_id)
        except GatewayError as error:
            log.warning("card_not_forgotten", autopay_id=kept_id, reason=str(error))
            continue
        with transactions() as session:
            _blank_card(lock_autopay(session, kept_id or 0))


def _blank_card(autopay: Autopay) -> None:
    """The provider has forgotten the card: what we know of it is of no use any more."""
    autopay.forgotten_at = clock.now()
    autopay.customer_id = autopay.method_id = autopay.card_brand = autopay.card_last4 = ""


def _claim(transactions: Transactions) -> list[int]:
    """The pages to ask about; of many processes one asks at a time."""
    now = clock.now()
    with transactions() as session:
        claimed = session.exec(
            update(Autopay)
            .where(
                col(Autopay.status) == AutopayStatus.SETUP_PENDING,
                or_(col(Autopay.asked_at).is_(None), col(Autopay.asked_at) <= now - ASK_AGAIN_AFTER),
            )
            .values(asked_at=now)
            .returning(col(Autopay.id))
            .execution_options(synchronize_session=False)
        ).all()
    return [row[0] for row in claimed]


def _ask_quietly(provider: CardPayments, transactions: Transactions, autopay_id: int) -> None:
    try:
        _ask(provider, transactions, autopay_id)
    except GatewayError as error:
        log.warning("autopay_unanswered", autopay_id=autopay_id, reason=str(error))


def _ask(provider: CardPayments, transactions: Transactions, autopay_id: int) -> None:
    with transactions() as session:
        autopay = session.get_one(Autopay, autopay_id)
        page_id, is_over = autopay.provider_session_id, autopay.setup_expires_at <= clock.now()
    if page_id:
        setup = provider.get_setup(page_id)
        with transactions() as session:
            _settle(session, autopay_id, setup)
    elif is_over:  # the provider's answer was lost: nobody has seen its page
        with transactions() as session:
            _give_up(session, autopay_id)


def _settle(session: Session, autopay_id: int, setup: ProviderSetup) -> None:
    autopay = _lock_with_account(session, autopay_id)
    if autopay.status is not AutopayStatus.SETUP_PENDING:
        return
    if setup.method is not None:
        _switch_on(session, autopay, setup.method)
    elif setup.status is SessionStatus.EXPIRED:
        end_autopay(session, autopay)


def _switch_on(session: Session, autopay: Autopay, method: SavedMethod) -> None:
    """Another card that was on before is switched off: an account has one."""
    previous = find_active(session, autopay.account_id)
    if previous is not None:
        end_autopay(session, previous)
    autopay.status, autopay.started_at = AutopayStatus.ACTIVE, clock.now()
    autopay.first_period = first_period(autopay.pay_on_day, clock.today()).code
    autopay.customer_id, autopay.method_id = method.customer_id, method.method_id
    autopay.card_brand, autopay.card_last4 = method.brand[:24], method.last4[:4]
    session.flush()
    tell_started(session, autopay)
    audit.record(session, None, "autopay.on", "autopay", autopay.id)


def _give_up(session: Session, autopay_id: int) -> None:
    autopay = lock_autopay(session, autopay_id)
    if autopay.status is AutopayStatus.SETUP_PENDING:
        end_autopay(session, autopay)


def _lock_with_account(session: Session, autopay_id: int) -> Autopay:
    """Two pages that are finished at once stand in line at their account."""
    account_id = session.get_one(Autopay, autopay_id).account_id
    session.exec(select(Account.id).where(col(Account.id) == account_id).with_for_update(key_share=True))
    return lock_autopay(session, autopay_id)
