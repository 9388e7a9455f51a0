"""History (история): charges, payments and corrections of an account between two days.

**Order.** An entry belongs to its day (`effective_on`), and entries of one day stand in the order they were
posted (`sequence`). A late entry with an earlier day therefore stands among its own day's entries, and every
balance after it includes it. So the opening balance of a span is the sum of all entries of earlier days,
however late they were posted, the closing balance of one span is the opening balance of the next, and
opening + movements = closing, exactly. Where nothing is late this is the balance stored with each entry;
after the account's last day it always is.

**One moment.** Entries are only appended, and numbered without gaps: what is read stops at the last number
that the first look saw (`as_of_sequence`), so pages and sums agree while payments arrive.
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection
from sqlmodel import Session

from avk_app.domain.history import HistorySpan, total_of
from avk_app.errors import FieldProblem, InvalidInput, NotFound
from avk_app.services.access import AccountFacts, Actor, get_own_account_facts
from avk_app.services.history_queries import PageOfRows, list_entries, list_readings, sum_months
from avk_app.services.history_result import History

PAGE_ROWS = 50
MAX_PAGE = 400
MAX_EXPORT_ROWS = 5_000
MAX_READINGS = 50
MAX_EXPORT_READINGS = 2_000


def get_opening_day(session: Session, actor: Actor) -> date:
    """Since when the account that the actor looks at exists. Raises NotFound."""
    return get_own_account_facts(session.connection(), actor).opened_on


def get_history(
    session: Session, actor: Actor, span: HistorySpan, page: int = 0, as_of_sequence: int | None = None
) -> History:
    """A page of the account's history, newest first: four statements, whatever its length.

    `as_of_sequence` of the first page makes the others fit to it. Raises NotFound for an account that is
    not theirs and for a page that is not there.
    """
    if not 0 <= page <= MAX_PAGE:
        raise NotFound("page")
    connection = session.connection()
    account = get_own_account_facts(connection, actor)
    rows = PageOfRows(page * PAGE_ROWS, PAGE_ROWS)
    history = _history(connection, account, span, rows, MAX_READINGS, as_of_sequence)
    if page and not history.entries:
        raise NotFound("page")
    return history


def get_statement(session: Session, actor: Actor, span: HistorySpan) -> History:
    """The whole history of a span, oldest first, for a file.

    Raises NotFound, and InvalidInput `history_too_long` above `MAX_EXPORT_ROWS` entries.
    """
    connection = session.connection()
    account = get_own_account_facts(connection, actor)
    rows = PageOfRows(0, MAX_EXPORT_ROWS)
    history = _history(connection, account, span, rows, MAX_EXPORT_READINGS, None)
    if history.entry_count > MAX_EXPORT_ROWS:
        raise InvalidInput((FieldProblem("first", "history_too_long", (("limit", MAX_EXPORT_ROWS),)),))
    return replace(history, entries=history.entries[::-1], readings=history.readings[::-1])


def _history(
    connection: Connection,
    account: AccountFacts,
    span: HistorySpan,
    rows: PageOfRows,
    most_readings: int,
    as_of_sequence: int | None,
) -> History:
    sums = sum_months(connection, account.id, span, as_of_sequence)
    readings = list_readings(connection, account.id, span, most_readings + 1)
    return History(
        account_number=account.number,
        opened_on=account.opened_on,
        span=span,
        opening_kopecks=sums.opening_kopecks,
        movements=total_of(month.movements for month in sums.months),
        months=sums.months,
        entries=tuple(list_entries(connection, account.id, span, rows, sums.as_of_sequence)),
        entry_count=sums.entry_count,
        page=rows.offset // rows.limit,
        as_of_sequence=sums.as_of_sequence,
        readings=tuple(readings[:most_readings]),
        has_more_readings=len(readings) > most_readings,
    )
