"""The file of requisites: what ships is usable, what is mistyped is named before anything is printed."""

from datetime import date
from pathlib import Path

import pytest

from avk_app.domain.dated import RowsHaveGap
from avk_app.errors import ConfigError
from avk_app.gateways.requisites import REQUISITES_FILE, load_providers, provider_on

SHIPPED = REQUISITES_FILE.read_text("utf-8")


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "requisites.toml"
    path.write_text(text, "utf-8")
    return path


def test_what_ships_is_a_sample_and_says_so() -> None:
    provider = provider_on(date(2026, 11, 22))
    assert provider.is_sample
    assert provider.hotline == "8 (3955) 51-26-46"


def test_a_later_row_follows_the_earlier_one(tmp_path: Path) -> None:
    later = SHIPPED[SHIPPED.index("[[provider]]\n") :].replace("2015-01-01", "2026-12-01")
    path = _file(tmp_path, f"{SHIPPED}\n{later}".replace("8 (3955) 51-26-46", "1", 1))
    assert provider_on(date(2026, 11, 30), path).hotline == "1"
    assert provider_on(date(2026, 12, 1), path).hotline == "8 (3955) 51-26-46"


def test_a_day_before_the_first_row_is_a_gap() -> None:
    with pytest.raises(RowsHaveGap):
        provider_on(date(2014, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('"40702810138250123017"', '"40702810138250123018"', "account = '40702810138250123018'"),
        ('inn = "3800000005"', "inn = 3800000005", "inn must be str"),
        ('hotline = "8 (3955) 51-26-46"', "", "hotline"),
        ("is_sample = true\naddress", "is_sample = 1\naddress", "is_sample must be bool"),
        ("[[provider]]", "[[provider", "requisites.toml"),
        ("(образец)", "имени " + "Ангары " * 16, "takes 3.. bytes of 300"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in SHIPPED
    with pytest.raises(ConfigError, match=named):
        load_providers(_file(tmp_path, SHIPPED.replace(old, new)))


def test_a_missing_file_is_a_mistake_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.toml"):
        load_providers(tmp_path / "nothing.toml")
