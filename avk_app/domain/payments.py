"""What may be paid, and what a channel adds on top (комиссия)."""

import re
from dataclasses import dataclass
from datetime import timedelta

from avk_app.errors import FieldProblem, InvalidInput
from avk_app.money import format_kopecks, group_thousands, parse_kopecks, round_half_up

BASIS_POINTS = 10_000
KOPECKS = 100
CHECKOUT_LIFETIME = timedelta(hours=2)
REUSE_MARGIN = timedelta(minutes=40)
"""The provider opens no page that ends within half an hour; nobody is sent to one that ends soon."""
KOPECK_DIGITS = 2
LONGEST_ROUBLES = 11
_DASHES = str.maketrans("\u2012\u2013\u2014\u2212", "----")
_CHECKOUT_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_TYPED = re.compile(r"(-?)(\d+)(?:[.,](\d*))?", re.ASCII)


@dataclass(frozen=True)
class FeeTerms:
    """`basis_points` of the amount, at least `minimum_kopecks`; both 0 where nothing is added. `is_sample`:
    invented, and said so where it is shown."""

    basis_points: int
    minimum_kopecks: int
    is_sample: bool = False


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
            (
                FieldProblem(
                    field, "amount_over_cap", (("cap_roubles", group_thousands(cap_kopecks // KOPECKS)),)
                ),
            )
        )
    return amount_kopecks


def require_no_more_than_owed(amount_kopecks: int, owed_kopecks: int, field: str = "amount") -> None:
    """For an account that takes no advance. Raises InvalidInput (`amount_over_debt`)."""
    if amount_kopecks > owed_kopecks:
        owed = (("owed", format_kopecks(owed_kopecks)),)
        raise InvalidInput((FieldProblem(field, "amount_over_debt", owed),))


def parse_amount(text: str, cap_kopecks: int, field: str = "amount") -> int:
    """An amount as a person types it, «1 234,50», in kopecks.

    Raises InvalidInput: `amount_empty`, `amount_format` for what is no number, `amount_decimals` for parts of
    a kopeck, `amount_zero` (less than nothing too), `amount_over_cap`.
    """
    plain = "".join(text.replace("₽", "").split()).translate(_DASHES)
    typed = _TYPED.fullmatch(plain)
    if typed is None:
        raise InvalidInput((FieldProblem(field, "amount_format" if plain else "amount_empty"),))
    minus, roubles, decimals = typed[1], typed[2].lstrip("0") or "0", typed[3] or "0"
    if len(decimals) > KOPECK_DIGITS:
        raise InvalidInput((FieldProblem(field, "amount_decimals"),))
    if minus or len(roubles) > LONGEST_ROUBLES:
        return require_amount(0 if minus else cap_kopecks + 1, cap_kopecks, field)
    return require_amount(parse_kopecks(f"{roubles},{decimals}", field), cap_kopecks, field)


def checkout_key_in(text: str) -> str:
    """The key of a checkout as an address carries it, "" for any other text."""
    return text if _CHECKOUT_KEY.fullmatch(text) else ""
