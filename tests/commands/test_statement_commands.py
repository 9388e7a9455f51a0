"""A bank statement as the operator takes it in and works it off."""

import re
from pathlib import Path

import pytest

from tests.databases import ROOT
from tests.operator import Run
from tests.statements import HEAD, account_section, document, exchange_file

TEMPLATES = ROOT / "avk_app" / "data" / "templates"
FILE = exchange_file(
    account_section("1000.00"),
    document(),
    document(Номер="1202", НазначениеПлатежа="л/с 3801042217", Плательщик="ПЕТРОВ А. А."),
    document(ПлательщикСчет="40702810138250123017", ПолучательСчет="40702810500000000009"),
)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVK_NOW", "2026-11-22T12:00:00+08:00")


def test_a_statement_is_tried_taken_in_and_worked_off(run: Run, tmp_path: Path) -> None:
    run("migrate")
    run("import", "accounts", str(TEMPLATES / "accounts.csv"))
    file = tmp_path / "kl_to_1c.txt"
    file.write_text(FILE, "cp1251", newline="\r\n")
    tried = run("import", "statement", str(file), "--dry-run")
    assert (tried.returncode, "в базе ничего не изменено" in tried.stdout) == (0, True), tried.stderr
    assert run("statement", "doubtful").stdout.strip() == "Все поступления разобраны."
    taken = run("import", "statement", str(file)).stdout
    assert re.search(r"зачислено на лицевые счета: 1 на 418,47", taken)
    assert re.search(r"ждут решения: 1 на 418,47", taken)
    assert "списаний 1," in taken
    assert "банк указал поступлений на 1\u202f000,00" in taken
    assert re.search(r"были загружены раньше: 2 на 836,94", run("import", "statement", str(file)).stdout)
    waiting = run("statement", "doubtful").stdout
    assert "ПЕТРОВ А. А. ••••0001" in waiting
    assert "похоже на опечатку" in waiting
    assert run("statement", "assign", "2", "3801042214").returncode == 1
    assert run("statement", "assign", "99", "3801042213").returncode == 1
    assigned = run("statement", "assign", "2", "38 0104 2213")
    assert (assigned.returncode, assigned.stderr) == (0, "")
    again = run("statement", "not-ours", "2")
    assert (again.returncode, "уже зачислено" in again.stderr) == (1, True)
    assert run("check").returncode == 0


def test_a_wrong_statement_is_refused_with_its_lines(run: Run, tmp_path: Path) -> None:
    run("migrate")
    file = tmp_path / "cut.txt"
    file.write_text(HEAD + document(Сумма="12,345"), "cp1251")
    refused = run("import", "statement", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "строка 8, столбец «Сумма»: нужна сумма цифрами" in refused.stderr
    assert "файл обрывается" in refused.stderr
    assert "Ошибок: 2" in refused.stderr
    table = tmp_path / "bank.csv"
    table.write_text("Дата;Приход\n", "cp1251")
    refused = run("import", "statement", str(table))
    assert (refused.returncode, "--csv-map" in refused.stderr) == (1, True)
    unmapped = run("import", "statement", str(table), "--csv-map", str(tmp_path / "missing.toml"))
    assert unmapped.returncode == 1
