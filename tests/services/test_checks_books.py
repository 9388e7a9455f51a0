"""What `check` finds: a dial charged twice, a bill that opens with another balance, another VAT."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from avk_app.domain.period import Period
from avk_app.models import Bill, ChargeLine, LedgerEntry, Meter
from avk_app.services import billing_write
from avk_app.services.billing_run import run_billing
from avk_app.services.checks import check_books
from avk_app.services.checks_lines import UNEVEN_DIAL, WRONG_LINE
from avk_app.services.database import reading, transaction
from avk_app.services.rules import load_rules
from tests.factories import make_account, make_history, make_meter, make_reading

JULY, AUGUST, SEPTEMBER = (Period(2026, month) for month in (7, 8, 9))
OPENING = "a bill opens with the balance before its first entry"
VAT = "the VAT of a bill is that of the months its lines are for"


@pytest.fixture
def town(fresh_engine: Engine) -> Engine:
    """One meter, read every month until July, charged for July."""
    with transaction(fresh_engine) as session:
        load_rules(session)
        meter = make_meter(session, make_account(session), installed_on=date(2025, 12, 10))
        make_history(session, meter, JULY, *range(1_000, 9_000, 1_000))
    _run(fresh_engine, JULY)
    return fresh_engine


def _run(engine: Engine, *periods: Period) -> None:
    for period in periods:
        known = datetime(period.plus(1).year, period.plus(1).month, 2, tzinfo=UTC)
        assert run_billing(engine, period, known).failed == []


def _broken(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [broken.name for broken in check_books(session)]


def _charge_again(session: Session, *renamed: tuple[str, str]) -> None:
    """July's bill once more for August, in books that are otherwise whole; with other months in its basis."""
    bill = session.exec(select(Bill)).one()
    lines, entries = session.exec(select(ChargeLine)).all(), session.exec(select(LedgerEntry)).all()
    balance, due = bill.due_kopecks, bill.due_kopecks + bill.charged_kopecks
    again = {"id": 9, "period": AUGUST.code, "opening_kopecks": balance, "due_kopecks": due}
    session.add(Bill(**(bill.model_dump() | again)))
    session.flush()
    for line, entry in zip(lines, entries, strict=True):
        basis = line.basis
        for month, other in renamed:
            basis = basis.replace(month, other)
        copy = {"id": (line.id or 0) + 9, "bill_id": 9, "period": AUGUST.code, "basis": basis}
        session.add(ChargeLine(**(line.model_dump() | copy)))
        session.flush()
        balance += entry.amount_kopecks
        posted = {"id": None, "sequence": entry.sequence + len(entries), "charge_line_id": copy["id"]}
        session.add(LedgerEntry(**(entry.model_dump() | posted | {"balance_after_kopecks": balance})))


def test_books_of_a_run_hold(town: Engine) -> None:
    _run(town, AUGUST, SEPTEMBER)
    assert _broken(town) == []


def test_a_stretch_of_a_dial_charged_again_in_the_next_month_is_found(town: Engine) -> None:
    with transaction(town) as session:
        _charge_again(session)
    assert _broken(town) == [WRONG_LINE]


def test_it_is_found_though_its_readings_are_called_those_of_the_next_month(town: Engine) -> None:
    with transaction(town) as session:
        _charge_again(session, ("202607", "202608"), ("202606", "202607"))
    assert _broken(town) == [UNEVEN_DIAL]


def test_a_reading_after_silence_and_one_from_within_it_add_up_to_the_dial(town: Engine) -> None:
    _run(town, AUGUST)
    with transaction(town) as session:
        meter = session.exec(select(Meter)).one()
        make_reading(session, meter, SEPTEMBER, 10_001)
    _run(town, SEPTEMBER)
    with transaction(town) as session:
        late = datetime(2026, 10, 5, tzinfo=UTC)
        make_reading(session, session.exec(select(Meter)).one(), AUGUST, 8_300, received_at=late)
    _run(town, SEPTEMBER.plus(1))
    assert _broken(town) == []


@pytest.mark.parametrize(
    ("changed", "found"), [({"opening_kopecks": 1, "due_kopecks": 1}, OPENING), ({"vat_kopecks": 1}, VAT)]
)
def test_a_bill_with_another_opening_or_vat_is_found(
    town: Engine, monkeypatch: pytest.MonkeyPatch, changed: dict[str, int], found: str
) -> None:
    write = billing_write._bill_row

    def one_more(*said: Any) -> billing_write.BillRow:
        row = write(*said)
        return row._replace(**{name: getattr(row, name) + more for name, more in changed.items()})

    monkeypatch.setattr(billing_write, "_bill_row", one_more)
    _run(town, AUGUST)
    assert _broken(town) == [found]


def test_a_bill_of_nothing_opens_with_a_balance_that_there_was(town: Engine) -> None:
    with transaction(town) as session:
        bill = session.exec(select(Bill)).one()
        nothing = {"charged_kopecks": 0, "vat_kopecks": 0}
        for period, more in ((AUGUST, 0), (SEPTEMBER, 1)):
            opening = {"opening_kopecks": bill.due_kopecks + more, "due_kopecks": bill.due_kopecks + more}
            said = {"id": None, "period": period.code}
            session.add(Bill(**(bill.model_dump() | nothing | opening | said)))
    with reading(town) as session:
        assert [(one.name, one.examples) for one in check_books(session)] == [(OPENING, ("1/202609",))]
