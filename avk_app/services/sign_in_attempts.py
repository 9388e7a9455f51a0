"""Attempts to sign in: admitted or made to wait, counted in SQL so that many processes share one count."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.config import get_settings
from avk_app.domain.limits import (
    COUNTING_WINDOW,
    KNOWN_FOR,
    Standing,
    Tally,
    network_of,
    seconds_to_wait,
)
from avk_app.errors import TooManyAttempts
from avk_app.models import SignInAttempt


@dataclass(frozen=True)
class Target:
    """What an attempt is made at: an account or login, with a surname or "", from a network."""

    subject_hash: str
    name_hash: str
    network: str


def target_of(subject: str, name: str, address: str) -> Target:
    """Keyed hashes of what was typed: enough to count, not to read."""
    return Target(_keyed_hash(subject), _keyed_hash(name) if name else "", network_of(address))


def _keyed_hash(text: str) -> str:
    return hmac.new(get_settings().signing_key(), text.encode(), hashlib.sha256).hexdigest()


def admit(session: Session, target: Target) -> SignInAttempt:
    """Let an attempt through, already noted as failed. Raises TooManyAttempts, noting nothing.

    Noting first closes the gap between counting and failing: parallel guesses count one another. The
    caller commits before it hashes, and calls `note_success` when the credentials were right.
    """
    _queue_up(session, target)
    if wait := seconds_to_wait(_standing_of(session, target)):
        raise TooManyAttempts(wait)
    attempt = SignInAttempt(
        subject_hash=target.subject_hash,
        name_hash=target.name_hash,
        address=target.network,
        is_success=False,
        attempted_at=clock.now(),
    )
    session.add(attempt)
    session.flush()
    return attempt


def note_success(session: Session, attempt_id: int | None) -> None:
    """The credentials were right: the attempt is no failure, and its pair is known from now on."""
    session.get_one(SignInAttempt, attempt_id).is_success = True


def _queue_up(session: Session, target: Target) -> None:
    """Attempts that share a count go one by one. SQLite's writers do so anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    names = {target.subject_hash, target.name_hash, _keyed_hash(target.network)} - {""}
    for key in sorted(int(name[:15], 16) for name in names):
        session.exec(select(func.pg_advisory_xact_lock(key)))


def _standing_of(session: Session, target: Target) -> Standing:
    now = clock.now()
    subject = col(SignInAttempt.subject_hash) == target.subject_hash
    network = col(SignInAttempt.address) == target.network
    name = col(SignInAttempt.name_hash) == target.name_hash
    return Standing(
        is_known=_is_known(session, now, subject, network),
        pair=_failures(session, now, subject, network),
        address=_failures(session, now, network),
        subject=_failures(session, now, subject),
        name=_failures(session, now, name) if target.name_hash else Tally(),
    )


def _failures(session: Session, now: datetime, *conditions: ColumnElement[bool]) -> Tally:
    count, last_at = session.exec(
        select(func.count(), func.max(col(SignInAttempt.attempted_at))).where(
            *conditions,
            col(SignInAttempt.is_success).is_(False),
            col(SignInAttempt.attempted_at) > now - COUNTING_WINDOW,
        )
    ).one()
    return Tally(count, int((now - last_at).total_seconds())) if count else Tally()


def _is_known(session: Session, now: datetime, *pair: ColumnElement[bool]) -> bool:
    found = session.exec(
        select(SignInAttempt.id)
        .where(
            *pair,
            col(SignInAttempt.is_success).is_(True),
            col(SignInAttempt.attempted_at) > now - KNOWN_FOR,
        )
        .limit(1)
    ).first()
    return found is not None
