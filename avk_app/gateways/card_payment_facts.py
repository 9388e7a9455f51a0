"""The provider's objects, as its API documents them, turned into our own words."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from avk_app.domain.provider import (
    DisputeState,
    ProviderDispute,
    ProviderFact,
    ProviderPayment,
    ProviderRefund,
    ProviderSession,
    ProviderSetup,
    RefundState,
    SavedMethod,
    SessionStatus,
)

Raw = Mapping[str, Any]
KEY = "checkout"
REFUND_KEY = "refund"
SETUP_KEY = "autopay"
SETUP = "setup"
_PAID = ("paid", "no_payment_required")
_DISPUTES = {
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "warning_needs_response": DisputeState.INQUIRY,
    "warning_under_review": DisputeState.INQUIRY,
    "warning_closed": DisputeState.INQUIRY,
}
_REFUNDS = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def fact_in(event: Raw) -> ProviderFact | None:
    """What an event says of the object it is about; None for objects we do not use."""
    found = event["data"]["object"]
    if found.get("mode") == SETUP:
        return None
    read = _READERS.get(found.get("object", ""))
    return read(found) if read else None


def session_of(raw: Raw) -> ProviderSession:
    """A checkout session."""
    return ProviderSession(
        session_id=raw["id"],
        key=_key(raw),
        status=SessionStatus(raw["status"] or SessionStatus.OPEN),
        is_paid=raw["payment_status"] in _PAID,
        total_kopecks=raw["amount_total"] or 0,
        currency=raw["currency"] or "",
        url=raw["url"] or "",
        intent_id=_id(raw["payment_intent"]),
        paid_at=_charged_at(raw["payment_intent"]),
        is_failed=raw["status"] == "complete" and _is_failed(raw["payment_intent"]),
    )


def payment_of(raw: Raw) -> ProviderPayment:
    """A payment intent."""
    return ProviderPayment(
        intent_id=raw["id"],
        key=_key(raw),
        is_paid=raw["status"] == "succeeded",
        is_failed=_is_failed(raw),
        total_kopecks=raw["amount_received"] if raw["status"] == "succeeded" else raw["amount"],
        currency=raw["currency"],
        paid_at=_charged_at(raw),
        has_returned=_has_returned(raw),
    )


def setup_of(raw: Raw) -> ProviderSetup:
    """A checkout session that saves a card, with its setup intent and the saved method in it."""
    return ProviderSetup(
        session_id=raw["id"],
        key=str((raw.get("metadata") or {}).get(SETUP_KEY, "")),
        status=SessionStatus(raw["status"] or SessionStatus.OPEN),
        url=raw["url"] or "",
        method=_saved_method(raw),
    )


def _saved_method(raw: Raw) -> SavedMethod | None:
    intent = raw["setup_intent"]
    method = intent.get("payment_method") if isinstance(intent, Mapping) else None
    if raw["status"] != SessionStatus.COMPLETE or not isinstance(method, Mapping):
        return None
    label = method.get("card") or {}
    return SavedMethod(_id(raw["customer"]), method["id"], label.get("brand", ""), label.get("last4", ""))


def refund_of(raw: Raw) -> ProviderRefund:
    """A refund."""
    return ProviderRefund(
        refund_id=raw["id"],
        key=(raw.get("metadata") or {}).get(REFUND_KEY, ""),
        intent_id=_id(raw["payment_intent"]),
        state=_REFUNDS.get(raw["status"] or "", RefundState.PENDING),
        amount_kopecks=raw["amount"],
        currency=raw["currency"],
    )


def dispute_of(raw: Raw) -> ProviderDispute:
    """A dispute, or an inquiry that may become one."""
    return ProviderDispute(
        dispute_id=raw["id"],
        intent_id=_id(raw["payment_intent"]),
        state=_DISPUTES.get(raw["status"], DisputeState.OPEN),
        amount_kopecks=raw["amount"],
        currency=raw["currency"],
    )


def _key(raw: Raw) -> str:
    return str((raw.get("metadata") or {}).get(KEY, ""))


def _is_failed(intent: Any) -> bool:
    """Where the intent came whole; of its id alone nobody knows. An intent waits for a method both before the
    first try and after a declined one."""
    if not isinstance(intent, Mapping):
        return False
    has_error = bool((intent.get("last_payment_error") or {}).get("type"))
    return intent["status"] == "canceled" or (intent["status"] == "requires_payment_method" and has_error)


def _charged_at(intent: Any) -> datetime | None:
    """When the money was taken, where the intent came with its charge."""
    charge = intent.get("latest_charge") if isinstance(intent, Mapping) else None
    return datetime.fromtimestamp(charge["created"], UTC) if isinstance(charge, Mapping) else None


def _has_returned(intent: Raw) -> bool:
    """Where the intent came with its charge: sent back, in part too, or taken back by the payer's bank."""
    charge = intent.get("latest_charge")
    return isinstance(charge, Mapping) and bool(charge["amount_refunded"] or charge["disputed"])


def _id(reference: Any) -> str:
    """References are ids, or whole objects where they were asked for."""
    return (reference["id"] if isinstance(reference, Mapping) else reference) or ""


_READERS: dict[str, Callable[[Raw], ProviderFact]] = {
    "checkout.session": session_of,
    "payment_intent": payment_of,
    "refund": refund_of,
    "dispute": dispute_of,
}
