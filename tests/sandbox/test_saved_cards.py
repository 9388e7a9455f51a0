"""A card saved with a customer and charged later, when nobody sits in front of a page."""

from typing import Any

import pytest
import stripe

from tests.sandbox.server import Sandbox, session_params


def _saved(sandbox: Sandbox, card: str = "paid") -> tuple[str, str]:
    """Save a card on the hosted page; gives the customer and the method."""
    customer = sandbox.stripe.v1.customers.create({"metadata": {"user_id": "5"}})
    session = sandbox.stripe.v1.checkout.sessions.create(
        {
            "mode": "setup",
            "currency": "rub",
            "customer": customer.id,
            "success_url": "https://portal.example/saved",
        }
    )
    assert session.payment_status == "no_payment_required"
    sandbox.provider.act("pay", session=session.id, card=card)
    setup = sandbox.stripe.v1.setup_intents.retrieve(str(session.setup_intent))
    assert setup.status == "succeeded"
    return customer.id, str(setup.payment_method)


def _charge(sandbox: Sandbox, customer: str, method: str, key: str = "auto-2026-11") -> stripe.PaymentIntent:
    terms: Any = {
        "amount": 42_688,
        "currency": "rub",
        "customer": customer,
        "payment_method": method,
        "off_session": True,
        "confirm": True,
        "metadata": {"payment_id": "18"},
    }
    return sandbox.stripe.v1.payment_intents.create(terms, {"idempotency_key": key})


def test_a_saved_card_pays_without_its_owner_once_a_key(sandbox: Sandbox) -> None:
    customer, method = _saved(sandbox)
    paid, again = _charge(sandbox, customer, method), _charge(sandbox, customer, method)
    assert (paid.status, paid.amount_received) == ("succeeded", 42_688)
    assert again.id == paid.id
    assert len(sandbox.stripe.v1.payment_intents.list({"customer": customer}).data) == 1
    sandbox.utility.wait_for("payment_intent.succeeded", "payment_method.attached")


def test_paying_may_save_the_card_too(sandbox: Sandbox) -> None:
    data = {"setup_future_usage": "off_session"}
    session = sandbox.stripe.v1.checkout.sessions.create(session_params(payment_intent_data=data))
    sandbox.provider.act("pay", session=session.id)
    paid = sandbox.stripe.v1.checkout.sessions.retrieve(session.id)
    methods = sandbox.stripe.v1.customers.payment_methods.list(str(paid.customer)).data
    assert [method.id for method in methods] == _listed(sandbox, str(paid.customer))
    assert len(methods) == 1
    assert _charge(sandbox, str(paid.customer), methods[0].id).status == "succeeded"


def _listed(sandbox: Sandbox, customer: str) -> list[str]:
    found = sandbox.stripe.v1.payment_methods.list({"customer": customer, "type": "card"}).data
    return [method.id for method in found]


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("fails-later", "card_declined", "generic_decline"),
        ("confirm-always", "authentication_required", "authentication_required"),
    ],
)
def test_a_saved_card_may_fail_and_the_attempt_stays_on_record(
    sandbox: Sandbox, card: str, code: str, decline_code: str
) -> None:
    customer, method = _saved(sandbox, card)
    for _ in range(2):  # the second is the stored answer
        with pytest.raises(stripe.CardError) as refusal:
            _charge(sandbox, customer, method)
        assert (refusal.value.http_status, refusal.value.code) == (402, code)
        assert refusal.value.error is not None
        assert refusal.value.error.decline_code == decline_code
    intents = sandbox.stripe.v1.payment_intents.list({"customer": customer}).data
    assert [intent.status for intent in intents] == ["requires_payment_method"]
    sandbox.utility.wait_for("payment_intent.payment_failed")


def test_a_card_confirmed_when_saved_asks_no_more(sandbox: Sandbox) -> None:
    assert _charge(sandbox, *_saved(sandbox, "confirm")).status == "succeeded"


def test_a_detached_card_pays_no_more(sandbox: Sandbox) -> None:
    customer, method = _saved(sandbox)
    assert sandbox.stripe.v1.payment_methods.detach(method).customer is None
    assert sandbox.stripe.v1.customers.payment_methods.list(customer).data == []
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        _charge(sandbox, customer, method)
    assert refusal.value.param == "payment_method"


def test_somebody_elses_card_pays_nothing(sandbox: Sandbox) -> None:
    stranger = sandbox.stripe.v1.customers.create({})
    with pytest.raises(stripe.InvalidRequestError, match="another customer"):
        _charge(sandbox, stranger.id, _saved(sandbox)[1])


def test_test_tokens_are_cards_without_a_form(sandbox: Sandbox) -> None:
    customer = sandbox.stripe.v1.customers.create({})
    method = sandbox.stripe.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
    assert method.card is not None
    assert method.card.last4 == "4242"
    assert _charge(sandbox, customer.id, method.id).status == "succeeded"


def test_an_intent_can_be_confirmed_later_or_cancelled(sandbox: Sandbox) -> None:
    terms: Any = {"amount": 100, "currency": "rub", "payment_method": "pm_card_visa"}
    intent = sandbox.stripe.v1.payment_intents.create(terms)
    assert sandbox.stripe.v1.payment_intents.confirm(intent.id).status == "succeeded"
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        sandbox.stripe.v1.payment_intents.cancel(intent.id)
    assert refusal.value.code == "payment_intent_unexpected_state"
    other = sandbox.stripe.v1.payment_intents.create({"amount": 100, "currency": "rub"})
    cancelled = sandbox.stripe.v1.payment_intents.cancel(other.id, {"cancellation_reason": "abandoned"})
    assert (cancelled.status, cancelled.cancellation_reason) == ("canceled", "abandoned")


def test_the_intent_of_a_session_is_left_to_its_session(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    for act in (sandbox.stripe.v1.payment_intents.cancel, sandbox.stripe.v1.payment_intents.confirm):
        with pytest.raises(stripe.InvalidRequestError, match="Checkout created"):
            act(str(session.payment_intent))
