"""Money going back: by the utility, by the provider, by the cardholder's bank."""

from typing import Any

import pytest
import stripe

from tests.sandbox.server import Sandbox, session_params


def _paid(sandbox: Sandbox, **params: Any) -> str:
    """A payment of 104.23; gives its intent."""
    session = sandbox.stripe.v1.checkout.sessions.create(session_params(10_000, **params))
    sandbox.provider.act("pay", session=session.id)
    return str(session.payment_intent)


def _charge(sandbox: Sandbox, intent_id: str) -> stripe.Charge:
    return sandbox.stripe.v1.charges.list({"payment_intent": intent_id}).data[0]


def test_a_part_then_the_rest_is_refunded(sandbox: Sandbox) -> None:
    intent_id = _paid(sandbox)
    part = sandbox.stripe.v1.refunds.create(
        {"payment_intent": intent_id, "amount": 423, "metadata": {"payment_id": "17"}}
    )
    assert (part.amount, part.status, part.payment_intent) == (423, "succeeded", intent_id)
    assert not _charge(sandbox, intent_id).refunded
    rest = sandbox.stripe.v1.refunds.create({"charge": _charge(sandbox, intent_id).id})
    charge = _charge(sandbox, intent_id)
    assert (rest.amount, charge.amount_refunded, charge.refunded) == (10_000, 10_423, True)
    listed = sandbox.stripe.v1.refunds.list({"payment_intent": intent_id}).data
    assert [refund.id for refund in listed] == [rest.id, part.id]
    moved = sandbox.stripe.v1.balance_transactions.retrieve(str(rest.balance_transaction))
    assert (moved.amount, moved.type, moved.source) == (-10_000, "refund", rest.id)
    sandbox.utility.wait_for("refund.created", "charge.refunded")


def test_no_more_is_refunded_than_was_paid(sandbox: Sandbox) -> None:
    intent_id = _paid(sandbox)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount") as refusal:
        sandbox.stripe.v1.refunds.create({"payment_intent": intent_id, "amount": 10_424})
    assert refusal.value.param == "amount"
    sandbox.stripe.v1.refunds.create({"payment_intent": intent_id})
    with pytest.raises(stripe.InvalidRequestError) as again:
        sandbox.stripe.v1.refunds.create({"payment_intent": intent_id})
    assert again.value.code == "charge_already_refunded"


def test_what_was_not_paid_is_not_refunded(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        sandbox.stripe.v1.refunds.create({"payment_intent": str(session.payment_intent)})


def test_the_provider_refunds_of_its_own_accord(sandbox: Sandbox) -> None:
    intent_id = _paid(sandbox)
    sandbox.provider.act("refund", payment_intent=intent_id, amount=423)
    sandbox.utility.wait_for("refund.created", "charge.refunded")
    assert _charge(sandbox, intent_id).amount_refunded == 423


def test_a_refund_that_the_bank_sends_back_fails_later(sandbox: Sandbox) -> None:
    intent_id = _paid(sandbox)
    refund = sandbox.stripe.v1.refunds.create({"payment_intent": intent_id})
    sandbox.provider.act("fail_refund", refund=refund.id)
    assert sandbox.stripe.v1.refunds.retrieve(refund.id).status == "failed"
    assert _charge(sandbox, intent_id).amount_refunded == 0
    sandbox.utility.wait_for("refund.updated", "refund.failed")


@pytest.mark.parametrize(
    ("action", "status", "moves"), [("win_dispute", "won", 2), ("lose_dispute", "lost", 1)]
)
def test_a_dispute_takes_the_money_and_gives_it_back_when_won(
    sandbox: Sandbox, action: str, status: str, moves: int
) -> None:
    intent_id = _paid(sandbox)
    opened = sandbox.provider.act("open_dispute", payment_intent=intent_id)
    assert _charge(sandbox, intent_id).disputed
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        sandbox.stripe.v1.refunds.create({"payment_intent": intent_id})
    assert refusal.value.code == "charge_disputed"
    sandbox.provider.act(action, dispute=opened["id"])
    dispute = sandbox.stripe.v1.disputes.retrieve(opened["id"])
    assert (dispute.status, len(dispute.balance_transactions)) == (status, moves)
    assert [d.id for d in sandbox.stripe.v1.disputes.list({"payment_intent": intent_id}).data] == [dispute.id]
    came = sandbox.utility.wait_for(
        "charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"
    )
    if status == "won":
        came = sandbox.utility.wait_for("charge.dispute.funds_reinstated")
    assert ("charge.dispute.funds_reinstated" in came) == (status == "won")


def test_the_utility_may_give_a_dispute_up(sandbox: Sandbox) -> None:
    opened = sandbox.provider.act("open_dispute", payment_intent=_paid(sandbox), amount=423)
    assert sandbox.stripe.v1.disputes.close(opened["id"]).status == "lost"
    with pytest.raises(stripe.InvalidRequestError, match="closed"):
        sandbox.stripe.v1.disputes.close(opened["id"])
