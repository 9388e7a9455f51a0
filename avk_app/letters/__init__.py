"""The wording of letters: written in the transaction of their use case, so services import it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """What a letter says."""

    subject: str
    body: str
