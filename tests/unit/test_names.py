"""Surnames: spellings that count as the same, and keys pressed on the wrong layout."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.names import login_key, looks_like_wrong_layout, surname_key, switch_layout

RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ИВАНОВ", "Иванов"),
        ("  иванов ", "Иванов"),
        ("Семенов", "Семёнов"),
        ("Соловьев - Седой", "Соловьёв-Седой"),
        ("Соловьев Седой", "Соловьёв-Седой"),
        ("Соловьев—Седой", "Соловьёв-Седой"),
        ("Соловьев\u2011Седой", "Соловьёв-Седой"),
        ("Зои\u0306", "Зой"),
        ("Е\u0308лкин", "Елкин"),
        ("Ива\u00adнов", "Иванов"),
        ("Иванов\x00", "Иванов"),
    ],
)
def test_spellings_of_one_surname_are_the_same(typed: str, written: str) -> None:
    assert surname_key(typed) == surname_key(written)


@pytest.mark.parametrize(("one", "other"), [("Иванов", "Иванова"), ("Бойко", "Боико"), ("Иванов", "Bdfyjd")])
def test_other_surnames_stay_other(one: str, other: str) -> None:
    assert surname_key(one) != surname_key(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert surname_key(surname_key(text)) == surname_key(text)


@pytest.mark.parametrize("typed", ["Ivanov.1", " IVANOV.1 ", "ivanov.1\x00", "\ud800ivanov.1"])
def test_a_login_is_compared_without_case_spaces_and_invisible_characters(typed: str) -> None:
    assert login_key(typed) == "ivanov.1"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Bdfyjd", "Иванов"),
        ("bdfyjd", "иванов"),
        (":erjd", "Жуков"),
        (";erjd", "жуков"),
        ('"hkbx', "Эрлич"),
        ("'hkbx", "эрлич"),
        ("{hfvjd", "Храмов"),
        ("Cj[jh", "Сохор"),
        ("J,]tpljd", "Объездов"),
        (">lby", "Юдин"),
        (".lby", "юдин"),
        ("<jujvjkjd", "Богомолов"),
        ("~kjxrby", "Ёлочкин"),
        ("`kjxrby", "ёлочкин"),
        ("Gtnhjd-Djlrby", "Петров-Водкин"),
    ],
)
def test_latin_keys_give_the_russian_name_that_was_meant(typed: str, meant: str) -> None:
    assert switch_layout(typed) == meant
    assert looks_like_wrong_layout(typed)


@given(st.text(alphabet=RUSSIAN, min_size=1))
def test_every_russian_letter_has_its_key(name: str) -> None:
    from_russian = {switch_layout(chr(code)): chr(code) for code in range(33, 127)}
    assert switch_layout("".join(from_russian[letter] for letter in name)) == name


@pytest.mark.parametrize("typed", ["", "   ", "Иванов", "Ивaнов", "3801042217", "a1b2", "<b>1</b>"])
def test_what_is_no_russian_name_gets_no_suggestion(typed: str) -> None:
    assert not looks_like_wrong_layout(typed)
