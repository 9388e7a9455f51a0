"""The wording of letters: written in the transaction of their use case, so services import it."""

from dataclasses import dataclass

FOOT = "Ангарский водоканал, личный кабинет абонента\nТелефон 8 (3955) 51-26-46"


@dataclass(frozen=True)
class Wording:
    """What a letter says."""

    subject: str
    body: str
