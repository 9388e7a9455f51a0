"""Members of staff get a password and a second factor, once."""

import pytest
from sqlmodel import Session, col, select

from avk_app.errors import InvalidInput
from avk_app.gateways.passwords import PASSWORDS
from avk_app.models import User
from avk_app.models.users import Role
from avk_app.services.staff_add import add_member


def test_a_subscriber_is_no_member_of_staff(session: Session) -> None:
    with pytest.raises(InvalidInput):
        add_member(session, "petrova", Role.SUBSCRIBER)


def test_a_login_belongs_to_one(session: Session) -> None:
    add_member(session, "petrova", Role.CASHIER)
    with pytest.raises(InvalidInput):
        add_member(session, "Petrova", Role.OPERATOR)


def test_the_printed_password_and_secret_are_the_stored_ones(session: Session) -> None:
    member = add_member(session, "Petrova", Role.OPERATOR)
    user = session.exec(select(User).where(col(User.login) == "petrova")).one()
    assert user.role is Role.OPERATOR
    assert user.totp_secret == member.totp_secret
    assert PASSWORDS.verify_password(member.password, user.password_hash)
