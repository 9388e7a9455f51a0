"""Refunds that staff ask for, against the provider's stand-in: asked once, sent once, posted once."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from avk_app.errors import InvalidInput, NotFound
from avk_app.models import Account, Payment, Refund
from avk_app.models.payments import PaymentChannel, RefundStatus
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.sandbox import AnswerFault, Switch, WebhookFault
from avk_app.services.access import Actor
from avk_app.services.checkouts import StartCheckout, get_checkout_page
from avk_app.services.database import reading
from avk_app.services.ledger import get_balance, receive_payment
from avk_app.services.reconciliation import reconcile
from avk_app.services.refunds import AskedRefund, RequestRefund, refund_payment
from tests.actors import actor_for
from tests.cashdesk import AT_ONCE, Cashdesk, provider_at
from tests.factories import make_account, make_user
from tests.sandbox.server import DAY

pytestmark = pytest.mark.slow

AMOUNT = 383_69
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def account(desk: Cashdesk) -> Account:
    with desk.transactions() as session:
        return make_account(session)


@pytest.fixture
def payment(desk: Cashdesk, account: Account) -> Payment:
    """A card payment of 383.69 with its fee."""
    with desk.transactions() as session:
        payer = actor_for(session, account)
    key = desk.start(payer, StartCheckout(PaymentChannel.CARD, AMOUNT))
    with reading(desk.engine) as session:
        page = get_checkout_page(session, payer, key)
    desk.sandbox.provider.act("pay", session=page.rpartition("/")[2])
    desk.wait_for_messages()
    with reading(desk.engine) as session:
        return session.exec(select(Payment)).one()


@pytest.fixture
def cashier(desk: Cashdesk, account: Account) -> Actor:
    with desk.transactions() as session:
        return _staff(session, account, Role.CASHIER)


def _staff(session: Session, account: Account, role: Role) -> Actor:
    user = make_user(session, account, role=role)
    return replace(actor_for(session, account, user), kind=SessionKind.STAFF, role=role, account_id=None)


def _refund(desk: Cashdesk, actor: Actor, payment: Payment, kopecks: int) -> AskedRefund:
    command = RequestRefund(payment.id or 0, kopecks, "оплатил дважды")
    done = refund_payment(actor, command, desk.provider, desk.transactions)
    desk.wait_for_messages()
    return done


def _balance(desk: Cashdesk, account: Account) -> int:
    with reading(desk.engine) as session:
        return get_balance(session, account.id or 0).kopecks


def _statuses(desk: Cashdesk) -> list[RefundStatus]:
    with reading(desk.engine) as session:
        return list(session.exec(select(Refund.status)))


@pytest.mark.parametrize("role", [Role.SUBSCRIBER, Role.OPERATOR])
def test_others_than_money_staff_find_no_payment(
    desk: Cashdesk, account: Account, payment: Payment, role: Role
) -> None:
    with desk.transactions() as session:
        actor = _staff(session, account, role)
    with pytest.raises(NotFound):
        _refund(desk, actor, payment, 1)


def test_the_payer_cannot_send_money_back_to_themselves(
    desk: Cashdesk, account: Account, payment: Payment
) -> None:
    with desk.transactions() as session:
        payer = actor_for(session, account)
    with pytest.raises(NotFound):
        _refund(desk, payer, payment, 1)


def test_a_refund_in_parts_and_not_a_kopeck_more(
    desk: Cashdesk, account: Account, payment: Payment, cashier: Actor
) -> None:
    _refund(desk, cashier, payment, 100_00)
    assert _balance(desk, account) == -283_69
    with pytest.raises(InvalidInput) as refusal:
        _refund(desk, cashier, payment, 283_70)
    assert refusal.value.problems[0].code == "refund_over"
    _refund(desk, cashier, payment, 283_69)
    assert _balance(desk, account) == 0
    assert _statuses(desk) == [RefundStatus.SUCCEEDED] * 2


@pytest.mark.parametrize("kopecks", [0, -1])
def test_nothing_and_less_is_no_refund(
    desk: Cashdesk, payment: Payment, cashier: Actor, kopecks: int
) -> None:
    with pytest.raises(InvalidInput):
        _refund(desk, cashier, payment, kopecks)


def test_an_office_payment_is_not_sent_back_by_the_provider(
    desk: Cashdesk, account: Account, cashier: Actor
) -> None:
    with desk.transactions() as session:
        posted = receive_payment(session, account.id or 0, PaymentChannel.OFFICE, AMOUNT, date(2026, 11, 5))
        office = session.get_one(Payment, posted.id)
    with pytest.raises(NotFound):
        _refund(desk, cashier, office, 1)


def test_the_answer_that_got_lost_is_asked_for_again_with_the_same_key(
    desk: Cashdesk, account: Account, payment: Payment, cashier: Actor
) -> None:
    desk.sandbox.faults.switch_on(Switch(AnswerFault.FAIL_AFTER_WORK, times=1, matching="*refunds*"))
    _refund(desk, cashier, payment, AMOUNT)
    assert _balance(desk, account) == 0
    assert _statuses(desk) == [RefundStatus.SUCCEEDED]


def test_a_refund_the_provider_could_not_be_asked_for_comes_with_the_next_reconciliation(
    desk: Cashdesk, account: Account, payment: Payment, cashier: Actor
) -> None:
    desk.sandbox.faults.switch_on(Switch(AnswerFault.FAIL_BEFORE_WORK, times=9, matching="*refunds*"))
    assert _refund(desk, cashier, payment, 100_00).unanswered
    assert _statuses(desk) == [RefundStatus.REQUESTED]
    desk.sandbox.faults.clear()
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    desk.wait_for_messages()
    assert _balance(desk, account) == -283_69
    assert _statuses(desk) == [RefundStatus.SUCCEEDED]


def test_a_command_repeated_while_the_provider_is_silent_sends_the_money_once(
    desk: Cashdesk, account: Account, payment: Payment, cashier: Actor
) -> None:
    desk.sandbox.faults.switch_on(Switch(AnswerFault.FAIL_BEFORE_WORK, times=9, matching="*refunds*"))
    waiting = _refund(desk, cashier, payment, 100_00)
    with pytest.raises(InvalidInput) as refusal:
        _refund(desk, cashier, payment, 100_00)
    (problem,) = refusal.value.problems
    assert (problem.code, dict(problem.values)) == ("refund_open", {"refund": waiting.refund_id})
    desk.sandbox.faults.clear()
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    desk.wait_for_messages()
    assert _statuses(desk) == [RefundStatus.SUCCEEDED]
    assert not _refund(desk, cashier, payment, 100_00).unanswered
    assert _balance(desk, account) == -183_69


def test_a_key_that_the_provider_refuses_decides_nothing_about_a_refund(
    desk: Cashdesk, account: Account, payment: Payment, cashier: Actor
) -> None:
    wrong = replace(desk, provider=provider_at(desk.sandbox.url, key="sk_test_revoked"))
    assert "AuthenticationError" in _refund(wrong, cashier, payment, 100_00).unanswered
    done = reconcile(wrong.provider, desk.transactions, AT_ONCE)
    assert (done.refunds, done.failed) == (1, 2)
    assert _statuses(desk) == [RefundStatus.REQUESTED]
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    desk.wait_for_messages()
    assert _statuses(desk) == [RefundStatus.SUCCEEDED]


@pytest.mark.parametrize("fault", [AnswerFault.FAIL_AFTER_WORK, AnswerFault.FAIL_BEFORE_WORK])
def test_after_an_outage_longer_than_the_provider_knows_keys_money_goes_back_once(
    desk: Cashdesk, account: Account, payment: Payment, cashier: Actor, fault: AnswerFault
) -> None:
    desk.sandbox.faults.switch_on(Switch(fault, times=9, matching="*refunds*"))
    desk.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, times=9))
    assert _refund(desk, cashier, payment, 100_00).unanswered
    desk.sandbox.faults.clear()
    desk.sandbox.clock.ahead = DAY + AN_HOUR
    reconcile(desk.provider, desk.transactions, AT_ONCE)
    sent_back = desk.sandbox.stripe.v1.refunds.list({"limit": 10}).data
    assert [refund.amount for refund in sent_back] == [100_00]
    assert _balance(desk, account) == -283_69
    assert _statuses(desk) == [RefundStatus.SUCCEEDED]


def test_the_providers_own_refund_of_all_leaves_nothing_to_send_back(
    desk: Cashdesk, account: Account, payment: Payment, cashier: Actor
) -> None:
    _refund(desk, cashier, payment, 100_00)
    intent = next(desk.provider.list_payments_since(desk.sandbox.clock.now() - DAY)).intent_id
    desk.sandbox.provider.act("refund", payment_intent=intent)
    desk.wait_for_messages()
    assert _balance(desk, account) == 0
    with pytest.raises(InvalidInput):
        _refund(desk, cashier, payment, 1)
