"""Double entry (проводки): what happened to an account as amounts moved between two ledgers.

Debit of the receivable is owed by the subscriber, credit of it takes off. Amounts are positive kopecks;
a negative charge line is an entry the other way round.
"""

from collections.abc import Iterable
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

RECEIVABLE = "receivable"
HASHED_AT_ONCE = 1_000


class Sides(NamedTuple):
    """The ledgers an entry moves its amount between."""

    debit: str
    credit: str

    def reversed(self) -> "Sides":
        return Sides(self.credit, self.debit)


class Movement(NamedTuple):
    """A positive amount and its sides."""

    amount_kopecks: int
    sides: Sides

    @property
    def balance_change_kopecks(self) -> int:
        """What it does to what the subscriber owes."""
        if self.sides.debit == RECEIVABLE:
            return self.amount_kopecks
        return -self.amount_kopecks if self.sides.credit == RECEIVABLE else 0


def movement_of(amount_kopecks: int, sides: Sides) -> Movement:
    """The entry for a signed amount; never called with zero, which moves nothing."""
    if amount_kopecks > 0:
        return Movement(amount_kopecks, sides)
    return Movement(-amount_kopecks, sides.reversed())


def next_seal(previous_hash: str, entries: Iterable[tuple[object, ...]]) -> str:
    """The hash of a chain's next link: over the one before and each sealed entry's own values."""
    digest, waiting = sha256(previous_hash.encode()), iter(entries)
    while batch := "".join(map(repr, islice(waiting, HASHED_AT_ONCE))):
        digest.update(batch.encode())
    return digest.hexdigest()
