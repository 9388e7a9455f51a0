"""A process that dies at a chosen step: before and after each word to the database and to the provider."""

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine, event
from sqlmodel import Session

from avk_app.gateways.card_payments import CardPayments
from avk_app.services.database import build_engine, transaction


class Life:
    """Ends with SIGKILL at the step of this number, and leaves the name of the step in a file."""

    def __init__(self, dies_at: int, last_word: Path) -> None:
        self._left, self._last_word = dies_at, last_word

    def step(self, name: str) -> None:
        self._left -= 1
        if self._left == 0:
            self._last_word.write_text(name)
            os.kill(os.getpid(), signal.SIGKILL)

    def transactions(self, database_url: str) -> Callable[[], AbstractContextManager[Session]]:
        """Every statement is a step, and so is every commit."""
        engine = build_engine(database_url)
        self._listen(engine)
        return lambda: transaction(engine)

    def provider(self, provider: CardPayments) -> CardPayments:
        """Every question is a step, and so is every answer."""
        return cast(CardPayments, _Listened(provider, self))

    def _listen(self, engine: Engine) -> None:
        def say(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
            self.step(" ".join(statement.split()[:3]))

        event.listen(engine, "before_cursor_execute", say)
        event.listen(engine, "commit", lambda _connection: self.step("COMMIT"))


class _Listened:
    """A provider whose every question and answer is heard."""

    def __init__(self, provider: CardPayments, life: Life) -> None:
        self._provider, self._life = provider, life

    def __getattr__(self, name: str) -> Callable[..., object]:
        def ask(*terms: object) -> object:
            self._life.step(f"ask {name}")
            answer: object = getattr(self._provider, name)(*terms)
            self._life.step(f"heard {name}")
            return answer

        return ask
