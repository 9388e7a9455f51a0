"""The payment provider behind a Protocol: the only module that knows its SDK.

Nothing personal goes out: no name, no address, no account number. Amounts come from our database.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Protocol

import stripe

from avk_app import routes
from avk_app.config import Settings, get_settings
from avk_app.domain.provider import (
    ChargeOrder,
    CheckoutOrder,
    ProviderFact,
    ProviderMessage,
    ProviderPayment,
    ProviderRefund,
    ProviderSession,
    ProviderSetup,
    RefundOrder,
    SetupOrder,
)
from avk_app.errors import DomainError, GatewayError
from avk_app.gateways.card_payment_facts import (
    REFUND_KEY,
    SETUP,
    SETUP_KEY,
    fact_in,
    payment_of,
    refund_of,
    session_of,
    setup_of,
)
from avk_app.gateways.card_payment_terms import charge_terms, line_items

RETRIES = 2
TIMEOUT_SECONDS = 20
SIGNATURE_LIFETIME_SECONDS = 300
_CONFLICT, _SERVER_FAILED = 409, 500
_GONE = (400, 404)
_UNANSWERED = (
    stripe.APIConnectionError,
    stripe.RateLimitError,
    stripe.AuthenticationError,
    stripe.PermissionError,
)


@dataclass(eq=False)
class ForgedMessage(DomainError):
    """A message without a right and fresh signature: nobody knows who sent it."""

    reason: str


class CardPayments(Protocol):
    """What we use of a payment provider. Everything raises GatewayError when it cannot be reached."""

    def open_session(self, order: CheckoutOrder) -> ProviderSession: ...

    def get_session(self, session_id: str) -> ProviderSession: ...

    def get_payment(self, intent_id: str) -> ProviderPayment: ...

    def list_payments_since(self, moment: datetime) -> Iterator[ProviderPayment]: ...

    def send_back(self, order: RefundOrder) -> ProviderRefund: ...

    def find_refund(self, order: RefundOrder) -> ProviderRefund | None: ...

    def get_refund(self, refund_id: str) -> ProviderRefund: ...

    def read_message(self, body: bytes, signature: str) -> ProviderMessage: ...

    def open_setup(self, order: SetupOrder) -> ProviderSetup: ...

    def get_setup(self, session_id: str) -> ProviderSetup: ...

    def charge_saved(self, order: ChargeOrder) -> ProviderPayment: ...

    def forget_method(self, method_id: str) -> None: ...

    def list_undelivered_since(self, moment: datetime) -> Iterator[ProviderMessage]: ...


class StripePayments:
    """Stripe, or the sandbox that speaks like it."""

    def __init__(self, settings: Settings) -> None:
        stripe.enable_telemetry = False
        self._origin = settings.origin
        self._secrets = settings.payment_webhook_secrets
        self._client = stripe.StripeClient(
            settings.payment_api_key,
            base_addresses={"api": settings.payment_api_url},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def open_session(self, order: CheckoutOrder) -> ProviderSession:
        """The same order gives the same session: its key is the idempotency key."""
        with _translated():
            made = self._client.v1.checkout.sessions.create(
                self._session_terms(order), {"idempotency_key": f"checkout-{order.key}"}
            )
        return session_of(made.to_dict())

    def get_session(self, session_id: str) -> ProviderSession:
        with _translated():
            return session_of(
                self._client.v1.checkout.sessions.retrieve(
                    session_id, {"expand": ["payment_intent.latest_charge"]}
                ).to_dict()
            )

    def get_payment(self, intent_id: str) -> ProviderPayment:
        with _translated():
            return payment_of(
                self._client.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge"]}).to_dict()
            )

    def list_payments_since(self, moment: datetime) -> Iterator[ProviderPayment]:
        terms: Any = {
            "created": {"gte": int(moment.timestamp())},
            "limit": 100,
            "expand": ["data.latest_charge"],
        }
        with _translated():
            for intent in self._client.v1.payment_intents.list(terms).auto_paging_iter():
                yield payment_of(intent.to_dict())

    def send_back(self, order: RefundOrder) -> ProviderRefund:
        """The same order gives the same refund, for a day: its key is the idempotency key."""
        terms: Any = {
            "payment_intent": order.intent_id,
            "amount": order.total_kopecks,
            "metadata": {REFUND_KEY: order.key},
        }
        with _translated():
            made = self._client.v1.refunds.create(terms, {"idempotency_key": f"refund-{order.key}"})
        return refund_of(made.to_dict())

    def find_refund(self, order: RefundOrder) -> ProviderRefund | None:
        """What became of an order, however long ago it was placed."""
        terms: Any = {"payment_intent": order.intent_id, "limit": 100}
        with _translated():
            listed = self._client.v1.refunds.list(terms).auto_paging_iter()
            refunds = (refund_of(made.to_dict()) for made in listed)
            return next((refund for refund in refunds if refund.key == order.key), None)

    def get_refund(self, refund_id: str) -> ProviderRefund:
        with _translated():
            return refund_of(self._client.v1.refunds.retrieve(refund_id).to_dict())

    def read_message(self, body: bytes, signature: str) -> ProviderMessage:
        """Raises ForgedMessage. Two secrets may hold at once, while one takes over from the other."""
        text = body.decode("utf-8", "replace")
        self._require_signature(text, signature)
        try:
            return _message(json.loads(text), text)
        except (ValueError, KeyError, TypeError) as error:
            raise ForgedMessage("no event") from error

    def open_setup(self, order: SetupOrder) -> ProviderSetup:
        """The same order gives the same page."""
        with _translated():
            made = self._client.v1.checkout.sessions.create(
                self._setup_terms(order), {"idempotency_key": f"setup-{order.key}"}
            )
        return setup_of(made.to_dict())

    def get_setup(self, session_id: str) -> ProviderSetup:
        with _translated():
            return setup_of(
                self._client.v1.checkout.sessions.retrieve(
                    session_id, {"expand": ["setup_intent.payment_method"]}
                ).to_dict()
            )

    def charge_saved(self, order: ChargeOrder) -> ProviderPayment:
        """A declined card is an answer. The same order charges once: its key is the idempotency key."""
        with _translated():
            try:
                made = self._client.v1.payment_intents.create(
                    charge_terms(order), {"idempotency_key": f"charge-{order.key}"}
                ).to_dict()
            except stripe.CardError as refusal:
                made = _intent_of(refusal)
        return payment_of(made)

    def forget_method(self, method_id: str) -> None:
        """Forget a saved card; one that is unknown or was forgotten before is forgotten."""
        with _translated():
            try:
                self._client.v1.payment_methods.detach(method_id)
            except stripe.InvalidRequestError as refusal:
                if refusal.http_status not in _GONE:
                    raise

    def list_undelivered_since(self, moment: datetime) -> Iterator[ProviderMessage]:
        """What it could not tell us: messages that no webhook has brought, newest first."""
        terms: Any = {
            "created": {"gte": int(moment.timestamp())},
            "delivery_success": False,
            "limit": 100,
        }
        with _translated():
            for event in self._client.v1.events.list(terms).auto_paging_iter():
                told = event.to_dict()
                yield _message(told, json.dumps(told, ensure_ascii=False, default=str))

    def _require_signature(self, text: str, signature: str) -> None:
        for secret in self._secrets:
            try:
                stripe.WebhookSignature.verify_header(text, signature, secret, SIGNATURE_LIFETIME_SECONDS)
            except stripe.SignatureVerificationError as error:
                reason = str(error)
            else:
                return
        raise ForgedMessage(reason if self._secrets else "no secret")

    def _session_terms(self, order: CheckoutOrder) -> Any:
        back = f"{self._origin}{{page}}?checkout={order.key}"
        return {
            "mode": "payment",
            "payment_method_types": ["link" if order.is_wallet else "card"],
            "line_items": line_items(order),
            "client_reference_id": order.key,
            "metadata": {"checkout": order.key},
            "payment_intent_data": {"metadata": {"checkout": order.key}},
            "expires_at": int(order.expires_at.timestamp()),
            "locale": "ru",
            "success_url": back.format(page=routes.PAYMENT_RETURN),
            "cancel_url": back.format(page=routes.PAYMENT_CANCEL),
        }

    def _setup_terms(self, order: SetupOrder) -> Any:
        back = f"{self._origin}{routes.AUTOPAY}"
        return {
            "mode": SETUP,
            "payment_method_types": ["card"],
            "customer_creation": "always",
            "metadata": {SETUP_KEY: order.key},
            "expires_at": int(order.expires_at.timestamp()),
            "locale": "ru",
            "success_url": f"{back}?saved={order.key}",
            "cancel_url": back,
        }


def _intent_of(refusal: stripe.CardError) -> dict[str, Any]:
    """The payment that was tried; a refusal without one is no answer to our order."""
    said: Any = refusal.json_body
    intent = said["error"].get("payment_intent") if isinstance(said, dict) else None
    if not intent:
        raise refusal
    return dict(intent)


def _message(event: Any, payload: str) -> ProviderMessage:
    created_at = datetime.fromtimestamp(event["created"], UTC)
    return ProviderMessage(str(event["id"]), str(event["type"]), created_at, payload)


@contextmanager
def _translated() -> Iterator[None]:
    """The SDK's errors as ours: what may work later is retryable.

    A key that is refused or may not do this is no answer about money: it works once it is put right.
    """
    try:
        yield
    except _UNANSWERED as error:
        raise GatewayError(f"provider: {type(error).__name__}", is_retryable=True) from error
    except stripe.StripeError as error:
        is_retryable = (error.http_status or 0) >= _SERVER_FAILED or error.http_status == _CONFLICT
        raise GatewayError(
            f"provider: {error.code or type(error).__name__}", is_retryable=is_retryable
        ) from error


def read_fact(payload: str) -> ProviderFact | None:
    """What a stored message says; None when it is about something we do not use."""
    return fact_in(json.loads(payload))


@lru_cache(maxsize=1)
def card_payments() -> CardPayments:
    """The provider of this process's settings."""
    return StripePayments(get_settings())
