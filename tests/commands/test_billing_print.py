"""Bills of a month on paper, as the operator makes them."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.operator import Run

MONTH = "2026-10"


@pytest.fixture
def charged(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVK_NOW", "2026-11-22T12:00:00+08:00")
    run("migrate")
    run("demo", "load", "--accounts", "12", "--months", "3")


@pytest.mark.usefixtures("charged")
def test_every_bill_of_a_month_is_a_file_and_only_missing_ones_are_made_again(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "на печать" / MONTH
    printed = run("billing", "print", MONTH, str(folder))
    assert (printed.returncode, printed.stderr) == (0, "")
    files = sorted(folder.iterdir())
    assert f"напечатано {len(files)}, уже были 0" in printed.stdout
    assert {file.suffix for file in files} == {".pdf"}
    assert len(files) == 12
    first, *others = files
    untouched = {file: file.stat().st_mtime_ns for file in others}
    whole = first.read_bytes()
    first.unlink()
    first.with_suffix(".part").write_bytes(whole[:100])
    again = run("billing", "print", MONTH, str(folder))
    assert f"напечатано 1, уже были {len(others)}" in again.stdout
    assert first.read_bytes() == whole
    assert {file: file.stat().st_mtime_ns for file in others} == untouched
    assert sorted(folder.iterdir()) == files


@pytest.mark.usefixtures("charged")
def test_a_bill_on_paper_names_its_payer_in_full_and_its_number(run: Run, tmp_path: Path) -> None:
    run("billing", "print", MONTH, str(tmp_path))
    for file in tmp_path.glob("*.pdf"):
        text = PdfReader(file).pages[0].extract_text()
        assert file.stem.removeprefix("kvitanciya-") in text
        assert "•" not in text


@pytest.mark.usefixtures("charged")
def test_what_cannot_be_printed_is_said(run: Run, tmp_path: Path) -> None:
    uncharged = run("billing", "print", "2031-01", str(tmp_path))
    assert (uncharged.returncode, "billing run" in uncharged.stderr) == (1, True)
    assert run("billing", "print", "октябрь", str(tmp_path)).returncode == 1
    file = tmp_path / "file"
    file.write_text("")
    blocked = run("billing", "print", MONTH, str(file / "folder"))
    assert (blocked.returncode, str(file) in blocked.stderr) == (1, True)
