"""Checkout sessions through the official SDK."""

import pytest
import stripe

from tests.sandbox.server import DAY, Sandbox, client_for, session_params


def test_nobody_gets_in_without_the_key(sandbox: Sandbox) -> None:
    stranger = client_for(sandbox.url, key="sk_test_guessed")
    with pytest.raises(stripe.AuthenticationError, match=r"\*\*\*\*ssed"):
        stranger.v1.checkout.sessions.create(session_params())


def test_a_session_sums_its_lines_and_waits_to_be_paid(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params(42_265))
    assert (session.amount_total, session.currency) == (42_688, "rub")
    assert (session.status, session.payment_status, session.mode) == ("open", "unpaid", "payment")
    assert session.url == f"{sandbox.url}/c/pay/{session.id}"
    assert session.to_dict()["metadata"] == {"payment_id": "17"}
    assert session.last_response.request_id is not None
    assert sandbox.stripe.v1.checkout.sessions.retrieve(session.id).to_dict() == session.to_dict()


def test_a_paid_session_leads_to_the_intent_the_charge_and_the_money(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params(10_000))
    sandbox.provider.act("pay", session=session.id)
    paid = sandbox.stripe.v1.checkout.sessions.retrieve(
        session.id,
        {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]},
    )
    assert (paid.status, paid.payment_status) == ("complete", "paid")
    intent = paid.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert (intent.status, intent.amount_received) == ("succeeded", 10_423)
    assert intent.metadata["payment_id"] == "17"
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert isinstance(charge.balance_transaction, stripe.BalanceTransaction)
    assert charge.balance_transaction.net == 10_423
    assert paid.line_items is not None
    assert [line.amount_total for line in paid.line_items.data] == [10_000, 423]


def test_sessions_are_found_by_their_payment_intent(sandbox: Sandbox) -> None:
    sessions = [sandbox.stripe.v1.checkout.sessions.create(session_params()) for _ in range(3)]
    found = sandbox.stripe.v1.checkout.sessions.list({"payment_intent": str(sessions[1].payment_intent)})
    assert [session.id for session in found.data] == [sessions[1].id]


def test_lists_come_newest_first_page_by_page(sandbox: Sandbox) -> None:
    made = [sandbox.stripe.v1.checkout.sessions.create(session_params()).id for _ in range(5)]
    page = sandbox.stripe.v1.checkout.sessions.list({"limit": 2})
    assert page.has_more
    assert [session.id for session in page.auto_paging_iter()] == made[::-1]
    before = sandbox.stripe.v1.checkout.sessions.list({"limit": 2, "ending_before": made[1]})
    assert [session.id for session in before.data] == [made[3], made[2]]


def test_a_session_expires_by_request_and_can_then_not_be_paid(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    assert sandbox.stripe.v1.checkout.sessions.expire(session.id).status == "expired"
    intent = sandbox.stripe.v1.payment_intents.retrieve(str(session.payment_intent))
    assert intent.status == "canceled"
    with pytest.raises(stripe.InvalidRequestError, match="status of expired"):
        sandbox.stripe.v1.checkout.sessions.expire(session.id)
    sandbox.utility.wait_for("checkout.session.expired")


def test_a_session_expires_when_its_time_is_over(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    assert session.expires_at - session.created == DAY.total_seconds()
    sandbox.clock.ahead = DAY
    assert sandbox.stripe.v1.checkout.sessions.retrieve(session.id).status == "expired"


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"line_items": []}, "line_items"),
        ({"mode": "subscription"}, "mode"),
        ({"expires_at": 1}, "expires_at"),
        ({"payment_method_types": ["cash"]}, "payment_method_types"),
        ({"customer": "cus_nobody"}, "customer"),
        ({"surname": "Иванов"}, "surname"),
        ({"payment_intent_data": {"passport": "1"}}, "payment_intent_data[passport]"),
    ],
)
def test_what_cannot_be_is_refused_by_the_name_of_the_parameter(
    sandbox: Sandbox, changes: dict[str, object], param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        sandbox.stripe.v1.checkout.sessions.create(session_params(**changes))
    assert (refusal.value.http_status, refusal.value.param) == (400, param)


@pytest.mark.parametrize("amount", [-1, 100_000_000, "0.5", "1e3", "много"])
def test_amounts_are_whole_kopecks_within_the_limits(sandbox: Sandbox, amount: object) -> None:
    params = session_params()
    params["line_items"][0]["price_data"]["unit_amount"] = amount
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        sandbox.stripe.v1.checkout.sessions.create(params)
    assert refusal.value.param == "line_items[0][price_data][unit_amount]"


@pytest.mark.parametrize(("amount", "code"), [(0, "amount_too_small"), (99_999_999, "amount_too_large")])
def test_the_total_is_something_and_not_too_much(sandbox: Sandbox, amount: int, code: str) -> None:
    params = session_params(amount)
    params["line_items"][1]["price_data"]["unit_amount"] = amount and 1
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        sandbox.stripe.v1.checkout.sessions.create(params)
    assert refusal.value.code == code


def test_the_answer_to_a_new_session_can_be_expanded(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params(expand=["payment_intent"]))
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        sandbox.stripe.v1.checkout.sessions.retrieve(session.id, {"expand": ["surname"]})


def test_an_unknown_session_does_not_exist(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        sandbox.stripe.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")


def test_an_unknown_address_is_named(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        sandbox.stripe.v1.subscriptions.list()
