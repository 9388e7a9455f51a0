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
