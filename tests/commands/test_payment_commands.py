"""`payments` as an operator runs it."""

from tests.operator import Run


def test_a_round_of_autopay_says_what_it_did_and_needs_the_schema(run: Run) -> None:
    unmigrated = run("payments", "autopay")
    assert unmigrated.returncode == 1
    run("migrate")
    done = run("payments", "autopay")
    assert (done.returncode, done.stderr) == (0, "")
    assert "писем о будущих списаниях 0, списаний начато 0" in done.stdout
