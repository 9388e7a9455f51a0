"""Logins of the demo city. Passwords and TOTP secrets follow from the seed, so they can be shown again."""

from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.errors import NotFound
from avk_app.gateways.passwords import PASSWORDS, PasswordHasher
from avk_app.models import AuditRecord, User, UserAccount
from avk_app.models.users import Role
from avk_app.services.demo.city import FIRST_HOME, SECOND_HOME, SHOWCASE, account_number, person_at
from avk_app.services.demo.data import read_words
from avk_app.services.demo.people import in_latin

LOADED = "demo.load"
STAFF_ROLES = tuple(role for role in Role if role.is_staff)
_TOTP_BYTES = 20


@dataclass(frozen=True)
class SubscriberSignIn:
    """Both ways in of the showcase subscriber."""

    surname: str
    account_number: str
    login: str
    password: str


@dataclass(frozen=True)
class StaffSignIn:
    """A member of staff: password and the secret their authenticator app is given."""

    role: Role
    login: str
    password: str
    totp_secret: str


@dataclass(frozen=True)
class DemoSignIns:
    """Whom one may be in the demo: a subscriber, one with two accounts, and each role of the staff."""

    subscriber: SubscriberSignIn
    two_accounts: SubscriberSignIn
    staff: tuple[StaffSignIn, ...]


def make_sign_ins(seed: int) -> DemoSignIns:
    """The sign-ins of the city with this seed."""
    return DemoSignIns(
        _subscriber(seed, SHOWCASE),
        _subscriber(seed, FIRST_HOME),
        tuple(_member(seed, role) for role in STAFF_ROLES),
    )


def _subscriber(seed: int, index: int) -> SubscriberSignIn:
    surname = person_at(seed, index).surname
    login = f"{in_latin(surname)}{index}"
    return SubscriberSignIn(surname, account_number(seed, index), login, _password(seed, login))


def _member(seed: int, role: Role) -> StaffSignIn:
    secret = b32encode(sha256(f"{seed}/{role}/totp".encode()).digest()[:_TOTP_BYTES]).decode()
    return StaffSignIn(role, role.value, _password(seed, role.value), secret)


def _password(seed: int, login: str) -> str:
    """Three words and a number: easy to read from the screen and to type."""
    rng = Random(f"{seed}/{login}/password")  # noqa: S311 — the demo prints it anyway
    return "-".join((*rng.sample(read_words("password-words"), 3), str(rng.randrange(1000, 10_000))))


def add_sign_ins(session: Session, seed: int, passwords: PasswordHasher = PASSWORDS) -> None:
    """Add the users of the demo to a city that was just written."""
    people = make_sign_ins(seed)
    _add_user(session, passwords, people.subscriber, (SHOWCASE,))
    _add_user(session, passwords, people.two_accounts, (FIRST_HOME, SECOND_HOME))
    for member in people.staff:
        _add_user(session, passwords, member, ())


def _add_user(
    session: Session,
    passwords: PasswordHasher,
    person: SubscriberSignIn | StaffSignIn,
    account_ids: tuple[int, ...],
) -> None:
    now = clock.now()
    user = User(
        login=person.login,
        password_hash=passwords.hash_password(person.password),
        role=person.role if isinstance(person, StaffSignIn) else Role.SUBSCRIBER,
        totp_secret=person.totp_secret if isinstance(person, StaffSignIn) else "",
        created_at=now,
        password_changed_at=now,
    )
    session.add(user)
    session.flush()
    session.add_all(UserAccount(user_id=user.id or 0, account_id=account_id) for account_id in account_ids)


def get_demo_sign_ins(session: Session) -> DemoSignIns:
    """The sign-ins of the city in this database. Raises NotFound when none was loaded."""
    seed = session.exec(
        select(AuditRecord.entity_id)
        .where(col(AuditRecord.action) == LOADED)
        .order_by(col(AuditRecord.id).desc())
    ).first()
    if seed is None:
        raise NotFound("demo_city")
    return make_sign_ins(seed)
