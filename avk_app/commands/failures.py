"""How a command says that it could not: one line on stderr and exit code 1, no stack trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError

from avk_app.domain.dated import RowChanged, RowsHaveGap, RowsOverlap
from avk_app.errors import ConfigError
from avk_app.texts import rules as rule_texts


@contextmanager
def exit_on_failure() -> Iterator[None]:
    """Turn what the operator can put right into a message; defects keep their traceback."""
    try:
        yield
    except ConfigError as refusal:
        fail(str(refusal))
    except (RowChanged, RowsHaveGap, RowsOverlap) as unfit:
        fail(rule_texts.describe(unfit))
    except (OperationalError, ProgrammingError) as error:
        fail(f"the database does not answer as it should: {error.orig}\nTry: python -m avk_app migrate")


def fail(message: str) -> NoReturn:
    """Print the message and exit with code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)
