"""A payment provider for tests of the services: in memory, with a hand to pay with and one to pull plugs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from avk_app.domain.provider import (
    CURRENCY,
    ChargeOrder,
    CheckoutOrder,
    ProviderMessage,
    ProviderPayment,
    ProviderRefund,
    ProviderSession,
    ProviderSetup,
    RefundOrder,
    RefundState,
    SavedMethod,
    SessionStatus,
    SetupOrder,
)
from avk_app.errors import GatewayError


class FakeProvider:
    """Keeps one session a key and repeats its first answer, as idempotency keys do."""

    def __init__(self) -> None:
        self.sessions: dict[str, ProviderSession] = {}
        self._first_answers: dict[str, ProviderSession] = {}
        self.refunds: dict[str, ProviderRefund] = {}
        self.setups: dict[str, ProviderSetup] = {}
        self.charges: dict[str, ProviderPayment] = {}
        self.forgotten: list[str] = []
        self.is_declining = False
        self.loses_answers = False
        self.is_down = False
        self.asked = 0

    def open_session(self, order: CheckoutOrder) -> ProviderSession:
        self._answer()
        number = len(self.sessions) + 1
        new = ProviderSession(
            session_id=f"cs_{number}_{order.key[:6]}",
            key=order.key,
            status=SessionStatus.OPEN,
            is_paid=False,
            total_kopecks=order.amount_kopecks + order.fee_kopecks,
            currency=CURRENCY,
            url=f"https://pay.example/{order.key}",
            intent_id=f"pi_{number}_{order.key[:6]}",
        )
        self.sessions.setdefault(order.key, new)
        return self._first_answers.setdefault(order.key, new)

    def get_session(self, session_id: str) -> ProviderSession:
        self._answer()
        return next(page for page in self.sessions.values() if page.session_id == session_id)

    def get_payment(self, intent_id: str) -> ProviderPayment:
        self._answer()
        found = [payment for payment in self._payments() if payment.intent_id == intent_id]
        if not found:
            raise GatewayError("provider: resource_missing", is_retryable=False)
        return found[0]

    def list_payments_since(self, moment: datetime) -> Iterator[ProviderPayment]:
        self._answer()
        yield from self._payments()

    def read_message(self, body: bytes, signature: str) -> ProviderMessage:
        raise NotImplementedError

    def list_undelivered_since(self, moment: datetime) -> Iterator[ProviderMessage]:
        self._answer()
        return iter(())

    def send_back(self, order: RefundOrder) -> ProviderRefund:
        self._answer()
        new = ProviderRefund(
            f"re_{len(self.refunds) + 1}",
            order.key,
            order.intent_id,
            RefundState.PENDING,
            order.total_kopecks,
            CURRENCY,
        )
        return self.refunds.setdefault(order.key, new)

    def find_refund(self, order: RefundOrder) -> ProviderRefund | None:
        self._answer()
        return self.refunds.get(order.key)

    def get_refund(self, refund_id: str) -> ProviderRefund:
        self._answer()
        return next(refund for refund in self.refunds.values() if refund.refund_id == refund_id)

    def open_setup(self, order: SetupOrder) -> ProviderSetup:
        self._answer()
        page_id, url = f"cs_setup_{order.key[:6]}", f"https://pay.example/{order.key}"
        new = ProviderSetup(page_id, order.key, SessionStatus.OPEN, url, None)
        return self.setups.setdefault(order.key, new)

    def get_setup(self, session_id: str) -> ProviderSetup:
        self._answer()
        return next(page for page in self.setups.values() if page.session_id == session_id)

    def charge_saved(self, order: ChargeOrder) -> ProviderPayment:
        self._answer()
        if order.method.method_id in self.forgotten:
            raise GatewayError("provider: detached", is_retryable=False)
        made = ProviderPayment(
            f"pi_auto_{order.key[:12]}",
            order.key,
            not self.is_declining,
            self.is_declining,
            order.total_kopecks,
            CURRENCY,
        )
        answer = self.charges.setdefault(order.key, made)
        if self.loses_answers:
            raise GatewayError("provider: lost", is_retryable=True)
        return answer

    def forget_method(self, method_id: str) -> None:
        self._answer()
        self.forgotten.append(method_id)

    def save_card(self, key: str) -> None:
        """The person saves a card on the provider's page."""
        method = SavedMethod(f"cus_{key[:6]}", f"pm_{key[:6]}", "visa", "4242")
        self.setups[key] = replace(self.setups[key], status=SessionStatus.COMPLETE, method=method)

    def pay(self, key: str) -> ProviderSession:
        """The person pays on the provider's page."""
        page = replace(self.sessions[key], status=SessionStatus.COMPLETE, is_paid=True)
        self.sessions[key] = page
        return page

    def expire(self, key: str) -> ProviderSession:
        page = replace(self.sessions[key], status=SessionStatus.EXPIRED)
        self.sessions[key] = page
        return page

    def _payments(self) -> Iterator[ProviderPayment]:
        for page in self.sessions.values():
            yield ProviderPayment(
                page.intent_id, page.key, page.is_paid, False, page.total_kopecks, page.currency
            )
        yield from self.charges.values()

    def _answer(self) -> None:
        self.asked += 1
        if self.is_down:
            raise GatewayError("provider: down", is_retryable=True)
