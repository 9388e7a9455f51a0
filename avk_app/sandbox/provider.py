"""What the provider does of its own accord, or a person without a browser: for tests and the demo's operator.

Each action is a function of Work; its arguments are parameters, like those of the API.
"""

from collections.abc import Callable

from avk_app.sandbox import checkout, disputes, methods, paying, payments, refunds
from avk_app.sandbox.cards import BY_NAME
from avk_app.sandbox.engine import Engine
from avk_app.sandbox.errors import Body, invalid
from avk_app.sandbox.intents import LARGEST_AMOUNT
from avk_app.sandbox.params import Params
from avk_app.sandbox.work import Work

Action = Callable[[Work], Body]


def _open_session(work: Work) -> Body:
    session_id = work.params.required_text("session")
    session = checkout.current(work, work.get("checkout.session", session_id, "session"))
    if session["status"] != "open":
        raise invalid(f"This session is {session['status']}.", "session")
    return session


def _pay(work: Work) -> Body:
    """Pay a session as on the hosted page. Gives the intent."""
    session = _open_session(work)
    name = work.params.one_of("card", (*BY_NAME, methods.WALLET), "paid")
    is_wallet = name == methods.WALLET
    method = methods.make_wallet(work) if is_wallet else methods.make_test_card(work, BY_NAME[name])
    intent = paying.pay_session(work, session, method)
    is_waiting = intent["status"] == paying.WAITING
    return paying.decide(work, session, is_confirmed=True) if is_waiting else intent


def _settle(work: Work) -> Body:
    """Money that was on its way has come."""
    intent = _processing(work)
    payments.settle(work, intent, work.get("payment_method", intent["payment_method"]))
    checkout.settled_later(work, intent)
    return intent


def _fail_payment(work: Work) -> Body:
    """Money that was on its way will not come."""
    intent = _processing(work)
    method = work.get("payment_method", intent["payment_method"])
    why = ("payment_intent_payment_attempt_failed", "generic_decline", "The payment failed.")
    payments.decline(work, intent, method, why)
    checkout.settled_later(work, intent)
    return intent


def _processing(work: Work) -> Body:
    intent_id = work.params.required_text("payment_intent")
    intent = work.get("payment_intent", intent_id, "payment_intent")
    if intent["status"] != "processing":
        raise invalid(f"This payment is {intent['status']}.", "payment_intent")
    return intent


def _refund(work: Work) -> Body:
    amount = work.params.integer("amount", 1, LARGEST_AMOUNT) if "amount" in work.params else None
    return refunds.refund(work, _charge(work), amount, None, {})


def _charge(work: Work) -> Body:
    return refunds.charge_of(work, work.params.required_text("payment_intent"))


def _fail_refund(work: Work) -> Body:
    return refunds.fail_refund(work, work.get("refund", work.params.required_text("refund"), "refund"))


def _open_dispute(work: Work) -> Body:
    charge = _charge(work)
    amount = work.params.integer("amount", 1, charge["amount"], charge["amount"])
    return disputes.open_dispute(work, charge, amount, work.params.text("reason") or "fraudulent")


def _decide_dispute(work: Work, *, is_won: bool) -> Body:
    dispute = work.get("dispute", work.params.required_text("dispute"), "dispute")
    return disputes.decide_dispute(work, dispute, is_won=is_won)


ACTIONS: dict[str, Action] = {
    "pay": _pay,
    "expire": lambda work: checkout.expire(work, _open_session(work)),
    "settle": _settle,
    "fail_payment": _fail_payment,
    "refund": _refund,
    "fail_refund": _fail_refund,
    "open_dispute": _open_dispute,
    "win_dispute": lambda work: _decide_dispute(work, is_won=True),
    "lose_dispute": lambda work: _decide_dispute(work, is_won=False),
}


class Provider:
    """The actions for a program in the same process; not to be called from the event loop's thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def act(self, action: str, **arguments: str | int) -> Body:
        """`act("refund", payment_intent="pi_…", amount=100)`; gives the object as it is after that."""
        params = Params({name: str(value) for name, value in arguments.items()})
        return self._engine.submit(ACTIONS[action], params=params).result()
