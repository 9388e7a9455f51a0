"""Policy rows: loaded from the shipped table, looked up by day, never edited."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from avk_app.config import PROJECT_DIR
from avk_app.domain.dated import ONE_DAY, RowsHaveGap
from avk_app.domain.policy import PolicyRow, values_on
from avk_app.errors import InvariantError
from avk_app.models import PolicyRule
from avk_app.services.dated_rows import append_missing, is_yes, read_table

POLICY_FILE = PROJECT_DIR / "avk_app" / "data" / "policy.csv"

_ROWS = select(col(PolicyRule.key), col(PolicyRule.value), col(PolicyRule.valid_from)).where(
    col(PolicyRule.key).in_(bindparam("keys", expanding=True))
)


def load_policy(session: Session, path: Path = POLICY_FILE) -> int:
    """Append the rows of the table that the database misses; how many there were.

    Raises RowChanged when a stored row says something else: a changed rule is a new row.
    """
    return append_missing(session, read_table(path, _parse), lambda row: (row.key, row.valid_from))


def get_policy_value(session: Session, key: str, on_day: date) -> int:
    """The value of a setting on a day, in the unit its key names. Raises InvariantError when none is set."""
    return get_policy_values(session, (key,), on_day)[key]


def get_policy_values(session: Session, keys: Iterable[str], on_day: date) -> dict[str, int]:
    """The values of several settings on a day, in one query. Raises InvariantError when one is not set."""
    return get_dated_policy_values(session, dict.fromkeys(keys, on_day))


def get_dated_policy_values(session: Session, days: Mapping[str, date]) -> dict[str, int]:
    """The value of each setting on its own day, in one query. Raises InvariantError when one is not set."""
    rows = session.connection().execute(_ROWS, {"keys": list(days)})
    values = values_on((PolicyRow(*row) for row in rows), days)
    if missing := days.keys() - values:
        key = min(missing)
        raise InvariantError(f"no policy row for {key} on {days[key]}")
    return values


def get_policy_of_days(
    session: Session, keys: Iterable[str], days: Iterable[date]
) -> dict[date, dict[str, int]]:
    """The values of several settings on each of these days, in one query. Raises RowsHaveGap."""
    wanted = list(keys)
    rows = [PolicyRow(*row) for row in session.connection().execute(_ROWS, {"keys": wanted})]
    return {day: _values_of_day(rows, wanted, day) for day in days}


def _values_of_day(rows: Sequence[PolicyRow], keys: Sequence[str], day: date) -> dict[str, int]:
    values = values_on(rows, dict.fromkeys(keys, day))
    for key in keys:
        if key not in values:
            later = min((row.valid_from for row in rows if row.key == key), default=day + ONE_DAY)
            raise RowsHaveGap(key, day, later - ONE_DAY)
    return values


def _parse(line: dict[str, str]) -> PolicyRule:
    return PolicyRule(
        key=line["key"],
        value=int(line["value"]),
        valid_from=date.fromisoformat(line["valid_from"]),
        act=line["act"],
        is_sample=is_yes(line["is_sample"]),
    )
