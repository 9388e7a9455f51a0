"""Consultations: anybody may ask; one question is one ticket; too many are asked to wait."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, select

from avk_app import clock
from avk_app.config import get_settings
from avk_app.domain.consultations import MAX_PER_ADDRESS, MAX_PER_PHONE, ConsultationRequest
from avk_app.errors import TooManyAttempts
from avk_app.models import AuditRecord, Consent, Letter, Ticket
from avk_app.services.consultations import ConsultationCommand, ConsultationReceipt, request_consultation
from avk_app.texts.consult import letter_to_contact_centre

VERSION = "2026-11"


def _ask(session: Session, address: str = "203.0.113.7", **values: Any) -> ConsultationReceipt:
    fields = {"first_name": "Анна", "surname": "Ким", "phone": "+79021234567", "question": "Почему?"}
    request = ConsultationRequest(**(fields | values))
    command = ConsultationCommand(request, VERSION, address)
    return request_consultation(session, None, command, letter_to_contact_centre)


def test_nobody_asks_and_gets_a_numbered_ticket(session: Session) -> None:
    receipt = _ask(session)
    ticket = session.exec(select(Ticket)).one()
    assert receipt.number == f"К-{clock.today().year}-{ticket.id:06d}"
    assert (ticket.surname, ticket.phone, ticket.question) == ("Ким", "+79021234567", "Почему?")


def test_the_consent_keeps_what_was_agreed_to_when_and_from_where(session: Session) -> None:
    _ask(session)
    consent = session.exec(select(Consent)).one()
    assert (consent.text_version, consent.address) == (VERSION, "203.0.113.7")
    assert consent.ticket_id == session.exec(select(Ticket)).one().id
    assert abs(consent.given_at - clock.now()) < timedelta(minutes=1)


def test_the_contact_centre_gets_a_letter_with_the_number_in_its_subject(session: Session) -> None:
    receipt = _ask(session, question="Счёт?\nBcc: all@example.ru")
    letter = session.exec(select(Letter)).one()
    assert letter.recipient == get_settings().contact_centre_email
    assert letter.subject == f"Заявка на консультацию {receipt.number}"
    assert "8 (902) 123-45-67" in letter.body


def test_the_audit_names_the_ticket_and_no_person(session: Session) -> None:
    _ask(session)
    record = session.exec(select(AuditRecord)).one()
    assert (record.action, record.entity, record.details) == ("consultation.request", "ticket", "")


def test_the_same_question_sent_twice_is_one_ticket(session: Session) -> None:
    assert _ask(session) == _ask(session, address="203.0.113.8")
    assert len(session.exec(select(Ticket)).all()) == 1
    assert len(session.exec(select(Letter)).all()) == 1


def test_the_same_question_on_another_day_is_a_new_ticket(session: Session) -> None:
    first = _ask(session)
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert _ask(session).number != first.number


def test_one_phone_waits_after_a_few_questions(session: Session) -> None:
    for number in range(MAX_PER_PHONE):
        _ask(session, question=f"Вопрос {number}")
    with pytest.raises(TooManyAttempts) as refusal:
        _ask(session, question="Ещё вопрос", address="203.0.113.8")
    assert 3500 < refusal.value.retry_after_seconds <= 3600
    assert _ask(session, question="Другой человек", phone="+79021234568")


def test_one_address_waits_after_many_phones(session: Session) -> None:
    for number in range(MAX_PER_ADDRESS):
        _ask(session, phone=f"+790212345{number:02d}")
    with pytest.raises(TooManyAttempts):
        _ask(session, phone="+79021234599")
    assert _ask(session, phone="+79021234599", address="203.0.113.8")


def test_the_wait_ends(session: Session) -> None:
    for number in range(MAX_PER_PHONE):
        _ask(session, question=f"Вопрос {number}")
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert _ask(session, question="Ещё вопрос")
