"""Money that goes back: how much may, what of it the account owes again, and which news counts.

Of a payment with a fee the amount goes back before the fee does: the account is charged first.
"""

from dataclasses import dataclass

from avk_app.errors import FieldProblem, InvalidInput


@dataclass(frozen=True)
class Taken:
    """A payment and what went back of it so far, in kopecks."""

    amount_kopecks: int
    fee_kopecks: int
    amount_back_kopecks: int
    fee_back_kopecks: int

    @property
    def amount_left_kopecks(self) -> int:
        return self.amount_kopecks - self.amount_back_kopecks

    @property
    def fee_left_kopecks(self) -> int:
        return self.fee_kopecks - self.fee_back_kopecks


@dataclass(frozen=True)
class Parts:
    """What of a sum that went back is the account's, and what the fee's."""

    amount_kopecks: int
    fee_kopecks: int


def split(total_kopecks: int, taken: Taken) -> Parts | None:
    """The parts of a sum that went back; None when more went back than was ever taken."""
    amount = min(total_kopecks, taken.amount_left_kopecks)
    fee = total_kopecks - amount
    return Parts(amount, fee) if fee <= taken.fee_left_kopecks else None


def require_refundable(amount_kopecks: int, taken: Taken) -> None:
    """Raises InvalidInput (`amount_zero`, `refund_over`) unless so much of the amount may go back."""
    if amount_kopecks < 1:
        raise InvalidInput((FieldProblem("amount", "amount_zero"),))
    if amount_kopecks > taken.amount_left_kopecks:
        left = (("left_kopecks", taken.amount_left_kopecks),)
        raise InvalidInput((FieldProblem("amount", "refund_over", left),))
