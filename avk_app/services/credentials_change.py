"""Another login, another password: for somebody who signed in with the present ones."""

from dataclasses import dataclass

from sqlmodel import Session, col, select, update

from avk_app import clock
from avk_app.domain.codes import parse_code
from avk_app.domain.credentials import check_password, parse_login
from avk_app.errors import FieldProblem, InvalidInput, NotAllowed
from avk_app.gateways.passwords import PASSWORDS
from avk_app.letters import Wording
from avk_app.letters import profile as letters
from avk_app.models import Account, User, UserAccount, UserSession
from avk_app.models.codes import CodePurpose
from avk_app.services import audit
from avk_app.services.access import Actor
from avk_app.services.codes import CodeSubject, Outcome, Verdict, check_code, issue_code
from avk_app.services.credentials import flush_login
from avk_app.services.current_password import get_own_user, is_current_password
from avk_app.services.letters import queue_letter
from avk_app.services.managed_account import get_account_to_change

MAX_OWN_ACCOUNTS = 50


@dataclass(frozen=True)
class ChangeLogin:
    """What was typed."""

    login: str
    code: str


@dataclass(frozen=True)
class ChangePassword:
    """What was typed."""

    current: str
    new: str


def request_login_change(session: Session, actor: Actor, login: str) -> Outcome:
    """Send the code for a new login. Raises InvalidInput, NotAllowed, NotFound, TooManyAttempts."""
    new_login = parse_login(login, "login")
    user = get_own_user(session, actor)
    if user.login == new_login:
        raise InvalidInput((FieldProblem("login", "login_same"),))
    account = get_account_to_change(session, actor)
    if not account.email:
        raise NotAllowed("email_on_file")
    subject = CodeSubject(CodePurpose.CHANGE_LOGIN, new_login)
    return issue_code(session, actor, account, subject, account.email)


def change_login(session: Session, actor: Actor, command: ChangeLogin) -> Outcome:
    """Change the login when the code fits. `login_taken` is told only to who has the right code."""
    new_login, code = parse_login(command.login, "login"), parse_code(command.code, "login_code")
    user = get_own_user(session, actor)
    account = get_account_to_change(session, actor)
    outcome = check_code(session, actor, account, CodeSubject(CodePurpose.CHANGE_LOGIN, new_login), code)
    if outcome.verdict is Verdict.DONE:
        user.login = new_login
        flush_login(session)
        _tell_owner(session, user, letters.login_changed(clock.to_city(clock.now())))
        audit.record(session, actor, "login.change", "app_user", user.id)
    return outcome


def change_password(session: Session, actor: Actor, command: ChangePassword) -> Outcome:
    """Change the password; every other session of the user ends.

    A wrong current password is returned, not raised: it must be counted. Raises InvalidInput, NotAllowed,
    TooManyAttempts.
    """
    user = get_own_user(session, actor)
    check_password(command.new, "new_password", (user.login, *_names_and_numbers(session, user)))
    if not is_current_password(session, actor, user, command.current):
        return Outcome(Verdict.WRONG_PASSWORD)
    if command.current == command.new:
        raise InvalidInput((FieldProblem("new_password", "password_same"),))
    user.password_hash = PASSWORDS.hash_password(command.new)
    user.password_changed_at = clock.now()
    _end_other_sessions(session, actor)
    _tell_owner(session, user, letters.password_changed(clock.to_city(clock.now())))
    audit.record(session, actor, "password.change", "app_user", user.id)
    session.flush()
    return Outcome(Verdict.DONE)


def _own_accounts(session: Session, user: User) -> list[Account]:
    owned = (
        select(Account)
        .join(UserAccount, col(UserAccount.account_id) == col(Account.id))
        .where(col(UserAccount.user_id) == user.id, col(UserAccount.is_owner))
        .limit(MAX_OWN_ACCOUNTS)
    )
    return list(session.exec(owned))


def _names_and_numbers(session: Session, user: User) -> list[str]:
    return [part for account in _own_accounts(session, user) for part in (account.surname, account.number)]


def _end_other_sessions(session: Session, actor: Actor) -> None:
    session.exec(
        update(UserSession)
        .where(
            col(UserSession.user_id) == actor.user_id,
            col(UserSession.id) != actor.session_id,
            col(UserSession.revoked_at).is_(None),
        )
        .values(revoked_at=clock.now())
    )


def _tell_owner(session: Session, user: User, letter: Wording) -> None:
    """At every e-mail on file of the accounts this user owns."""
    recipients = dict.fromkeys(account.email for account in _own_accounts(session, user) if account.email)
    for recipient in recipients:
        queue_letter(session, recipient, letter.subject, letter.body)
