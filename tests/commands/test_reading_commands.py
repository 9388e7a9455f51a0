"""Unusual readings as the operator works them off."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from avk_app.domain.period import Period
from avk_app.models import Meter
from avk_app.models.readings import ReadingStatus
from avk_app.services.database import build_engine, transaction
from tests.databases import ROOT
from tests.factories import make_reading
from tests.operator import Run

TEMPLATES = ROOT / "avk_app" / "data" / "templates"
NOVEMBER = Period(2026, 11)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVK_NOW", "2026-11-22T12:00:00+08:00")


def _send_unusual(database: Path) -> None:
    engine = build_engine(f"sqlite:///{database}")
    with transaction(engine) as session:
        for meter in session.exec(select(Meter)).all():
            make_reading(
                session,
                meter,
                NOVEMBER,
                9_000_000,
                status=ReadingStatus.UNDER_REVIEW,
                flags="huge late",
                received_at=datetime(2026, 11, 22, 4, tzinfo=UTC),
            )
    engine.dispose()


def test_unusual_readings_are_listed_accepted_and_asked_about(run: Run, data: dict[str, str]) -> None:
    run("migrate")
    run("import", "accounts", str(TEMPLATES / "accounts.csv"))
    for login, role in (("sidorov", "operator"), ("petrova", "cashier")):
        run("staff", "add", login, role)
    assert run("readings", "doubtful").stdout.strip() == "Показаний на проверке нет."
    _send_unusual(next(Path(data["AVK_DATA_DIR"]).glob("*.db")))
    listed = run("readings", "doubtful").stdout
    assert "намного больше обычного, позже срока" in listed
    first, second, *_ = re.findall(r"№ (\d+) · ", listed)
    accepted = run("readings", "accept", "sidorov", first)
    assert (accepted.returncode, "принято" in accepted.stdout) == (0, True), accepted.stderr
    assert run("readings", "accept", "sidorov", first).returncode == 0
    asked = run("readings", "clarify", "sidorov", second, "Какой это водомер?")
    assert (asked.returncode, asked.stderr) == (0, "")
    listed = run("readings", "doubtful").stdout
    assert f"№ {first} · " not in listed
    assert "Просим уточнить: Какой это водомер?" in listed
    refusals = {
        ("accept", "petrova", second): "оператор",
        ("accept", "nobody", second): "логином",
        ("accept", "sidorov", "999"): "Такого показания нет",
        ("clarify", "sidorov", first, "Какой?"): "уже принято",
        ("clarify", "sidorov", second, " "): "Напишите причину",
    }
    for arguments, words in refusals.items():
        refused = run("readings", *arguments)
        assert (refused.returncode, refused.stdout, words in refused.stderr) == (1, "", True), arguments


def test_readings_are_checked_loaded_and_known_the_second_time(run: Run, tmp_path: Path) -> None:
    run("migrate")
    run("import", "accounts", str(TEMPLATES / "accounts.csv"))
    file = TEMPLATES / "readings.csv"
    tried = run("import", "readings", str(file), "--dry-run")
    assert (tried.returncode, "принято показаний: 3" in tried.stdout) == (0, True), tried.stderr
    assert "принято показаний: 3" in run("import", "readings", str(file)).stdout
    assert "без изменений: 3" in run("import", "readings", str(file)).stdout
    broken = tmp_path / "broken.csv"
    text = file.read_text("utf-8-sig").replace("21.11.2026", "22.11.2026")
    broken.write_text(text.replace("71002345", "71002346"), "cp1251")
    refused = run("import", "readings", str(broken))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "строка 4, столбец «Номер водомера»: такого водомера" in refused.stderr
    assert "Ничего не загружено. Ошибок: 1." in refused.stderr
    unusual = tmp_path / "unusual.csv"
    unusual.write_text(text.replace("419,790", "9419,790"), "cp1251")
    assert "readings doubtful" in run("import", "readings", str(unusual)).stdout
    assert "09419,790" in run("readings", "doubtful").stdout
