"""What the API can be asked: method, address and the function that does it."""

from collections.abc import Callable

from avk_app.sandbox import checkout, disputes, intents, methods, refunds
from avk_app.sandbox.errors import Body, Refusal
from avk_app.sandbox.lists import list_events, listing_of, retrieving
from avk_app.sandbox.work import Work

Operation = Callable[[Work], Body | Refusal]

OPERATIONS: tuple[tuple[str, str, Operation], ...] = (
    ("POST", "/v1/checkout/sessions", checkout.create_session),
    ("GET", "/v1/checkout/sessions", checkout.list_sessions),
    ("GET", "/v1/checkout/sessions/{id}", checkout.retrieve_session),
    ("GET", "/v1/checkout/sessions/{id}/line_items", checkout.list_line_items),
    ("POST", "/v1/checkout/sessions/{id}/expire", checkout.expire_session),
    ("GET", "/v1/setup_intents/{id}", retrieving("setup_intent")),
    ("POST", "/v1/customers", methods.create_customer),
    ("GET", "/v1/customers/{id}", retrieving("customer")),
    ("GET", "/v1/customers/{id}/payment_methods", methods.list_methods_of_customer),
    ("GET", "/v1/payment_methods", listing_of("payment_method", "customer", "type")),
    ("GET", "/v1/payment_methods/{id}", retrieving("payment_method")),
    ("POST", "/v1/payment_methods/{id}/attach", methods.attach_method),
    ("POST", "/v1/payment_methods/{id}/detach", methods.detach_method),
    ("POST", "/v1/payment_intents", intents.create_intent),
    ("GET", "/v1/payment_intents", listing_of("payment_intent", "customer")),
    ("GET", "/v1/payment_intents/{id}", retrieving("payment_intent")),
    ("POST", "/v1/payment_intents/{id}/confirm", intents.confirm_intent),
    ("POST", "/v1/payment_intents/{id}/cancel", intents.cancel_intent),
    ("GET", "/v1/charges", listing_of("charge", "payment_intent", "customer")),
    ("GET", "/v1/charges/{id}", retrieving("charge")),
    ("POST", "/v1/refunds", refunds.create_refund),
    ("GET", "/v1/refunds", listing_of("refund", "charge", "payment_intent")),
    ("GET", "/v1/refunds/{id}", retrieving("refund")),
    ("GET", "/v1/disputes", listing_of("dispute", "charge", "payment_intent")),
    ("GET", "/v1/disputes/{id}", retrieving("dispute")),
    ("POST", "/v1/disputes/{id}/close", disputes.close_dispute),
    ("GET", "/v1/events", list_events),
    ("GET", "/v1/events/{id}", retrieving("event")),
    ("GET", "/v1/balance_transactions/{id}", retrieving("balance_transaction")),
)
