"""Policy rows: appended from the shipped table, looked up by day, never edited."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, delete, select

from avk_app.domain.dated import RowChanged
from avk_app.domain.policy import PolicyKey
from avk_app.errors import InvariantError
from avk_app.models import PolicyRule
from avk_app.services.policy import get_policy_value, get_policy_values, load_policy

DAY = date(2026, 11, 22)


def test_the_shipped_table_answers_every_key_the_code_asks_for(session: Session) -> None:
    load_policy(session)
    values = get_policy_values(session, PolicyKey, DAY)
    assert values[PolicyKey.READINGS_CLOSE_DAY] == 26
    assert values[PolicyKey.PAY_BY_DAY] == 10


def test_loading_again_adds_nothing(session: Session) -> None:
    load_policy(session)
    before = len(session.exec(select(PolicyRule)).all())
    assert load_policy(session) == 0
    assert len(session.exec(select(PolicyRule)).all()) == before


def test_a_missing_row_is_named(session: Session) -> None:
    with pytest.raises(InvariantError, match="no_such_day on 2026-11-22"):
        get_policy_value(session, "no_such_day", DAY)


def test_a_day_before_the_first_row_has_no_value(session: Session) -> None:
    load_policy(session)
    with pytest.raises(InvariantError, match=r"readings_close_day on 2001-01-01"):
        get_policy_value(session, PolicyKey.READINGS_CLOSE_DAY, date(2001, 1, 1))


def test_a_later_row_holds_from_its_day_on(session: Session) -> None:
    load_policy(session)
    session.add(
        PolicyRule(
            key=PolicyKey.READINGS_CLOSE_DAY, value=25, valid_from=date(2026, 12, 1), act="Новое правило"
        )
    )
    session.flush()
    assert get_policy_value(session, PolicyKey.READINGS_CLOSE_DAY, date(2026, 11, 30)) == 26
    assert get_policy_value(session, PolicyKey.READINGS_CLOSE_DAY, date(2026, 12, 1)) == 25


def test_a_changed_table_is_refused_whole(session: Session, tmp_path: Path) -> None:
    session.exec(delete(PolicyRule))
    header = "key,value,valid_from,act,is_sample\n"
    table = tmp_path / "policy.csv"
    table.write_text(f"{header}pay_by_day,10,2015-01-01,акт,no\n")
    assert load_policy(session, table) == 1
    table.write_text(f"{header}new_day,1,2015-01-01,акт,no\npay_by_day,15,2015-01-01,акт,no\n")
    with pytest.raises(RowChanged, match="pay_by_day"):
        load_policy(session, table)
    assert [row.key for row in session.exec(select(PolicyRule))] == ["pay_by_day"]
