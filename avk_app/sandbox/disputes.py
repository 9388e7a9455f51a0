"""Disputes: the cardholder's bank takes the money back while it looks, and gives it back or not."""

from avk_app.sandbox.balance import add_balance_transaction
from avk_app.sandbox.errors import Body, invalid
from avk_app.sandbox.shapes import fresh
from avk_app.sandbox.work import Work, new_id

DAYS_TO_ANSWER = 7
OPEN = "needs_response"
WON, LOST = "won", "lost"
_DAY_SECONDS = 86_400


def open_dispute(work: Work, charge: Body, amount: int, reason: str) -> Body:
    """The bank disputes `amount` of a charge and takes it back at once."""
    if charge["disputed"]:
        raise invalid("This charge is disputed already.", "charge", "charge_disputed")
    dispute = fresh(
        "dispute",
        id=new_id("du_"),
        amount=amount,
        charge=charge["id"],
        created=work.now,
        currency=charge["currency"],
        payment_intent=charge["payment_intent"],
        reason=reason,
    )
    dispute["evidence_details"]["due_by"] = work.now + DAYS_TO_ANSWER * _DAY_SECONDS
    work.add(dispute)
    charge["disputed"] = True
    work.save(charge)
    work.tell("charge.dispute.created", dispute)
    _move(work, dispute, -amount)
    work.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute


def decide_dispute(work: Work, dispute: Body, *, is_won: bool) -> Body:
    """The bank's decision; won by the utility, the money comes back."""
    if dispute["status"] != OPEN:
        raise invalid("This dispute is already closed.", code="dispute_closed")
    dispute["status"] = WON if is_won else LOST
    if is_won:
        _move(work, dispute, dispute["amount"])
    work.save(dispute)
    work.tell("charge.dispute.closed", dispute)
    if is_won:
        work.tell("charge.dispute.funds_reinstated", dispute)
    return dispute


def _move(work: Work, dispute: Body, amount: int) -> None:
    moved = add_balance_transaction(
        work, dispute["id"], amount, dispute["currency"], ("adjustment", "Chargeback")
    )
    dispute["balance_transactions"].append(moved)
    work.save(dispute)


def close_dispute(work: Work) -> Body:
    """The utility does not contest: the dispute is lost."""
    work.params.allow_only()
    return decide_dispute(work, work.get_addressed("dispute"), is_won=False)
