"""Messages that wait for what they are about: each by itself, and none keeps the others from their turn."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.models import ProviderEvent
from avk_app.services.provider_events import process_waiting

ORPHANS = 201
PLAN = {"object": "plan"}
REFUND = {
    "object": "refund",
    "id": "re_1",
    "metadata": {},
    "payment_intent": "pi_unknown",
    "status": "succeeded",
    "amount": 100,
    "currency": "rub",
}


def _message(number: int, about: dict[str, Any]) -> ProviderEvent:
    return ProviderEvent(
        event_id=f"evt_{number}",
        kind=about["object"],
        created_at=clock.now(),
        payload=json.dumps({"data": {"object": about}}),
        received_at=clock.now(),
    )


def test_many_that_wait_in_vain_do_not_keep_back_one_that_can_be_processed(session: Session) -> None:
    session.add_all(_message(number, REFUND) for number in range(ORPHANS))
    session.flush()
    session.add(_message(ORPHANS, PLAN))
    session.flush()
    opened: list[Session] = []

    @contextmanager
    def nested() -> Iterator[Session]:
        opened.append(session)
        with session.begin_nested():
            yield session

    assert process_waiting(nested) == 1
    assert len(opened) == 1 + ORPHANS + 1
    left = session.exec(select(ProviderEvent.event_id).where(col(ProviderEvent.processed_at).is_(None))).all()
    assert f"evt_{ORPHANS}" not in left
