"""What a form shows about its problems."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One problem: the id of the field it belongs to, and the finished sentence."""

    field: str
    message: str
