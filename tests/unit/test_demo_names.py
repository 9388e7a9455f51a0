"""Names of the demo city agree in gender; dates don't slip."""

from datetime import date
from random import Random

import pytest

from avk_app.services.demo.meters import years_before
from avk_app.services.demo.names import surname_of_a_woman
from avk_app.services.demo.people import in_latin, make_person


@pytest.mark.parametrize(
    ("man", "woman"),
    [
        ("Иванов", "Иванова"),
        ("Соловьёв", "Соловьёва"),
        ("Ильин", "Ильина"),
        ("Вишневский", "Вишневская"),
        ("Толстой", "Толстая"),
        ("Шевченко", "Шевченко"),
        ("Черных", "Черных"),
        ("Мельник", "Мельник"),
    ],
)
def test_a_woman_bears_her_form_of_the_surname(man: str, woman: str) -> None:
    assert surname_of_a_woman(man) == woman


def test_first_name_surname_and_patronymic_agree() -> None:
    for number in range(500):
        person = make_person(Random(number), number)
        is_woman = person.patronymic.endswith("на")
        if person.surname.endswith(("ова", "ева", "ёва", "ина", "ская")):
            assert is_woman
        if person.surname.endswith(("ов", "ев", "ёв", "ский")):
            assert not is_woman


def test_no_demo_address_can_reach_a_stranger() -> None:
    emails = [make_person(Random(number), number).email for number in range(200)]
    assert all(email == "" or email.endswith("@example.com") for email in emails)


def test_letters_turn_latin() -> None:
    assert in_latin("Щербакова") == "scherbakova"


def test_the_leap_day_becomes_the_28th() -> None:
    assert years_before(date(2024, 2, 29), 6) == date(2018, 2, 28)
