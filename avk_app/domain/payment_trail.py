"""Where the money of each payment went, by the same replay that says what is still owed."""

from collections.abc import Sequence

from avk_app.domain.debts import IssuedBill, PaidAmount, Part, replay_books
from avk_app.domain.period import Period
from avk_app.domain.settlement import Settled, Settlement


def trails(bills: Sequence[IssuedBill], payments: Sequence[PaidAmount]) -> dict[int, Settlement]:
    """What the money of each payment has settled by now, by the payment's id.

    Of what it paid in advance, bills that came since have taken their share. The parts add up to what was
    kept of the payment; one that went back whole is absent.
    """
    books = replay_books(bills, payments)
    found: dict[int, list[Part]] = {}
    for part in (*books.settled, *books.advance):
        if part.payment_id is not None:
            found.setdefault(part.payment_id, []).append(part)
    return {payment_id: _settlement(parts) for payment_id, parts in found.items()}


def _settlement(parts: Sequence[Part]) -> Settlement:
    by_period: dict[Period, Settled] = {}
    for part in parts:
        if part.state is not None:
            period = part.state.bill.period
            _same, principal, penalty = by_period.get(period, (period, 0, 0))
            principal, penalty = (
                (principal, penalty + part.kopecks)
                if part.is_penalty
                else (principal + part.kopecks, penalty)
            )
            by_period[period] = Settled(period, principal, penalty)
    advance = sum(part.kopecks for part in parts if part.state is None)
    return Settlement(tuple(by_period[period] for period in sorted(by_period)), advance)
