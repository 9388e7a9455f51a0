"""`payments` as an operator runs it."""

from datetime import UTC, datetime

from avk_app.services.payment_differences import Difference
from avk_app.texts.payment_desk import difference_line
from tests.operator import Run

FOUND_AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_round_of_autopay_says_what_it_did_and_needs_the_schema(run: Run) -> None:
    unmigrated = run("payments", "autopay")
    assert unmigrated.returncode == 1
    run("migrate")
    done = run("payments", "autopay")
    assert (done.returncode, done.stderr) == (0, "")
    assert "писем о будущих списаниях 0, списаний начато 0" in done.stdout


def test_each_difference_names_the_command_that_helps() -> None:
    other_amount = difference_line(Difference(12, "other_amount", "a1", "", FOUND_AT))
    assert "payments credit 12" in other_amount
    assert "payments resolve 12" in other_amount
    assert "payments resolve 7" in difference_line(Difference(7, "orphan_message", "evt_1", "", FOUND_AT))


def test_crediting_needs_a_member_of_staff_and_something_put_aside(run: Run) -> None:
    run("migrate")
    assert "логином нет" in run("payments", "credit", "1", "petrova", "по выписке").stderr
    run("staff", "add", "petrova", "cashier")
    missing = run("payments", "credit", "1", "petrova", "по выписке")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "расхождения" in missing.stderr


def test_a_round_that_was_not_answered_says_so_and_fails(run: Run) -> None:
    run("migrate")
    done = run("payments", "reconcile")
    assert (done.returncode, done.stderr) == (1, "")
    assert "о платежах: 0, о возвратах: 0" in done.stdout
    assert "без ответа: 1" in done.stdout
