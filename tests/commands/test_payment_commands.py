"""`payments` as an operator runs it."""

import os
import subprocess
import sys
from pathlib import Path

from tests.databases import ROOT


def _run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "AVK_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "avk_app", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_round_of_autopay_says_what_it_did_and_needs_the_schema(tmp_path: Path) -> None:
    unmigrated = _run(tmp_path, "payments", "autopay")
    assert unmigrated.returncode == 1
    assert "Traceback" not in unmigrated.stderr
    _run(tmp_path, "migrate")
    done = _run(tmp_path, "payments", "autopay")
    assert (done.returncode, done.stderr) == (0, "")
    assert "писем о будущих списаниях 0, списаний начато 0" in done.stdout
