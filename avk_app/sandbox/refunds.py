"""Money going back, asked for by the utility or begun by the provider."""

from avk_app.sandbox.balance import add_balance_transaction
from avk_app.sandbox.errors import Body, invalid
from avk_app.sandbox.intents import LARGEST_AMOUNT
from avk_app.sandbox.shapes import fresh
from avk_app.sandbox.work import Work, new_id

REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create_refund(work: Work) -> Body:
    params = work.params
    params.allow_only("charge", "payment_intent", "amount", "reason", "metadata")
    charge = _charge_asked_for(work)
    amount = params.integer("amount", 1, LARGEST_AMOUNT) if "amount" in params else None
    reason = params.one_of("reason", REASONS, REASONS[2]) if "reason" in params else None
    return refund(work, charge, amount, reason, params.metadata())


def _charge_asked_for(work: Work) -> Body:
    if charge_id := work.params.text("charge"):
        return work.get("charge", charge_id, "charge")
    return charge_of(work, work.params.required_text("payment_intent"))


def charge_of(work: Work, intent_id: str) -> Body:
    """The charge that took an intent's money."""
    intent = work.get("payment_intent", intent_id, "payment_intent")
    if intent["latest_charge"] is None:
        raise invalid(f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.")
    return work.get("charge", intent["latest_charge"])


def refund(
    work: Work, charge: Body, amount: int | None, reason: str | None, metadata: dict[str, str]
) -> Body:
    """Give `amount` back, all that is left when it is None."""
    left = charge["amount"] - charge["amount_refunded"]
    _refuse_impossible(charge, left, amount)
    made = _add(work, charge, amount or left, reason, metadata)
    charge["amount_refunded"] += made["amount"]
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    charge["refunds"]["data"].insert(0, made)
    work.save(charge)
    work.tell("refund.created", made)
    work.tell("charge.refunded", charge)
    return made


def _refuse_impossible(charge: Body, left: int, amount: int | None) -> None:
    if charge["disputed"]:
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    if left == 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if amount is not None and amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise invalid(message, "amount")


def _add(work: Work, charge: Body, amount: int, reason: str | None, metadata: dict[str, str]) -> Body:
    refund_id = new_id("re_")
    moved = add_balance_transaction(work, refund_id, -amount, charge["currency"], ("refund", "Refund"))
    kind = charge["payment_method_details"]["type"]
    made = fresh(
        "refund",
        id=refund_id,
        amount=amount,
        balance_transaction=moved["id"],
        charge=charge["id"],
        created=work.now,
        currency=charge["currency"],
        customer=charge["customer"],
        destination_details={kind: {"type": "refund"}, "type": kind},
        metadata=metadata,
        payment_intent=charge["payment_intent"],
        payment_method=charge["payment_method"],
        reason=reason,
    )
    return work.add(made)


def fail_refund(work: Work, made: Body) -> Body:
    """The bank sent a refund back, days later: the money is the utility's again."""
    if made["status"] != "succeeded":
        raise invalid("This refund has failed already.")
    charge = work.get("charge", made["charge"])
    add_balance_transaction(work, made["id"], made["amount"], made["currency"], ("refund_failure", "Refund"))
    made["status"] = "failed"
    work.save(made)
    charge["amount_refunded"] -= made["amount"]
    charge["refunded"] = False
    charge["refunds"]["data"] = [
        made if one["id"] == made["id"] else one for one in charge["refunds"]["data"]
    ]
    work.save(charge)
    work.tell("refund.updated", made)
    work.tell("refund.failed", made)
    return made
