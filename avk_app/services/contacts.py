"""The e-mail and the phone on file: changed by the owner with a code sent to the e-mail on file.

When there is no e-mail on file, a surname session cannot prove anything and is sent to the office. A
password session proves itself with the current password; the code then goes to the new address, so
that a slip in it cannot lock the owner out of every later change.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.codes import parse_code
from avk_app.domain.contacts import parse_email
from avk_app.domain.masking import mask_email, mask_phone
from avk_app.domain.phones import parse_phone
from avk_app.errors import FieldProblem, InvalidInput, NotAllowed
from avk_app.letters import profile as letters
from avk_app.models import Account
from avk_app.models.codes import CodePurpose
from avk_app.models.sessions import SessionKind
from avk_app.services import audit
from avk_app.services.access import Actor
from avk_app.services.codes import CodeSubject, Outcome, Verdict, check_code, issue_code
from avk_app.services.current_password import get_own_user, is_current_password
from avk_app.services.letters import queue_letter
from avk_app.services.managed_account import get_account_to_change


class ContactKind(StrEnum):
    """Which contact; the value is the id of its field."""

    EMAIL = "email"
    PHONE = "phone"


_PURPOSES = {
    ContactKind.EMAIL: CodePurpose.CHANGE_EMAIL,
    ContactKind.PHONE: CodePurpose.CHANGE_PHONE,
}
_PARSERS = {ContactKind.EMAIL: parse_email, ContactKind.PHONE: parse_phone}


@dataclass(frozen=True)
class RequestContactChange:
    """What was typed. The password counts only for the first e-mail of an account."""

    kind: ContactKind
    value: str
    current_password: str = ""


@dataclass(frozen=True)
class ConfirmContactChange:
    """The same value again, and the code."""

    kind: ContactKind
    value: str
    code: str


def request_contact_change(session: Session, actor: Actor, command: RequestContactChange) -> Outcome:
    """Send the code for a new contact.

    Raises InvalidInput, NotFound (not the owner), NotAllowed `email_on_file` (no e-mail to send a code
    to), TooManyAttempts.
    """
    value = _PARSERS[command.kind](command.value, command.kind)
    account = get_account_to_change(session, actor)
    if value == getattr(account, command.kind):
        raise InvalidInput((FieldProblem(command.kind, f"{command.kind}_same"),))
    subject = CodeSubject(_PURPOSES[command.kind], value)
    if account.email:
        return issue_code(session, actor, account, subject, account.email)
    if actor.kind is not SessionKind.PASSWORD or command.kind is not ContactKind.EMAIL:
        raise NotAllowed("email_on_file")
    if not is_current_password(session, actor, get_own_user(session, actor), command.current_password):
        return Outcome(Verdict.WRONG_PASSWORD)
    return issue_code(session, actor, account, subject, value)


def confirm_contact_change(session: Session, actor: Actor, command: ConfirmContactChange) -> Outcome:
    """Change the contact when the code fits; the owner is told, at the old and at the new e-mail."""
    value = _PARSERS[command.kind](command.value, command.kind)
    code = parse_code(command.code, "contact_code")
    account = get_account_to_change(session, actor)
    outcome = check_code(session, actor, account, CodeSubject(_PURPOSES[command.kind], value), code)
    if outcome.verdict is Verdict.DONE:
        _change(session, actor, account, command.kind, value)
    return outcome


def _change(session: Session, actor: Actor, account: Account, kind: ContactKind, value: str) -> None:
    told = [account.email]
    moment = clock.to_city(clock.now())
    if kind is ContactKind.EMAIL:
        account.email = value
        told.append(value)
        letter = letters.email_changed(account.number, mask_email(value), moment)
    else:
        account.phone = value
        letter = letters.phone_changed(account.number, mask_phone(value), moment)
    for recipient in filter(None, dict.fromkeys(told)):
        queue_letter(session, recipient, letter.subject, letter.body)
    audit.record(session, actor, f"contact.{kind}", "account", account.id)
    session.flush()
