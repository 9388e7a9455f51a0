"""The utility's balance at the provider."""

from avk_app.sandbox.errors import Body
from avk_app.sandbox.shapes import fresh
from avk_app.sandbox.work import Work, new_id


def add_balance_transaction(
    work: Work, source_id: str, amount: int, currency: str, what: tuple[str, str]
) -> Body:
    """A move of the balance, in minor units, minus for money going back; `what` is type and description."""
    kind, description = what
    moved = fresh(
        "balance_transaction",
        id=new_id("txn_"),
        amount=amount,
        net=amount,
        available_on=work.now,
        created=work.now,
        currency=currency,
        description=description,
        reporting_category=kind,
        source=source_id,
        type=kind,
    )
    return work.add(moved)
