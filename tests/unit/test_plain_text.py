"""What people type is kept without what could break a letter, a database or a page."""

from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.plain_text import clean_line, clean_text


def test_a_line_loses_controls_and_extra_spaces() -> None:
    assert clean_line("  Анна\x00\r\nBcc:\u200b  Мария\u202e ") == "Анна Bcc: Мария"


def test_a_text_keeps_its_lines_and_emoji() -> None:
    assert clean_text("Нет воды\r\n\r\n\r\n\r\nс утра\x00 👨‍👩‍👧 \n") == "Нет воды\n\nс утра 👨‍👩‍👧"


@given(st.text())
def test_a_line_is_one_line_that_any_database_takes(text: str) -> None:
    line = clean_line(text)
    assert not set(line) & set("\x00\r\n\t")
    assert line == line.strip()
    assert line.encode() is not None


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_halves_of_characters_are_dropped(text: str) -> None:
    assert clean_text(text).encode().decode() == clean_text(clean_text(text))
