"""The provider's messages, over HTTP from its stand-in: signed, stored once, right in any order."""

from typing import Any

import pytest
import stripe
from sqlmodel import col, func, select

from avk_app.gateways.card_payments import ForgedMessage
from avk_app.models import (
    Account,
    Checkout,
    Payment,
    PaymentDifference,
    ProviderEvent,
    Receipt,
    Refund,
)
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel, RefundOrigin, RefundStatus
from avk_app.sandbox import Switch, WebhookFault
from avk_app.services.access import Actor
from avk_app.services.checkouts import StartCheckout, get_checkout_page
from avk_app.services.database import reading
from avk_app.services.ledger import get_balance
from avk_app.services.provider_events import process_waiting
from avk_app.services.reconciliation import compare_with_provider, reconcile
from tests.actors import actor_for
from tests.cashdesk import AT_ONCE, Cashdesk
from tests.factories import make_account
from tests.sandbox.server import DAY

pytestmark = pytest.mark.slow

CARD = StartCheckout(PaymentChannel.CARD, 383_69)
WALLET = StartCheckout(PaymentChannel.E_WALLET, 383_69)


@pytest.fixture
def account(desk: Cashdesk) -> Account:
    with desk.transactions() as session:
        return make_account(session)


@pytest.fixture
def actor(desk: Cashdesk, account: Account) -> Actor:
    with desk.transactions() as session:
        return actor_for(session, account)


def _balance(desk: Cashdesk, account: Account) -> int:
    with reading(desk.engine) as session:
        return get_balance(session, account.id or 0).kopecks


def _page_id(desk: Cashdesk, actor: Actor, key: str) -> str:
    with reading(desk.engine) as session:
        return get_checkout_page(session, actor, key).rpartition("/")[2].partition("#")[0]


def _pay(desk: Cashdesk, actor: Actor, command: StartCheckout = CARD) -> str:
    """A payment on the provider's page; its id at the provider."""
    page_id = _page_id(desk, actor, desk.start(actor, command))
    return str(_act(desk, "pay", session=page_id)["id"])


def _act(desk: Cashdesk, action: str, **arguments: str | int) -> dict[str, Any]:
    """The provider does something of itself, and tells about it."""
    done: dict[str, Any] = desk.sandbox.provider.act(action, **arguments)
    desk.wait_for_messages()
    return done


def _count(desk: Cashdesk, table: type) -> int:
    with reading(desk.engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def _refunds(desk: Cashdesk) -> list[Refund]:
    with reading(desk.engine) as session:
        return list(session.exec(select(Refund).order_by(col(Refund.id))))


def _checkout_status(desk: Cashdesk) -> CheckoutStatus:
    with reading(desk.engine) as session:
        return session.exec(select(Checkout.status)).one()


def test_a_payment_on_the_page_is_credited_by_the_message(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    _pay(desk, actor)
    assert _balance(desk, account) == -383_69


def test_doubled_messages_are_stored_and_credited_once(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    desk.sandbox.faults.switch_on(Switch(WebhookFault.DOUBLE, times=50))
    _pay(desk, actor)
    assert _balance(desk, account) == -383_69
    assert _count(desk, Payment) == 1
    with reading(desk.engine) as session:
        ids = session.exec(select(ProviderEvent.event_id)).all()
    assert len(ids) == len(set(ids))


def test_lost_messages_lose_nothing(desk: Cashdesk, account: Account, actor: Actor) -> None:
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, times=50))
    _pay(desk, actor)
    assert _balance(desk, account) == 0
    assert reconcile(desk.provider, desk.transactions, AT_ONCE).credited == 1
    assert _balance(desk, account) == -383_69


def test_a_payment_is_found_by_comparing_even_when_its_checkout_was_given_up(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, times=50))
    _pay(desk, actor)
    done = compare_with_provider(desk.provider, desk.sandbox.clock.now() - DAY, desk.transactions)
    assert (done.credited, done.differences) == (1, 0)
    assert _balance(desk, account) == -383_69


def test_a_refund_that_is_told_before_its_payment_waits_for_it(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, times=50, matching="checkout.*"))
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, times=50, matching="payment_intent.*"))
    intent = _pay(desk, actor)
    _act(desk, "refund", payment_intent=intent, amount=100_00)
    assert _refunds(desk) == []
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    process_waiting(desk.transactions)
    assert _balance(desk, account) == -283_69


def test_a_refund_of_the_providers_own_is_taken_in_once_and_comes_back_when_it_fails(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    desk.sandbox.faults.switch_on(Switch(WebhookFault.DOUBLE, times=50))
    refund = _act(desk, "refund", payment_intent=_pay(desk, actor))
    assert _balance(desk, account) == 0
    (row,) = _refunds(desk)
    assert (row.origin, row.amount_kopecks, row.fee_kopecks) == (RefundOrigin.PROVIDER, 383_69, 3_84)
    _act(desk, "fail_refund", refund=refund["id"])
    assert _balance(desk, account) == -383_69
    assert _refunds(desk)[0].status is RefundStatus.FAILED


@pytest.mark.parametrize(("verdict", "left"), [("win_dispute", -383_69), ("lose_dispute", 0)])
def test_a_dispute_takes_the_money_until_it_is_decided(
    desk: Cashdesk, account: Account, actor: Actor, verdict: str, left: int
) -> None:
    dispute = _act(desk, "open_dispute", payment_intent=_pay(desk, actor))
    assert _balance(desk, account) == 0
    _act(desk, verdict, dispute=dispute["id"])
    assert _refunds(desk)[0].status is (RefundStatus.WON if left else RefundStatus.SUCCEEDED)
    assert _balance(desk, account) == left


def test_a_refund_and_its_failure_whose_messages_got_lost_are_found_by_asking(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    intent = _pay(desk, actor)
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, times=50))
    refund = _act(desk, "refund", payment_intent=intent, amount=100_00)
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    assert _balance(desk, account) == -283_69
    _act(desk, "fail_refund", refund=refund["id"])
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    assert _balance(desk, account) == -383_69


def test_a_dispute_whose_messages_got_lost_is_found_by_asking_once(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    intent = _pay(desk, actor)
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, times=50))
    _act(desk, "open_dispute", payment_intent=intent)
    done = [reconcile(desk.provider, desk.transactions, AT_ONCE).messages for _round in range(2)]
    assert _balance(desk, account) == 0
    assert done == [2, 0]


def test_what_goes_back_of_the_fee_alone_moves_nothing_on_the_account(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    intent = _pay(desk, actor)
    _act(desk, "refund", payment_intent=intent, amount=383_69)
    _act(desk, "refund", payment_intent=intent)
    whole, fee = _refunds(desk)
    assert (fee.amount_kopecks, fee.fee_kopecks, fee.status) == (0, 3_84, RefundStatus.SUCCEEDED)
    assert _balance(desk, account) == 0
    with reading(desk.engine) as session:
        assert session.exec(select(Receipt.refund_id)).all() == [None, whole.id]


def test_money_that_was_on_its_way_and_did_not_come_ends_the_checkout(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    desk.sandbox.faults.is_settlement_slow = True
    page_id = _page_id(desk, actor, desk.start(actor, WALLET))
    intent = _act(desk, "pay", session=page_id, card="link")["id"]
    assert _checkout_status(desk) is CheckoutStatus.OPEN
    _act(desk, "fail_payment", payment_intent=intent)
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    assert _checkout_status(desk) is CheckoutStatus.FAILED
    assert _balance(desk, account) == 0


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=1,v1=00",
        stripe.WebhookSignature.generate_signature_header("{}", "whsec_other"),
        stripe.WebhookSignature.generate_signature_header("{}", "whsec_old", timestamp=1),
    ],
    ids=["none", "wrong", "another's", "stale"],
)
def test_a_message_without_a_right_and_fresh_signature_is_refused(desk: Cashdesk, header: str) -> None:
    with pytest.raises(ForgedMessage):
        desk.provider.read_message(b"{}", header)


def test_the_outgoing_secret_still_opens_while_the_new_one_takes_over(desk: Cashdesk) -> None:
    body = '{"id": "evt_1", "type": "plan.created", "created": 1, "data": {"object": {"object": "plan"}}}'
    header = stripe.WebhookSignature.generate_signature_header(body, "whsec_old")
    assert desk.provider.read_message(body.encode(), header).event_id == "evt_1"


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", "null", '{"id": 1}', '{"id": "e", "type": "t", "created": "x"}']
)
def test_a_signed_message_that_is_no_event_is_refused(desk: Cashdesk, body: str) -> None:
    header = stripe.WebhookSignature.generate_signature_header(body, "whsec_old")
    with pytest.raises(ForgedMessage):
        desk.provider.read_message(body.encode(), header)


def test_nothing_waits_to_be_looked_at_when_all_went_well(
    desk: Cashdesk, account: Account, actor: Actor
) -> None:
    _pay(desk, actor)
    assert _balance(desk, account) == -383_69
    assert _count(desk, PaymentDifference) == 0
