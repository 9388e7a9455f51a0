"""«Создать логин и пароль» for a subscriber who came with surname and account number.

The session stays what it was. Its holder signs in with the new login: no code path turns a weak session
into a strong one, the password is tried at once, and the cookie changes with the rights.
"""

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, exists, select

from avk_app import clock
from avk_app.domain.codes import parse_code
from avk_app.domain.credentials import check_password, parse_login
from avk_app.errors import FieldProblem, InvalidInput, NotAllowed
from avk_app.gateways.passwords import PASSWORDS
from avk_app.letters import profile as letters
from avk_app.models import Account, User, UserAccount
from avk_app.models.codes import CodePurpose
from avk_app.models.sessions import SessionKind
from avk_app.models.users import Role
from avk_app.services import audit
from avk_app.services.access import Actor
from avk_app.services.codes import CodeSubject, Outcome, Verdict, check_code, issue_code
from avk_app.services.letters import queue_letter
from avk_app.services.managed_account import get_account_to_change

LOGIN_TAKEN = "login_taken"
_CREATE = CodeSubject(CodePurpose.CREATE_LOGIN)


@dataclass(frozen=True)
class CreateLogin:
    """What was typed."""

    code: str
    login: str
    password: str


def request_login(session: Session, actor: Actor) -> Outcome:
    """Send the code for creating a login to the e-mail on file.

    Raises NotFound, NotAllowed (`surname_session`; `existing_login` when the account's owner has one;
    `email_on_file` when there is none), TooManyAttempts.
    """
    account = _get_account_without_login(session, actor)
    if not account.email:
        raise NotAllowed("email_on_file")
    return issue_code(session, actor, account, _CREATE, account.email)


def create_login(session: Session, actor: Actor, command: CreateLogin) -> Outcome:
    """Create the owner's user when the code fits.

    What is wrong with the form is said first and uses up no try. Whether a login is taken is told only
    to who has the right code; that error rolls the code's use back.
    """
    account = _get_account_without_login(session, actor)
    code, login = _check_form(account, command)
    outcome = check_code(session, actor, account, _CREATE, code)
    if outcome.verdict is Verdict.DONE:
        _create_owner(session, actor, account, login, command.password)
    return outcome


def _check_form(account: Account, command: CreateLogin) -> tuple[str, str]:
    """The code and the login, or all problems of the form at once."""
    problems: list[FieldProblem] = []
    code = login = ""
    try:
        code = parse_code(command.code, "login_code")
    except InvalidInput as error:
        problems += error.problems
    try:
        login = parse_login(command.login, "login")
    except InvalidInput as error:
        problems += error.problems
    try:
        check_password(command.password, "password", (login, account.surname, account.number))
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput(tuple(problems))
    return code, login


def has_owner(session: Session, account: Account) -> bool:
    """Whether somebody's login owns the account."""
    owned = exists().where(col(UserAccount.account_id) == account.id, col(UserAccount.is_owner))
    return bool(session.scalar(select(owned)))


def _get_account_without_login(session: Session, actor: Actor) -> Account:
    if actor.kind is not SessionKind.SURNAME:
        raise NotAllowed("surname_session")
    account = get_account_to_change(session, actor)
    if has_owner(session, account):
        raise NotAllowed("existing_login")
    return account


def _create_owner(session: Session, actor: Actor, account: Account, login: str, password: str) -> None:
    now = clock.now()
    user = User(
        login=login,
        password_hash=PASSWORDS.hash_password(password),
        role=Role.SUBSCRIBER,
        created_at=now,
        password_changed_at=now,
    )
    session.add(user)
    flush_login(session)
    session.add(UserAccount(user_id=user.id or 0, account_id=account.id or 0, is_owner=True))
    letter = letters.login_created(account.number, clock.to_city(now))
    queue_letter(session, account.email, letter.subject, letter.body)
    audit.record(session, actor, "login.create", "app_user", user.id)
    session.flush()


def flush_login(session: Session) -> None:
    """Write a user with a new login. Raises InvalidInput `login_taken`, whoever was first."""
    try:
        session.flush()
    except IntegrityError:
        raise InvalidInput((FieldProblem("login", LOGIN_TAKEN),)) from None
