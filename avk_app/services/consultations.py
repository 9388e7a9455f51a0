"""Consultation: a ticket with a number, the consent given with it, and a letter to the contact centre."""

import hashlib
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.config import get_settings
from avk_app.domain.consultations import (
    LIMIT_WINDOW,
    MAX_PER_ADDRESS,
    MAX_PER_PHONE,
    ConsultationRequest,
)
from avk_app.domain.tickets import consultation_number
from avk_app.errors import TooManyAttempts
from avk_app.models import Consent, Ticket
from avk_app.models.tickets import ConsentPurpose, TicketKind, TicketStatus
from avk_app.services import audit
from avk_app.services.access import Actor
from avk_app.services.letters import queue_letter


@dataclass(frozen=True)
class LetterText:
    """Subject and body of a letter to the contact centre."""

    subject: str
    body: str


@dataclass(frozen=True)
class ConsultationCommand:
    """A checked request, the text that was agreed to, and where the request came from."""

    request: ConsultationRequest
    agreement_version: str
    address: str


@dataclass(frozen=True)
class ConsultationReceipt:
    """The ticket's number, and the phone the contact centre will call (E.164)."""

    number: str
    phone: str


LetterWriter = Callable[[str, ConsultationRequest], LetterText]


def request_consultation(
    session: Session, actor: Actor | None, command: ConsultationCommand, write_letter: LetterWriter
) -> ConsultationReceipt:
    """Open a ticket and tell the contact centre. Anybody may ask.

    The same question from the same person on the same day is one ticket, however often it is sent.
    Raises TooManyAttempts when too many came from this address or for this phone within an hour.
    """
    key = _request_key(command.request)
    if (known := _find_ticket(session, key)) is not None:
        return _receipt(known)
    _refuse_too_many(session, command)
    ticket = _open_ticket(session, key, command.request)
    if ticket is None:
        return _receipt(session.exec(select(Ticket).where(col(Ticket.request_key) == key)).one())
    _keep_consent(session, ticket, command)
    audit.record(session, actor, "consultation.request", "ticket", ticket.id)
    receipt = _receipt(ticket)
    letter = write_letter(receipt.number, command.request)
    queue_letter(session, get_settings().contact_centre_email, letter.subject, letter.body)
    return receipt


def _request_key(request: ConsultationRequest) -> str:
    parts = "\x1f".join((clock.today().isoformat(), *astuple(request)))
    return hashlib.sha256(parts.encode()).hexdigest()


def _find_ticket(session: Session, key: str) -> Ticket | None:
    return session.exec(select(Ticket).where(col(Ticket.request_key) == key)).first()


def _refuse_too_many(session: Session, command: ConsultationCommand) -> None:
    now = clock.now()
    counted: tuple[tuple[Any, Any, int], ...] = (
        (Consent.given_at, col(Consent.address) == command.address, MAX_PER_ADDRESS),
        (Ticket.created_at, col(Ticket.phone) == command.request.phone, MAX_PER_PHONE),
    )
    for moment, is_same, limit in counted:
        recent = select(moment).where(is_same, col(moment) > now - LIMIT_WINDOW)
        earliest = session.exec(recent.order_by(col(moment).desc()).offset(limit - 1).limit(1)).first()
        if earliest is not None:
            raise TooManyAttempts(_seconds_left(earliest, now))


def _seconds_left(earliest: datetime, now: datetime) -> int:
    return max(1, int((earliest + LIMIT_WINDOW - now).total_seconds()))


def _open_ticket(session: Session, key: str, request: ConsultationRequest) -> Ticket | None:
    """The new ticket; None when the same request was stored by another process meanwhile."""
    ticket = Ticket(
        kind=TicketKind.CONSULTATION,
        status=TicketStatus.OPEN,
        request_key=key,
        first_name=request.first_name,
        surname=request.surname,
        phone=request.phone,
        question=request.question,
        created_at=clock.now(),
    )
    try:
        with session.begin_nested():
            session.add(ticket)
    except IntegrityError:
        return None
    return ticket


def _keep_consent(session: Session, ticket: Ticket, command: ConsultationCommand) -> None:
    session.add(
        Consent(
            purpose=ConsentPurpose.CONSULTATION,
            text_version=command.agreement_version,
            given_at=ticket.created_at,
            address=command.address,
            ticket_id=ticket.id,
        )
    )
    session.flush()


def _receipt(ticket: Ticket) -> ConsultationReceipt:
    year = clock.to_city(ticket.created_at).year
    return ConsultationReceipt(consultation_number(year, ticket.id or 0), ticket.phone)
