"""The slip for a bank transfer: one's own account, a sane amount, a month that there was."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlmodel import Session

from avk_app.domain.period import Period
from avk_app.errors import InvalidInput, NotFound
from avk_app.models import UserAccount
from avk_app.models.users import Role
from avk_app.services.payment_slips import get_payment_slip
from tests.actors import actor_for, staff_actor
from tests.factories import make_account, make_user

NOVEMBER = datetime(2026, 11, 22, 4, tzinfo=UTC)
CAP = 100_000_000


@pytest.fixture(autouse=True)
def _november() -> None:
    with time_machine.travel(NOVEMBER, tick=False):
        yield


def test_a_session_without_an_account_of_its_own_gets_none(session: Session) -> None:
    account = make_account(session)
    user = make_user(session, account)
    former = actor_for(session, account, user)
    session.delete(session.get_one(UserAccount, (user.id, account.id)))
    session.flush()
    for actor in (former, staff_actor(session, Role.OPERATOR)):
        with pytest.raises(NotFound):
            get_payment_slip(session, actor, 1)


def test_a_surname_session_sees_the_name_masked_as_on_the_bill(session: Session) -> None:
    account = make_account(session)
    slip = get_payment_slip(session, actor_for(session, account), 418_47, Period(2026, 10))
    assert (slip.account_number, slip.surname) == (account.number, "Иванов")
    assert (slip.first_name, slip.patronymic) == ("П••••", "С••••")
    assert (slip.amount_kopecks, slip.period, slip.made_on) == (418_47, Period(2026, 10), date(2026, 11, 22))


def test_who_signed_in_with_a_password_sees_the_whole_name(session: Session) -> None:
    account = make_account(session)
    slip = get_payment_slip(session, actor_for(session, account, make_user(session, account)), CAP)
    assert (slip.first_name, slip.patronymic, slip.period) == ("Пётр", "Сергеевич", None)


@pytest.mark.parametrize(
    ("amount", "code"), [(0, "amount_zero"), (-1, "amount_zero"), (CAP + 1, "amount_over_cap")]
)
def test_an_amount_that_cannot_be_meant_is_refused(session: Session, amount: int, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        get_payment_slip(session, actor_for(session, make_account(session)), amount)
    assert refused.value.problems[0].code == code


@pytest.mark.parametrize("period", [Period(2026, 12), Period(2019, 12), Period(1, 1)])
def test_a_month_without_the_account_or_to_come_is_refused(session: Session, period: Period) -> None:
    actor = actor_for(session, make_account(session, opened_on=date(2020, 1, 1)))
    assert get_payment_slip(session, actor, 1, Period(2020, 1)).period == Period(2020, 1)
    with pytest.raises(InvalidInput) as refused:
        get_payment_slip(session, actor, 1, period)
    assert refused.value.problems[0].code == "slip_period"
