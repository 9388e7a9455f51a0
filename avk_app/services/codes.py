"""One-time codes by e-mail, bound to a session, an account, a purpose and what they confirm.

A wrong code is *returned*, never raised: the transaction must be committed, or the counter of wrong
tries would be rolled back with it and a guesser could try for ever.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from avk_app import clock
from avk_app.config import get_settings
from avk_app.domain.codes import (
    CODE_DIGITS,
    CODE_LIFETIME,
    ISSUE_LIMITS,
    MAX_WRONG_TRIES,
    code_of,
    hash_code,
    is_same_hash,
)
from avk_app.domain.masking import mask_email
from avk_app.errors import TooManyAttempts
from avk_app.letters.profile import code_letter
from avk_app.models import Account, ConfirmationCode
from avk_app.models.codes import CodePurpose
from avk_app.services import audit
from avk_app.services.access import Actor
from avk_app.services.letters import queue_letter


class Verdict(StrEnum):
    """How a step of a confirmed change ended."""

    CODE_SENT = "code_sent"
    DONE = "done"
    WRONG_CODE = "wrong_code"
    DEAD_CODE = "dead_code"
    WRONG_PASSWORD = "wrong_password"


@dataclass(frozen=True)
class Outcome:
    """`recipient` is where the code went, as the actor may see it; `tries_left` follows a wrong code."""

    verdict: Verdict
    recipient: str = ""
    tries_left: int = 0


@dataclass(frozen=True)
class CodeSubject:
    """What a code confirms: `value` is the new address, number or login; empty when there is none yet."""

    purpose: CodePurpose
    value: str = ""


def issue_code(
    session: Session, actor: Actor, account: Account, subject: CodeSubject, recipient: str
) -> Outcome:
    """Send a code; earlier ones of this session and purpose die. Raises TooManyAttempts.

    The caller holds the account's row lock, so that two requests at once cannot both be the last allowed.
    """
    now = clock.now()
    _refuse_too_many(session, actor, account, now)
    _kill_earlier(session, actor, subject.purpose, now)
    code = code_of(secrets.randbelow(10**CODE_DIGITS))
    session.add(
        ConfirmationCode(
            session_id=actor.session_id,
            account_id=account.id or 0,
            purpose=subject.purpose,
            subject=subject.value,
            code_hash=_hash(actor, account, subject, code),
            created_at=now,
            expires_at=now + CODE_LIFETIME,
        )
    )
    minutes = int(CODE_LIFETIME.total_seconds()) // 60
    letter = code_letter(subject.purpose, subject.value, code, minutes)
    queue_letter(session, recipient, letter.subject, letter.body)
    audit.record(session, actor, "code.issue", "account", account.id, subject.purpose)
    return Outcome(Verdict.CODE_SENT, mask_email(recipient) if actor.is_masked else recipient)


def _refuse_too_many(session: Session, actor: Actor, account: Account, now: datetime) -> None:
    for window, most in ISSUE_LIMITS:
        for owner in (
            col(ConfirmationCode.account_id) == account.id,
            col(ConfirmationCode.session_id) == actor.session_id,
        ):
            _refuse_over_limit(session, owner, window, most, now)


def _refuse_over_limit(
    session: Session, owner: ColumnElement[bool], window: timedelta, most: int, now: datetime
) -> None:
    issued, first_at = session.exec(
        select(func.count(), func.min(ConfirmationCode.created_at)).where(
            owner, col(ConfirmationCode.created_at) > now - window
        )
    ).one()
    if issued >= most:
        wait = first_at + window - now
        raise TooManyAttempts(max(1, int(wait.total_seconds())))


def _kill_earlier(session: Session, actor: Actor, purpose: CodePurpose, now: datetime) -> None:
    session.exec(
        update(ConfirmationCode)
        .where(
            col(ConfirmationCode.session_id) == actor.session_id,
            col(ConfirmationCode.purpose) == purpose,
            col(ConfirmationCode.expires_at) > now,
        )
        .values(expires_at=now)
    )


def check_code(session: Session, actor: Actor, account: Account, subject: CodeSubject, code: str) -> Outcome:
    """Use the code up, or count a wrong try. Whoever gets DONE is the only one who ever does.

    A code of another session, account, purpose or subject is as good as none.
    """
    row = session.exec(_live_codes(actor, account, subject)).first()
    if row is None:
        return Outcome(Verdict.DEAD_CODE)
    if not is_same_hash(row.code_hash, _hash(actor, account, subject, code)):
        row.failed_attempts += 1
        session.flush()
        audit.record(session, actor, "code.wrong", "account", account.id, subject.purpose)
        left = MAX_WRONG_TRIES - row.failed_attempts
        return Outcome(Verdict.WRONG_CODE, tries_left=left) if left else Outcome(Verdict.DEAD_CODE)
    row.used_at = clock.now()
    session.flush()
    return Outcome(Verdict.DONE)


def _live_codes(actor: Actor, account: Account, subject: CodeSubject) -> SelectOfScalar[ConfirmationCode]:
    return (
        select(ConfirmationCode)
        .where(
            col(ConfirmationCode.session_id) == actor.session_id,
            col(ConfirmationCode.account_id) == account.id,
            col(ConfirmationCode.purpose) == subject.purpose,
            col(ConfirmationCode.subject) == subject.value,
            col(ConfirmationCode.used_at).is_(None),
            col(ConfirmationCode.expires_at) > clock.now(),
            col(ConfirmationCode.failed_attempts) < MAX_WRONG_TRIES,
        )
        .order_by(col(ConfirmationCode.id).desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _hash(actor: Actor, account: Account, subject: CodeSubject, code: str) -> str:
    key = get_settings().signing_key()
    return hash_code(key, actor.session_id, account.id or 0, subject.purpose, subject.value, code)
