"""The offices come from a readable file, and a mistake in it is named."""

from pathlib import Path

import pytest

from avk_app.errors import ConfigError
from avk_app.gateways.offices import load_offices

RIGHT = """
[[office]]
name = "Офис"
address = "ул. Мира, 1"
hours = ["пн 9:00–18:00"]
ways = "карта"
is_sample = false
"""


def test_the_shipped_offices_are_marked_as_samples() -> None:
    offices = load_offices()
    assert offices
    assert all(office.is_sample and office.hours for office in offices)


def test_a_file_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "offices.toml"
    path.write_text(RIGHT + RIGHT.replace("Офис", "Касса"))
    assert [office.name for office in load_offices(path)] == ["Офис", "Касса"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('name = "Офис"', ""),
        ('name = "Офис"', 'name = ""'),
        ('["пн 9:00–18:00"]', '"пн"'),
        ("is_sample = false", 'is_sample = "no"'),
        ("[[office]]", "[[office"),
    ],
)
def test_a_mistake_names_the_file(tmp_path: Path, right: str, wrong: str) -> None:
    path = tmp_path / "offices.toml"
    path.write_text(RIGHT.replace(right, wrong))
    with pytest.raises(ConfigError, match=r"offices\.toml"):
        load_offices(path)
