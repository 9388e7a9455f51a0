"""What a person does on the hosted page: pays or saves a card, confirms or refuses."""

from avk_app.sandbox import checkout, payments
from avk_app.sandbox.cards import DECLINE_MESSAGES, Outcome, decline_code
from avk_app.sandbox.errors import Body
from avk_app.sandbox.methods import outcome_of
from avk_app.sandbox.work import Work

DONE = ("succeeded", "processing")
WAITING = "requires_action"


def intent_of(work: Work, session: Body) -> Body:
    """The payment intent, or for a session that only saves a card the setup intent."""
    if session["mode"] == "setup":
        return work.get("setup_intent", session["setup_intent"])
    return work.get("payment_intent", session["payment_intent"])


def pay_session(work: Work, session: Body, method: Body) -> Body:
    """Try to pay an open session; gives the intent after that."""
    intent = intent_of(work, session)
    if session["mode"] == "setup":
        return _save_card(work, session, intent, method)
    payments.pay(work, intent, method, is_present=True)
    if intent["status"] in DONE:
        checkout.complete(work, session, method)
    return intent


def _save_card(work: Work, session: Body, intent: Body, method: Body) -> Body:
    outcome = outcome_of(work, method)
    if outcome in DECLINE_MESSAGES and outcome is not Outcome.FAILS_LATER:
        return _setup_failed(work, intent, decline_code(outcome))
    intent["payment_method"] = method["id"]
    if outcome in (Outcome.CONFIRM, Outcome.CONFIRM_ALWAYS):
        intent["status"] = WAITING
        return work.save(intent)
    checkout.complete(work, session, method)
    return intent


def _setup_failed(work: Work, intent: Body, code: str) -> Body:
    error = {"type": "card_error", "code": "card_declined", "decline_code": code}
    intent |= {"status": "requires_payment_method", "payment_method": None, "last_setup_error": error}
    work.save(intent)
    work.tell("setup_intent.setup_failed", intent)
    return intent


def decide(work: Work, session: Body, *, is_confirmed: bool) -> Body:
    """The answer on the confirmation page; gives the intent after that."""
    intent = intent_of(work, session)
    if intent["status"] != WAITING:
        return intent
    method = work.get("payment_method", intent["payment_method"])
    if session["mode"] == "setup":
        return _decide_setup(work, session, intent, is_confirmed=is_confirmed)
    if not is_confirmed:
        return payments.refused(work, intent)
    payments.confirmed(work, intent)
    checkout.complete(work, session, method)
    return intent


def _decide_setup(work: Work, session: Body, intent: Body, *, is_confirmed: bool) -> Body:
    if not is_confirmed:
        return _setup_failed(work, intent, "authentication_required")
    method = work.get("payment_method", intent["payment_method"])
    work.save_secret(method["id"], work.secret_of(method["id"]) | {"is_authenticated": True})
    checkout.complete(work, session, method)
    return intent
