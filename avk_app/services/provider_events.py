"""The provider's messages: stored once under their id, then processed, in whatever order they came."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.provider import (
    ProviderDispute,
    ProviderFact,
    ProviderMessage,
    ProviderPayment,
    ProviderRefund,
    ProviderSession,
)
from avk_app.gateways.card_payments import CardPayments, read_fact
from avk_app.models import ProviderEvent
from avk_app.services.checkout_settlement import Outcome, settle_payment, settle_session
from avk_app.services.database import transaction
from avk_app.services.id_lists import is_among_texts
from avk_app.services.payment_differences import note_difference
from avk_app.services.refund_settlement import settle_dispute, settle_refund

Transactions = Callable[[], AbstractContextManager[Session]]
PATIENCE = timedelta(days=3)
TOLD_BACK = timedelta(days=7)
REMEMBERED = timedelta(days=90)
"""A message older than this was dealt with long ago: it is forgotten, and moves nothing if it comes again."""
log = structlog.get_logger()


def receive_message(session: Session, message: ProviderMessage) -> Outcome:
    """Store a message whose signature was right, and process it. One that was processed before moves nothing.

    One that is too old for us to remember is not listened to. A defect while processing leaves the message
    stored: `process_waiting` comes back to it.
    """
    if message.created_at < clock.now() - REMEMBERED:
        log.warning("provider_event_too_old", event_id=message.event_id)
        return Outcome.IGNORED
    event = _find_or_add(session, message)
    if event.processed_at is not None:
        return Outcome.KNOWN
    return _process(session, event)


def receive_undelivered(provider: CardPayments, transactions: Transactions = transaction) -> int:
    """Take in the messages that the provider could not deliver; how many were new.

    Raises GatewayError when it cannot be asked.
    """
    told = list(provider.list_undelivered_since(clock.now() - TOLD_BACK))
    with transactions() as session:
        known = _known_ids(session, [message.event_id for message in told])
    new = [message for message in reversed(told) if message.event_id not in known]
    for message in new:
        with transactions() as session:
            receive_message(session, message)
    return len(new)


def process_waiting(transactions: Transactions = transaction) -> int:
    """Process messages that waited for what they are about; how many are done with.

    Each in its own transaction: two accounts held at once would meet imports and bills, which hold many.
    """
    with transactions() as session:
        waiting = session.exec(
            select(ProviderEvent.id)
            .where(col(ProviderEvent.processed_at).is_(None))
            .order_by(col(ProviderEvent.received_at), col(ProviderEvent.id))
        ).all()
    return sum(_process_again(transactions, event_id) for event_id in waiting)


def _process_again(transactions: Transactions, event_id: int | None) -> bool:
    """Whether a message that waited is done with; another worker's is left to it."""
    with transactions() as session:
        event = session.exec(
            select(ProviderEvent)
            .where(col(ProviderEvent.id) == event_id, col(ProviderEvent.processed_at).is_(None))
            .with_for_update(skip_locked=True)
        ).first()
        return event is not None and _process(session, event) is not Outcome.WAITING


def _known_ids(session: Session, event_ids: list[str]) -> set[str]:
    column = col(ProviderEvent.event_id)
    return set(session.exec(select(column).where(is_among_texts(column, event_ids))))


def _find_or_add(session: Session, message: ProviderMessage) -> ProviderEvent:
    known = select(ProviderEvent).where(col(ProviderEvent.event_id) == message.event_id).with_for_update()
    event = session.exec(known).first()
    if event is not None:
        return event
    event = ProviderEvent(
        event_id=message.event_id,
        kind=message.kind[:80],
        created_at=message.created_at,
        payload=message.payload,
        received_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(event)
    except IntegrityError:  # the same message came twice at the same moment
        return session.exec(known).one()
    return event


def _process(session: Session, event: ProviderEvent) -> Outcome:
    try:
        with session.begin_nested():
            outcome = _settle(session, read_fact(event.payload), event.created_at)
    except Exception:  # a defect must not make the provider's message disappear
        log.exception("provider_event_broken", event_id=event.event_id)
        outcome = Outcome.WAITING
    if outcome is Outcome.WAITING and event.received_at < clock.now() - PATIENCE:
        note_difference(session, "orphan_message", event.event_id, event.kind)
        outcome = Outcome.DIFFERENCE
    event.outcome = outcome
    event.processed_at = None if outcome is Outcome.WAITING else clock.now()
    session.flush()
    return outcome


def _settle(session: Session, fact: ProviderFact | None, said_at: datetime) -> Outcome:
    match fact:
        case ProviderSession():
            return settle_session(session, fact, said_at)
        case ProviderPayment():
            return settle_payment(session, fact, said_at)
        case ProviderRefund():
            return settle_refund(session, fact, said_at)
        case ProviderDispute():
            return settle_dispute(session, fact, said_at)
        case None:
            return Outcome.IGNORED
