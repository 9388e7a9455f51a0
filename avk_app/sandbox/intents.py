"""Payment intents: one sum to be paid once, whoever and however it is paid."""

from typing import Any

from avk_app.sandbox import methods, payments
from avk_app.sandbox.errors import Body, Refusal, invalid
from avk_app.sandbox.shapes import fresh
from avk_app.sandbox.shapes_payment import NO_ACTION
from avk_app.sandbox.work import Work, new_id

LARGEST_AMOUNT = 99_999_999
CURRENCY_LETTERS = 3
REASONS = ("duplicate", "fraudulent", "requested_by_customer", "abandoned")
CONFIRMING = ("payment_method", "off_session", "error_on_requires_action", "return_url")
CREATING = (
    "amount", "currency", "confirm", "customer", "description", "metadata", "payment_method_types",
    "setup_future_usage", "statement_descriptor_suffix", "automatic_payment_methods", *CONFIRMING,
)  # fmt: skip


def make_intent(work: Work, amount: int, currency: str, **values: Any) -> Body:
    intent_id = new_id("pi_")
    intent = fresh(
        "payment_intent",
        id=intent_id,
        amount=amount,
        client_secret=new_id(f"{intent_id}_secret_"),
        created=work.now,
        currency=currency,
        **values,
    )
    work.add(intent)
    work.tell("payment_intent.created", intent)
    return intent


def read_currency(currency: str, param: str) -> str:
    if len(currency) != CURRENCY_LETTERS or not currency.isascii() or not currency.isalpha():
        raise invalid(f"Invalid currency: {currency[:10]}", param)
    return currency.lower()


def read_method_types(work: Work) -> list[str]:
    """Cards unless told otherwise; the e-wallet is the provider's `link`."""
    types = work.params.texts("payment_method_types") or ["card"]
    for unknown in set(types) - set(methods.METHOD_TYPES):
        raise invalid(f"The payment method type provided: {unknown[:40]} is invalid.", "payment_method_types")
    return types


def create_intent(work: Work) -> Body | Refusal:
    params = work.params
    params.allow_only(*CREATING)
    customer_id = params.text("customer")
    customer = work.get("customer", customer_id, "customer") if customer_id else None
    intent = make_intent(
        work,
        params.integer("amount", 1, LARGEST_AMOUNT),
        read_currency(params.required_text("currency"), "currency"),
        customer=customer and customer["id"],
        description=params.text("description") or None,
        metadata=params.metadata(),
        payment_method_types=read_method_types(work),
    )
    if params.flag("confirm"):
        return _confirm(work, intent)
    if params.text("payment_method"):
        intent |= {"payment_method": _method_for(work, intent)["id"], "status": "requires_confirmation"}
        work.save(intent)
    return intent


def confirm_intent(work: Work) -> Body | Refusal:
    work.params.allow_only(*CONFIRMING)
    return _confirm(work, work.get_addressed("payment_intent"))


def _confirm(work: Work, intent: Body) -> Body | Refusal:
    """A decline is an answer, not a failure: the attempt stays on record."""
    _refuse_unless_payable(work, intent)
    method = _method_for(work, intent)
    is_present = not work.params.flag("off_session")
    payments.pay(work, intent, method, is_present=is_present)
    if intent["status"] != "requires_payment_method":
        return intent
    error = dict(intent["last_payment_error"])
    return Refusal(402, error.pop("type"), error.pop("message"), **error, payment_intent=intent)


def _method_for(work: Work, intent: Body) -> Body:
    method_id = work.params.text("payment_method") or intent["payment_method"]
    if not method_id:
        message = "You cannot confirm this PaymentIntent because it's missing a payment method."
        raise invalid(message, code="payment_intent_unexpected_state")
    method = methods.get_method(work, method_id, "payment_method")
    if work.secret_of(method["id"]).get("is_detached"):
        raise invalid(
            "The payment method was detached from a customer and may not be used again.", "payment_method"
        )
    if method["customer"] not in (None, intent["customer"]):
        raise invalid("The payment method belongs to another customer.", "payment_method")
    return method


def _refuse_unless_payable(work: Work, intent: Body) -> None:
    if intent["status"] not in payments.PAYABLE:
        message = f"This PaymentIntent's status is {intent['status']}: it cannot be confirmed."
        raise invalid(message, code="payment_intent_unexpected_state")
    if find_session_of(work, intent):
        message = "You cannot confirm a PaymentIntent that Checkout created."
        raise invalid(message, code="payment_intent_unexpected_state")


def find_session_of(work: Work, intent: Body) -> Body | None:
    """The checkout session that made this intent."""
    found = work.select("checkout.session", [("payment_intent", intent["id"])], limit=1)
    return found[0] if found else None


def cancel_intent(work: Work) -> Body:
    work.params.allow_only("cancellation_reason")
    intent = work.get_addressed("payment_intent")
    if find_session_of(work, intent):
        message = "You cannot cancel a PaymentIntent that Checkout created: expire its session."
        raise invalid(message, code="payment_intent_unexpected_state")
    reason = work.params.one_of("cancellation_reason", REASONS, REASONS[2])
    return cancel(work, intent, reason if "cancellation_reason" in work.params else None)


def cancel(work: Work, intent: Body, reason: str | None) -> Body:
    """Nobody can pay it any more."""
    if intent["status"] not in payments.PAYABLE:
        message = f"You cannot cancel this PaymentIntent because it has a status of {intent['status']}."
        raise invalid(message, code="payment_intent_unexpected_state")
    intent |= {
        "status": "canceled", "canceled_at": work.now, "cancellation_reason": reason, "next_action": NO_ACTION
    }  # fmt: skip
    work.save(intent)
    work.tell("payment_intent.canceled", intent)
    return intent
