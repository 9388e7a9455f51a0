"""Autopay by the person's choice: which card, which day, how much at most, and off with one tap.

Only a password session may save a card or change the terms: surname and account number stand on every bill,
and whoever found one must not be able to make somebody's card pay. Switching off is open to both, because a
consent is taken back as easily as possible; its owner is told by letter.
"""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, func, select

from avk_app import clock
from avk_app.domain.autopay import first_period, require_terms
from avk_app.domain.payments import CHECKOUT_LIFETIME, REUSE_MARGIN
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.domain.provider import SetupOrder
from avk_app.errors import FieldProblem, InvalidInput, NotAllowed, NotFound, TooManyAttempts
from avk_app.gateways.card_payments import CardPayments
from avk_app.models import Account, Autopay, AutopayNotice
from avk_app.models.autopay import AutopayStatus, NoticeStatus
from avk_app.models.sessions import SessionKind
from avk_app.services import audit
from avk_app.services.access import Actor, get_own_account, lock_own_account, may_see_account
from avk_app.services.autopay_letters import tell_ended
from avk_app.services.autopay_rows import end_autopay, find_active
from avk_app.services.autopay_setup import attach_setup_page, forget_cards
from avk_app.services.closed_accounts import require_open
from avk_app.services.database import transaction
from avk_app.services.policy import get_policy_value

Transactions = Callable[[], AbstractContextManager[Session]]
KEY_BYTES = 16
MOST_AN_HOUR = 10
_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class AutopayTerms:
    """A day of the month (3 to 28) and what may be taken at once at most, the fee included."""

    pay_on_day: int
    limit_kopecks: int


@dataclass(frozen=True)
class AutopayPlan:
    """What was announced and is not taken yet."""

    period: Period
    amount_kopecks: int
    fee_kopecks: int
    charge_on: date


@dataclass(frozen=True)
class AutopayState:
    """`terms` None while off. The card's digits are "" for whoever may not see them."""

    account_id: int
    may_change: bool
    has_email: bool
    terms: AutopayTerms | None = None
    card_brand: str = ""
    card_last4: str = ""
    plan: AutopayPlan | None = None


def get_autopay(session: Session, actor: Actor) -> AutopayState:
    """How autopay stands for the account that the session looks at. Raises NotFound."""
    account = get_own_account(session, actor)
    may_change = actor.kind is SessionKind.PASSWORD
    active = session.exec(
        select(Autopay).where(
            col(Autopay.account_id) == account.id, col(Autopay.status) == AutopayStatus.ACTIVE
        )
    ).first()
    if active is None:
        return AutopayState(account.id or 0, may_change, bool(account.email))
    return AutopayState(
        account.id or 0,
        may_change,
        bool(account.email),
        AutopayTerms(active.pay_on_day, active.limit_kopecks),
        active.card_brand,
        active.card_last4 if may_change else "",
        _find_plan(session, active),
    )


def start_autopay(
    actor: Actor,
    terms: AutopayTerms,
    consent_version: str,
    provider: CardPayments,
    transactions: Transactions = transaction,
) -> str:
    """The key of a provider's page that saves a card: an unfinished one like it, else a new one.

    `consent_version` names the text that the person ticked. Nothing is on until the provider says that the
    card is saved. Raises NotAllowed (not a password session), InvalidInput (`autopay_consent`,
    `autopay_closed`, `autopay_email`, `autopay_day`, `amount_…`), NotFound, TooManyAttempts, and
    GatewayError: trying again goes on.
    """
    with transactions() as session:
        autopay = _find_or_add(session, actor, terms, consent_version)
        order = SetupOrder(autopay.key, autopay.setup_expires_at)
        has_page = autopay.provider_session_id is not None
    if not has_page:
        page = provider.open_setup(order)
        with transactions() as session:
            attach_setup_page(session, page)
    return order.key


def get_setup_page(session: Session, actor: Actor, key: str) -> str:
    """The address of the provider's page. Raises NotFound when there is no open one of this user's."""
    autopay = session.exec(
        select(Autopay)
        .join(Account, col(Account.id) == col(Autopay.account_id))
        .where(
            col(Autopay.key) == key,
            col(Autopay.user_id) == actor.user_id,
            col(Autopay.status) == AutopayStatus.SETUP_PENDING,
            may_see_account(actor),
        )
    ).first()
    if autopay is None or not autopay.provider_url or autopay.setup_expires_at <= clock.now():
        raise NotFound("autopay")
    return autopay.provider_url


def change_autopay(session: Session, actor: Actor, terms: AutopayTerms) -> None:
    """New terms for the next bill; a charge that was announced keeps its day. Raises as `start_autopay`."""
    account = _own_account(session, actor)
    _require_terms(session, terms)
    active = find_active(session, account.id or 0)
    if active is None:
        raise NotFound("autopay")
    if active.pay_on_day != terms.pay_on_day:
        active.first_period = first_period(terms.pay_on_day, clock.today()).code
    active.pay_on_day, active.limit_kopecks = terms.pay_on_day, terms.limit_kopecks
    audit.record(session, actor, "autopay.change", "autopay", active.id)
    session.flush()


def switch_off(actor: Actor, provider: CardPayments, transactions: Transactions = transaction) -> None:
    """From now on nothing is taken, also while the provider is down; it forgets the card when it can.

    Raises NotFound when nothing is on.
    """
    with transactions() as session:
        account = get_own_account(session, actor)
        active = find_active(session, account.id or 0)
        if active is None:
            raise NotFound("autopay")
        end_autopay(session, active)
        tell_ended(session, active)
        audit.record(session, actor, "autopay.off", "autopay", active.id)
        autopay_id = active.id
    forget_cards(provider, transactions, autopay_id)


def _own_account(session: Session, actor: Actor) -> Account:
    if actor.kind is not SessionKind.PASSWORD:
        raise NotAllowed("password")
    return lock_own_account(session, actor)


def _require_terms(session: Session, terms: AutopayTerms) -> None:
    cap = get_policy_value(session, PolicyKey.PAYMENT_CAP_KOPECKS, clock.today())
    require_terms(terms.pay_on_day, terms.limit_kopecks, cap)


def _find_or_add(session: Session, actor: Actor, terms: AutopayTerms, consent_version: str) -> Autopay:
    account = _own_account(session, actor)
    require_open(account, "consent", "autopay_closed")
    _require_terms(session, terms)
    if not consent_version:
        raise InvalidInput((FieldProblem("consent", "autopay_consent"),))
    if not account.email:
        raise InvalidInput((FieldProblem("consent", "autopay_email"),))
    known = _find_unfinished(session, actor, terms, consent_version)
    return known or _add(session, actor, terms, consent_version)


def _find_unfinished(
    session: Session, actor: Actor, terms: AutopayTerms, consent_version: str
) -> Autopay | None:
    return session.exec(
        select(Autopay)
        .where(
            col(Autopay.account_id) == actor.account_id,
            col(Autopay.user_id) == actor.user_id,
            col(Autopay.status) == AutopayStatus.SETUP_PENDING,
            col(Autopay.pay_on_day) == terms.pay_on_day,
            col(Autopay.limit_kopecks) == terms.limit_kopecks,
            col(Autopay.consent_version) == consent_version,
            col(Autopay.setup_expires_at) > clock.now() + REUSE_MARGIN,
        )
        .order_by(col(Autopay.id).desc())
        .limit(1)
    ).first()


def _add(session: Session, actor: Actor, terms: AutopayTerms, consent_version: str) -> Autopay:
    assert actor.account_id is not None
    assert actor.user_id is not None
    _require_pace(session, actor.account_id)
    now = clock.now()
    autopay = Autopay(
        key=secrets.token_hex(KEY_BYTES),
        account_id=actor.account_id,
        status=AutopayStatus.SETUP_PENDING,
        pay_on_day=terms.pay_on_day,
        first_period=first_period(terms.pay_on_day, clock.today()).code,
        limit_kopecks=terms.limit_kopecks,
        user_id=actor.user_id,
        session_id=actor.session_id,
        consent_version=consent_version,
        consent_address=actor.address,
        created_at=now,
        setup_expires_at=now + CHECKOUT_LIFETIME,
    )
    session.add(autopay)
    session.flush()
    audit.record(session, actor, "autopay.start", "autopay", autopay.id)
    return autopay


def _require_pace(session: Session, account_id: int) -> None:
    recent = session.exec(
        select(func.count())
        .select_from(Autopay)
        .where(col(Autopay.account_id) == account_id, col(Autopay.created_at) > clock.now() - _HOUR)
    ).one()
    if recent >= MOST_AN_HOUR:
        raise TooManyAttempts(int(_HOUR.total_seconds()))


def _find_plan(session: Session, autopay: Autopay) -> AutopayPlan | None:
    notice = session.exec(
        select(AutopayNotice).where(
            col(AutopayNotice.autopay_id) == autopay.id,
            col(AutopayNotice.status) == NoticeStatus.ANNOUNCED,
        )
    ).first()
    if notice is None:
        return None
    period = Period.from_code(notice.period)
    return AutopayPlan(period, notice.amount_kopecks, notice.fee_kopecks, notice.charge_on)
