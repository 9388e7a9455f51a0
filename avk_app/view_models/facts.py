"""A label and its value, as pages list them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FactView:
    """One line of a list of facts."""

    label: str
    value: str
