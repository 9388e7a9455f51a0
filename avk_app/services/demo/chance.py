"""Chances in thousandths: whole numbers, so that every machine draws the same city."""

from random import Random


def happens(rng: Random, permille: int) -> bool:
    """True so many times of a thousand."""
    return rng.randrange(1_000) < permille
