"""A storm of messages: copied, shuffled, lost, forged and stale. Money is credited once, and all of it."""

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import stripe
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from avk_app import clock
from avk_app.config import Settings
from avk_app.domain.provider import ProviderSession, SessionStatus
from avk_app.gateways.card_payments import ForgedMessage, StripePayments
from avk_app.models import Checkout, Payment, PaymentDifference, ProviderEvent
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.provider_events import receive_message
from avk_app.services.reconciliation import reconcile
from avk_app.services.rules import load_rules
from tests.factories import make_account
from tests.provider import FakeProvider
from tests.soak import FACTOR

SECRET = "whsec_storm"
PAYMENTS, PAYMENTS_ON_POSTGRES = 5_000, 500
COPIES = (3, 5)
ACCOUNTS = 200
WORKERS = 4
CUT_OFF, LOST, FORGED, STALE = 0.05, 0.10, 0.01, 0.01
FEE = 100
Delivery = tuple[bytes, str]


class StormyProvider(FakeProvider):
    """The truth about each session, and the messages that tell it."""

    def __init__(self, checkouts: list[tuple[str, int]], chance: random.Random) -> None:
        super().__init__()
        self.paid: dict[str, int] = {}
        for number, (key, kopecks) in enumerate(checkouts):
            is_paid = chance.random() < 0.9
            self.sessions[key] = ProviderSession(
                f"cs_{number}",
                key,
                SessionStatus.COMPLETE if is_paid else SessionStatus.EXPIRED,
                is_paid,
                kopecks + FEE,
                "rub",
                "https://pay.example",
                f"pi_{number}",
            )
            if is_paid:
                self.paid[key] = kopecks

    def events_of(self, page: ProviderSession) -> list[dict[str, Any]]:
        """What is told about a session, the page and the payment each by its own event."""
        told = [("checkout.session.completed" if page.is_paid else "checkout.session.expired", _page(page))]
        if page.is_paid:
            told.append(("payment_intent.succeeded", _intent(page)))
        return [
            {
                "id": f"evt_{page.session_id}_{place}",
                "object": "event",
                "type": kind,
                "created": int(clock.now().timestamp()),
                "data": {"object": body},
            }
            for place, (kind, body) in enumerate(told)
        ]


def _page(page: ProviderSession) -> dict[str, Any]:
    return {
        "object": "checkout.session",
        "id": page.session_id,
        "metadata": {"checkout": page.key},
        "status": page.status,
        "payment_status": "paid" if page.is_paid else "unpaid",
        "amount_total": page.total_kopecks,
        "currency": page.currency,
        "url": None,
        "payment_intent": page.intent_id if page.is_paid else None,
    }


def _intent(page: ProviderSession) -> dict[str, Any]:
    return {
        "object": "payment_intent",
        "id": page.intent_id,
        "metadata": {"checkout": page.key},
        "status": "succeeded",
        "amount": page.total_kopecks,
        "amount_received": page.total_kopecks,
        "currency": page.currency,
    }


def _storm(provider: StormyProvider, chance: random.Random) -> Iterator[Delivery]:
    """Up to five copies of what is told of each payment, in any order; some are lost, of a few payments all,
    some come from a forger, some an hour late."""
    copies = [
        event
        for page in provider.sessions.values()
        if chance.random() > CUT_OFF
        for event in chance.choices(provider.events_of(page), k=chance.randint(*COPIES))
    ]
    chance.shuffle(copies)
    for event in copies:
        fate = chance.random()
        if fate < LOST:
            continue
        if fate < LOST + FORGED:
            yield _signed(_as_paid(event), "whsec_of_a_forger")
        elif fate < LOST + FORGED + STALE:
            yield _signed(_as_paid(event), SECRET, age_seconds=3_600)
        else:
            yield _signed(event, SECRET)


def _as_paid(event: dict[str, Any]) -> dict[str, Any]:
    """What whoever has no right to say so would like to say."""
    body = event["data"]["object"] | {"status": "complete", "payment_status": "paid"}
    return event | {"id": f"{event['id']}_forged", "data": {"object": body}}


def _signed(event: dict[str, Any], secret: str, age_seconds: int = 0) -> Delivery:
    text = json.dumps(event)
    signed_at = int(clock.wall_now().timestamp()) - age_seconds
    return text.encode(), stripe.WebhookSignature.generate_signature_header(text, secret, signed_at)


def _seed(session: Session, count: int, chance: random.Random) -> list[tuple[str, int]]:
    """So many checkouts with their pages open, on a couple of hundred accounts."""
    load_rules(session)
    accounts = [make_account(session, email="").id or 0 for _ in range(ACCOUNTS)]
    now = clock.now()
    rows = [
        Checkout(
            key=f"{number:032x}",
            account_id=chance.choice(accounts),
            channel=PaymentChannel.CARD,
            status=CheckoutStatus.OPEN,
            amount_kopecks=chance.randint(1, 500_000),
            fee_kopecks=FEE,
            provider_session_id=f"cs_{number}",
            created_at=now - timedelta(minutes=10),
            expires_at=now + timedelta(hours=1),
        )
        for number in range(count)
    ]
    session.add_all(rows)
    session.flush()
    return [(row.key, row.amount_kopecks) for row in rows]


def _deliver(engine: Engine, gateway: StripePayments, deliveries: list[Delivery]) -> int:
    """As the provider's senders do, several at once; how many were refused."""

    def take(delivery: Delivery) -> bool:
        try:
            message = gateway.read_message(*delivery)
        except ForgedMessage:
            return False
        with transaction(engine) as session:
            receive_message(session, message)
        return True

    with ThreadPoolExecutor(WORKERS) as senders:
        return sum(not is_taken for is_taken in senders.map(take, deliveries))


def _credited(engine: Engine) -> dict[str, int]:
    with reading(engine) as session:
        query = select(Checkout.key, Payment.amount_kopecks).join(
            Payment, col(Payment.id) == col(Checkout.payment_id)
        )
        return dict(session.exec(query).all())


def _count(engine: Engine, table: type) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


@pytest.mark.slow
def test_a_storm_of_messages_credits_each_payment_once_and_loses_none(fresh_engine: Engine) -> None:
    chance = random.Random(20261122)
    is_sqlite = fresh_engine.dialect.name == "sqlite"
    count = (PAYMENTS if is_sqlite else PAYMENTS_ON_POSTGRES) * min(FACTOR, 10)
    with transaction(fresh_engine) as session:
        checkouts = _seed(session, count, chance)
    provider = StormyProvider(checkouts, chance)
    gateway = StripePayments(Settings(stripe_secret_key="sk_test_storm", stripe_webhook_secret=SECRET))
    deliveries = list(_storm(provider, chance))
    refused = _deliver(fresh_engine, gateway, deliveries)
    credited = _credited(fresh_engine)
    assert refused > 0
    assert credited.items() <= provider.paid.items()
    assert 0 < len(credited) < len(provider.paid), "the storm lost too little to prove anything"
    reconcile(provider, lambda: transaction(fresh_engine), timedelta())
    assert _credited(fresh_engine) == provider.paid
    assert _count(fresh_engine, Payment) == len(provider.paid)
    assert _count(fresh_engine, PaymentDifference) == 0
    assert _count(fresh_engine, ProviderEvent) <= len(provider.sessions) * 2
    with reading(fresh_engine) as session:
        assert check_books(session) == []
