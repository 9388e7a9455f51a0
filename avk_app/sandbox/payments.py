"""Money moving: what happens when somebody pays with a card or the wallet."""

from copy import deepcopy

from avk_app.sandbox import disputes
from avk_app.sandbox.balance import add_balance_transaction
from avk_app.sandbox.cards import DECLINE_MESSAGES, Outcome, decline_code
from avk_app.sandbox.errors import Body
from avk_app.sandbox.methods import WALLET, outcome_of
from avk_app.sandbox.shapes import fresh, listing
from avk_app.sandbox.shapes_payment import CARD_OF_CHARGE, NO_ACTION, NO_ERROR
from avk_app.sandbox.work import Work, new_id

AUTHENTICATION_MESSAGE = "Your card was declined. This transaction requires authentication."
REFUSED_MESSAGE = "We are unable to authenticate your payment method."
PAYABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def pay(work: Work, intent: Body, method: Body, *, is_present: bool) -> Body:
    """Try to pay. The intent ends as succeeded, requires_action or, declined, requires_payment_method.

    `is_present`: the cardholder sits in front of the page and can confirm.
    """
    intent["payment_method"] = method["id"]
    outcome = outcome_of(work, method)
    if outcome in DECLINE_MESSAGES:
        code = decline_code(outcome)
        return decline(work, intent, method, ("card_declined", code, DECLINE_MESSAGES[outcome]))
    if not _asks_to_confirm(work, method, outcome, is_present=is_present):
        return settle(work, intent, method)
    if is_present:
        return _ask_to_confirm(work, intent)
    code = "authentication_required"
    return decline(work, intent, method, (code, code, AUTHENTICATION_MESSAGE))


def _asks_to_confirm(work: Work, method: Body, outcome: Outcome, *, is_present: bool) -> bool:
    if outcome is Outcome.CONFIRM_ALWAYS:
        return True
    if outcome is Outcome.CONFIRM:
        return not work.secret_of(method["id"])["is_authenticated"]
    return method["type"] == WALLET and is_present


def _ask_to_confirm(work: Work, intent: Body) -> Body:
    intent |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk"}}
    work.save(intent)
    work.tell("payment_intent.requires_action", intent)
    return intent


def confirmed(work: Work, intent: Body) -> Body:
    """The cardholder confirmed; a wallet's money may come later when the switch for that is on."""
    method = work.get("payment_method", intent["payment_method"])
    work.save_secret(method["id"], work.secret_of(method["id"]) | {"is_authenticated": True})
    if method["type"] == WALLET and work.faults.is_settlement_slow:
        intent |= {"status": "processing", "next_action": NO_ACTION}
        work.save(intent)
        work.tell("payment_intent.processing", intent)
        return intent
    return settle(work, intent, method)


def refused(work: Work, intent: Body) -> Body:
    """The cardholder did not confirm."""
    method = work.get("payment_method", intent["payment_method"])
    return decline(work, intent, method, ("payment_intent_authentication_failure", "", REFUSED_MESSAGE))


def decline(work: Work, intent: Body, method: Body, why: tuple[str, str, str]) -> Body:
    """`why`: the code, the decline code and the message of the provider."""
    code, declined_as, message = why
    error = {"type": "card_error", "code": code, "decline_code": declined_as or None, "message": message}
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "last_payment_error": error | {"payment_method": method},
        "next_action": NO_ACTION,
    }
    work.save(intent)
    work.tell("payment_intent.payment_failed", intent)
    return intent


def settle(work: Work, intent: Body, method: Body) -> Body:
    """Take the money: a charge, its balance transaction, and the intent succeeded."""
    charge = _add_charge(work, intent, method)
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": charge["id"],
        "last_payment_error": NO_ERROR,
        "next_action": NO_ACTION,
    }
    work.save(intent)
    work.tell("charge.succeeded", charge)
    work.tell("payment_intent.succeeded", intent)
    if outcome_of(work, method) is Outcome.DISPUTED:
        disputes.open_dispute(work, charge, charge["amount"], "fraudulent")
    return intent


def _add_charge(work: Work, intent: Body, method: Body) -> Body:
    charge_id, amount = new_id("ch_"), intent["amount"]
    described = intent["description"] or ""
    moved = add_balance_transaction(work, charge_id, amount, intent["currency"], ("charge", described))
    charge = fresh(
        "charge",
        id=charge_id,
        amount=amount,
        amount_captured=amount,
        balance_transaction=moved["id"],
        created=work.now,
        currency=intent["currency"],
        customer=intent["customer"],
        description=described,
        metadata=intent["metadata"],
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details=_details(method, amount),
        receipt_url=f"{work.settings.public_url}/receipts/{charge_id}",
        refunds=listing(f"/v1/charges/{charge_id}/refunds", []),
    )
    return work.add(charge)


def _details(method: Body, amount: int) -> Body:
    if method["type"] == WALLET:
        return {"type": WALLET, WALLET: {"country": None}}
    shown = {key: value for key, value in method["card"].items() if key in CARD_OF_CHARGE}
    card = deepcopy(CARD_OF_CHARGE) | shown | {"network": method["card"]["brand"]}
    card["overcapture"]["maximum_amount_capturable"] = amount
    return {"type": "card", "card": card}
