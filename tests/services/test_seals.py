"""The hash chain: whole as long as nobody touched an entry, broken from the link that was touched."""

from datetime import date

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from avk_app.models.payments import PaymentChannel
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import receive_payment
from avk_app.services.seals import find_broken_seals, seal_entries
from tests.factories import make_account


def _pay(session: Session, kopecks: int) -> None:
    account_id = make_account(session).id or 0
    receive_payment(session, account_id, PaymentChannel.CARD, kopecks, date(2026, 11, 5))


def test_an_empty_ledger_has_nothing_to_seal(session: Session) -> None:
    assert seal_entries(session) is None


def test_each_link_covers_what_came_since_the_last(session: Session) -> None:
    _pay(session, 100)
    first = seal_entries(session)
    assert seal_entries(session) is None
    _pay(session, 200)
    second = seal_entries(session)
    assert first is not None
    assert second is not None
    assert second.previous_hash == first.hash
    assert find_broken_seals(session) == []


@pytest.mark.parametrize("column", ["balance_after_kopecks", "amount_kopecks", "period"])
def test_a_changed_entry_breaks_its_link(fresh_engine: Engine, column: str) -> None:
    with transaction(fresh_engine) as session:
        _pay(session, 100)
        seal_entries(session)
        _pay(session, 200)
        second = seal_entries(session)
    with transaction(fresh_engine) as session:
        _switch_triggers_off(session)
        session.connection().execute(
            text(f"UPDATE ledger_entry SET {column} = {column} - 1 WHERE amount_kopecks = 200")
        )
    with reading(fresh_engine) as session:
        assert second is not None
        assert find_broken_seals(session) == [second.id]


def _switch_triggers_off(session: Session) -> None:
    """What somebody with the database's own tools could do."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().execute(text("DROP TRIGGER ledger_entry_no_update"))
    else:
        session.connection().execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER USER"))
