"""The error tree. Errors carry values; their wording lives in `texts/errors.py`."""

from dataclasses import dataclass
from typing import Any


class AvkError(Exception):
    """Anything this application raises on purpose. Travels between processes with all it carries."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, vars(self))


def _restore(kind: type[AvkError], arguments: tuple[Any, ...], values: dict[str, Any]) -> AvkError:
    """Pickle's own way repeats positional arguments only and loses those given by name."""
    error = kind.__new__(kind, *arguments)
    vars(error).update(values)
    return error


class DomainError(AvkError):
    """Expected: a person asked for something the rules answer with "not like this".

    Subclasses are dataclasses whose fields are the data a message needs; they are not frozen,
    because Python itself writes the traceback into a raised exception.
    """


class GatewayError(AvkError):
    """The outside world failed; `is_retryable` says whether trying again may help."""

    def __init__(self, reason: str, *, is_retryable: bool) -> None:
        super().__init__(reason)
        self.is_retryable = is_retryable


class InvariantError(AvkError):
    """Something that must never happen did: a defect, not a person's mistake."""


class ConfigError(AvkError):
    """The settings are unsafe or contradict each other; the program must not start."""


@dataclass(eq=False)
class NotFound(DomainError):
    """No such object for this actor: "not yours" and "does not exist" look the same."""

    entity: str


@dataclass(eq=False)
class NotAllowed(DomainError):
    """The actor's session does not open this door; `needs` names the one that does."""

    needs: str


@dataclass(eq=False)
class TooManyAttempts(DomainError):
    """A limit slows the caller down; `retry_after_seconds` ≥ 1 says for how long."""

    retry_after_seconds: int


@dataclass(eq=False)
class Conflict(DomainError):
    """Somebody else changed the same thing at the same moment; looking again shows what stands."""

    entity: str


@dataclass(frozen=True)
class FieldProblem:
    """One problem of one form field: `code` is a key of `texts.errors`, `values` fill it in."""

    field: str
    code: str
    values: tuple[tuple[str, str | int], ...] = ()


@dataclass(eq=False)
class InvalidInput(DomainError):
    """A form with at least one problem; nothing was changed."""

    problems: tuple[FieldProblem, ...]
