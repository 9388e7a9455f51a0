"""What may be paid, and what a channel adds on top (комиссия)."""

from dataclasses import dataclass
from datetime import timedelta

from avk_app.errors import FieldProblem, InvalidInput
from avk_app.money import round_half_up

BASIS_POINTS = 10_000
KOPECKS = 100
CHECKOUT_LIFETIME = timedelta(hours=2)
REUSE_MARGIN = timedelta(minutes=40)
"""The provider opens no page that ends within half an hour; nobody is sent to one that ends soon."""


@dataclass(frozen=True)
class FeeTerms:
    """`basis_points` of the amount, at least `minimum_kopecks`; both 0 where nothing is added."""

    basis_points: int
    minimum_kopecks: int


def fee_kopecks(amount_kopecks: int, terms: FeeTerms) -> int:
    """The fee on top of an amount ≥ 1, rounded half up to a kopeck once."""
    share = round_half_up(amount_kopecks * terms.basis_points, BASIS_POINTS)
    return max(share, terms.minimum_kopecks)


def require_amount(amount_kopecks: int, cap_kopecks: int, field: str = "amount") -> int:
    """An amount of 1 to `cap_kopecks`. Raises InvalidInput (`amount_zero`, `amount_over_cap`)."""
    if amount_kopecks < 1:
        raise InvalidInput((FieldProblem(field, "amount_zero"),))
    if amount_kopecks > cap_kopecks:
        raise InvalidInput(
            (FieldProblem(field, "amount_over_cap", (("cap_roubles", cap_kopecks // KOPECKS),)),)
        )
    return amount_kopecks
