"""The dated rows that a bill is issued with."""

from datetime import date

import pytest
from sqlmodel import Session, col, delete

from avk_app.domain.dated import RowsHaveGap
from avk_app.domain.penalties import PenaltyStep
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.models import PolicyRule
from avk_app.services.billing_rules import load_bill_terms
from avk_app.services.rules import load_rules

NOVEMBER = Period(2026, 11)


def test_new_steps_of_the_penalty_follow_the_old_ones_which_keep_their_days(session: Session) -> None:
    load_rules(session)
    before = load_bill_terms(session, NOVEMBER, NOVEMBER.plus(1).first_day).penalty_steps
    session.add(
        PolicyRule(key=PolicyKey.PENALTY_FIRST_DIVISOR, value=150, valid_from=NOVEMBER.first_day, act="№ 1")
    )
    session.flush()
    now = load_bill_terms(session, NOVEMBER, NOVEMBER.plus(1).first_day).penalty_steps
    assert before[-1].steps == (PenaltyStep(31, 300), PenaltyStep(91, 130))
    assert now[:-1] == before
    assert now[-1].steps == (PenaltyStep(31, 150), PenaltyStep(91, 130))
    assert now[-1].valid_from == date(2026, 11, 1)


def test_missing_steps_of_the_penalty_are_named_before_anything_is_computed(session: Session) -> None:
    load_rules(session)
    session.exec(delete(PolicyRule).where(col(PolicyRule.key) == PolicyKey.PENALTY_SECOND_DAY))
    with pytest.raises(RowsHaveGap) as caught:
        load_bill_terms(session, NOVEMBER, NOVEMBER.plus(1).first_day)
    assert caught.value.subject == "penalty_steps"
