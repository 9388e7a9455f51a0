"""Adding a member of staff, by the operator of the server only."""

import secrets
from base64 import b32encode
from dataclasses import dataclass

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.credentials import parse_login
from avk_app.errors import FieldProblem, InvalidInput
from avk_app.gateways.passwords import PASSWORDS, PasswordHasher
from avk_app.models import User
from avk_app.models.users import Role
from avk_app.services import audit

_PASSWORD_BYTES, _TOTP_BYTES = 12, 20


@dataclass(frozen=True)
class NewMember:
    """What the member needs to sign in; the password is kept nowhere else."""

    login: str
    role: Role
    password: str
    totp_secret: str


def add_member(
    session: Session, typed_login: str, role: Role, passwords: PasswordHasher = PASSWORDS
) -> NewMember:
    """Add a member of staff with a random password and TOTP secret.

    Raises InvalidInput: what `parse_login` finds, `login_taken`, or `role_not_staff`.
    """
    if not role.is_staff:
        raise InvalidInput((FieldProblem("role", "role_not_staff"),))
    login = parse_login(typed_login, "login")
    if session.exec(select(User.id).where(col(User.login) == login)).first() is not None:
        raise InvalidInput((FieldProblem("login", "login_taken"),))
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    secret = b32encode(secrets.token_bytes(_TOTP_BYTES)).decode()
    now = clock.now()
    user = User(
        login=login,
        password_hash=passwords.hash_password(password),
        role=role,
        totp_secret=secret,
        created_at=now,
        password_changed_at=now,
    )
    session.add(user)
    session.flush()
    audit.record(session, None, "staff.add", "app_user", user.id, role)
    return NewMember(login, role, password, secret)
