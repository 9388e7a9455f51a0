"""Both sides of paying when messages get lost, come twice or in reverse; and what each side says it holds."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, col, func, select

from avk_app.models import Account, Checkout, LedgerEntry, Payment, Refund
from avk_app.models.ledger import LedgerName
from avk_app.sandbox import Switch, WebhookFault
from avk_app.services.reconciliation import reconcile
from avk_app.services.refund_settlement import UNDONE
from tests.cashdesk import AT_ONCE, Cashdesk

ENOUGH = 50


class FaultyWorld:
    """What the provider does, told of as badly as a fault makes it, and asked about once."""

    def __init__(self, desk: Cashdesk) -> None:
        self.desk = desk

    def act(self, fault: WebhookFault | None, action: str, **arguments: str | int) -> dict[str, Any]:
        """The provider does something, tells of it as well as it can, and is asked about it once."""
        done: dict[str, Any] = self.with_fault(
            fault, lambda: self.desk.sandbox.provider.act(action, **arguments)
        )
        self.settle()
        return done

    def with_fault(self, fault: WebhookFault | None, work: Callable[[], Any]) -> Any:
        """What is held back to come in reverse is let go by one more event, which is about nothing."""
        faults = self.desk.sandbox.faults
        if fault is not None:
            faults.switch_on(Switch(fault, times=ENOUGH))
        done = work()
        faults.clear()
        engine = self.desk.sandbox.app.state.engine
        engine.submit(lambda work: work.tell("plan.created", {"id": "plan_1", "object": "plan"})).result()
        return done

    def settle(self) -> None:
        self.desk.sandbox.faults.clear()
        self.desk.wait_for_messages()
        reconcile(self.desk.provider, self.desk.transactions, AT_ONCE)
        self.desk.wait_for_messages()

    def truth(self, kind: str, intent_id: str) -> list[dict[str, Any]]:
        """The provider's objects of a payment, newest first."""
        engine = self.desk.sandbox.app.state.engine
        of_it = [("payment_intent", intent_id)]
        found: list[dict[str, Any]] = engine.submit(lambda work: work.select(kind, of_it)).result()
        return found

    def held_by_provider(self, intent_id: str) -> int:
        taken = sum(charge["amount"] for charge in self.truth("charge", intent_id))
        refunded = sum(
            one["amount"] for one in self.truth("refund", intent_id) if one["status"] == "succeeded"
        )
        disputed = sum(one["amount"] for one in self.truth("dispute", intent_id) if one["status"] != "won")
        return int(taken - refunded - disputed)


def sum_of_entries(session: Session, account: Account) -> int:
    entries = session.exec(select(LedgerEntry).where(LedgerEntry.account_id == account.id))
    return sum(
        one.amount_kopecks if one.debit is LedgerName.RECEIVABLE else -one.amount_kopecks for one in entries
    )


def held(session: Session, key: str) -> int:
    """What we have of a payment by our own rows, the fee included."""
    payment = session.exec(
        select(Payment).join(Checkout, col(Checkout.payment_id) == col(Payment.id)).where(Checkout.key == key)
    ).one()
    back = session.exec(
        select(func.coalesce(func.sum(col(Refund.amount_kopecks) + col(Refund.fee_kopecks)), 0)).where(
            Refund.payment_id == payment.id, col(Refund.status).not_in(UNDONE)
        )
    ).one()
    return payment.amount_kopecks + payment.fee_kopecks - back
