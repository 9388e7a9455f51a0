"""How a command says that it could not: one line on stderr and exit code 1, no stack trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from avk_app.domain.dated import RowChanged, RowsChangeInside, RowsHaveGap, RowsOverlap
from avk_app.errors import ConfigError
from avk_app.texts import rules as rule_texts

_UNDEFINED = ("42P01", "42703")
_UNDEFINED_WORDS = ("no such table", "no such column", "has no column")


@contextmanager
def exit_on_failure() -> Iterator[None]:
    """Turn what the operator can put right into a message; defects keep their traceback."""
    try:
        yield
    except ConfigError as refusal:
        fail(str(refusal))
    except (RowChanged, RowsChangeInside, RowsHaveGap, RowsOverlap) as unfit:
        fail(rule_texts.describe(unfit))
    except (OperationalError, ProgrammingError) as error:
        reason = " ".join(str(error.orig).split())
        advice = "\nTry: python -m avk_app migrate" if _misses_schema(error) else ""
        fail(f"the database does not answer as it should: {reason}{advice}")


def _misses_schema(error: DBAPIError) -> bool:
    """Whether a table or column is not there: PostgreSQL has codes for it, SQLite words only."""
    is_undefined = getattr(error.orig, "sqlstate", None) in _UNDEFINED
    return is_undefined or any(words in str(error.orig) for words in _UNDEFINED_WORDS)


def fail(message: str) -> NoReturn:
    """Print the message and exit with code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)
