"""Offices of the utility, where one pays without a fee."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """`hours` is one line a group of days; `is_sample`: an invented place that nobody must go to."""

    name: str
    address: str
    hours: tuple[str, ...]
    ways: str
    is_sample: bool
