"""A consultation form is refused with all its problems at once, and never changed in silence."""

from dataclasses import replace

import pytest

from avk_app.domain.consultations import LONGEST_QUESTION, ConsultationForm, parse_consultation
from avk_app.domain.tickets import consultation_number
from avk_app.errors import InvalidInput
from avk_app.texts.errors import message_for

FORM = ConsultationForm("Анна-Мария", "О’Коннор", "8 902 123-45-67", "Почему нет воды?", is_agreed=True)


def _codes(form: ConsultationForm) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        parse_consultation(form)
    assert all(message_for(problem) for problem in refusal.value.problems)
    return [problem.code for problem in refusal.value.problems]


def test_a_good_form_passes_clean() -> None:
    request = parse_consultation(
        replace(FORM, first_name=" Анна-Мария\x00 ", question="Почему\r\nнет воды? ")
    )
    assert request.first_name == "Анна-Мария"
    assert request.question == "Почему\nнет воды?"
    assert request.phone == "+79021234567"


def test_an_empty_form_names_every_field() -> None:
    assert _codes(ConsultationForm("", " ", "", "\n", is_agreed=False)) == [
        "first_name_empty",
        "surname_empty",
        "phone_empty",
        "question_empty",
        "agreement_needed",
    ]


@pytest.mark.parametrize("name", ["12345", "<b>Анна</b>", "'; DROP TABLE ticket; --", "😀", "-", "a@b.ru"])
def test_a_name_is_written_in_letters(name: str) -> None:
    assert _codes(replace(FORM, first_name=name)) == ["first_name_letters"]
    assert _codes(replace(FORM, surname=name)) == ["surname_letters"]


def test_too_long_texts_are_said_to_be_too_long() -> None:
    long = replace(FORM, first_name="а" * 81, surname="б" * 4001, question="в" * (LONGEST_QUESTION + 1))
    assert _codes(long) == ["first_name_too_long", "surname_too_long", "question_too_long"]
    assert parse_consultation(replace(FORM, question="в" * LONGEST_QUESTION))


def test_a_ticket_number_is_short_enough_to_say() -> None:
    assert consultation_number(2026, 123) == "К-2026-000123"
    assert consultation_number(2026, 1234567) == "К-2026-1234567"
