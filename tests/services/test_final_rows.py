"""What was posted is final: no insert takes the place of a row, by whichever of its unique keys."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from avk_app import clock
from avk_app.models import Refund
from avk_app.models.payments import PaymentChannel, RefundOrigin, RefundStatus
from avk_app.services.ledger import post_refund, receive_payment, reverse_entry
from avk_app.services.seals import seal_entries
from tests.bills import OCTOBER, charge, make_metered_home, make_rules

DAY = date(2026, 11, 5)
FINAL_TABLES = ("ledger_entry", "ledger_seal", "charge_line", "bill")
ORIGINS = ("charge_line_id", "payment_id", "reverses_id", "refund_id")
NOBODYS = 999_999


def _post_one_of_each(session: Session) -> None:
    make_rules(session)
    account, *_meters = make_metered_home(session)
    charge(session, account, OCTOBER)
    paid = receive_payment(session, account.id or 0, PaymentChannel.CARD, 100_00, DAY)
    refund = Refund(
        payment_id=paid.id,
        origin=RefundOrigin.STAFF,
        status=RefundStatus.REQUESTED,
        amount_kopecks=1_00,
        key="ours",
        created_at=clock.now(),
    )
    session.add(refund)
    session.flush()
    entry = post_refund(session, refund, account.id or 0, DAY)
    reverse_entry(session, entry.id, DAY)
    seal_entries(session)


def _unique_keys(connection: Connection, table: str) -> list[list[Any]]:
    found = inspect(connection)
    constraints = [one["column_names"] for one in found.get_unique_constraints(table)]
    indexes = [one["column_names"] for one in found.get_indexes(table) if one["unique"]]
    return [["id"], *constraints, *indexes]


def _in_place_of_a_row(connection: Connection, table: str, key: list[str]) -> dict[str, Any]:
    """A posted row's key in a row that shares nothing else unique with any."""
    some = text(f"SELECT * FROM {table} WHERE {key[-1]} IS NOT NULL ORDER BY id LIMIT 1")
    row = dict(connection.execute(some).mappings().one())
    for other in _unique_keys(connection, table):
        if other != key:
            row[other[-1]] = None if other[-1] in ORIGINS else NOBODYS
    return row


def _replace(connection: Connection, table: str, key: list[str]) -> None:
    row = _in_place_of_a_row(connection, table, key)
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    target = f"{table} ({columns}) VALUES ({values})"
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT OR REPLACE INTO {target}"), row)
    else:
        unseat = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET id = excluded.id"
        connection.execute(text(f"INSERT INTO {target} {unseat}"), row)


@pytest.mark.parametrize("table", FINAL_TABLES)
def test_no_insert_takes_the_place_of_a_posted_row(session: Session, table: str) -> None:
    """SQLite would remove whatever stands in the way, and fires no triggers for that by itself."""
    _post_one_of_each(session)
    for key in _unique_keys(session.connection(), table):
        with pytest.raises(DatabaseError, match="posted rows are final"), session.begin_nested():
            _replace(session.connection(), table, key)
