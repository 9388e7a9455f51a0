"""The rounds of asking the provider go on, whatever one of them meets."""

from collections.abc import Callable

import pytest

from avk_app.jobs import reconciliation
from avk_app.jobs.reconciliation import compare_once, reconcile_once


@pytest.mark.parametrize("once", [reconcile_once, compare_once])
def test_an_answer_nobody_foresaw_ends_the_round_and_not_the_job(
    once: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def surprise() -> None:
        raise KeyError("status")

    monkeypatch.setattr(reconciliation, "card_payments", surprise)
    once()
