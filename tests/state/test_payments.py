"""The payment page's handlers: whatever the provider or a hostile client does, nothing typed is lost."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from avk_app.domain.owed import Owed
from avk_app.domain.payments import FeeTerms
from avk_app.errors import GatewayError, NotFound, TooManyAttempts
from avk_app.models.payments import PaymentChannel
from avk_app.services.checkouts import StartCheckout
from avk_app.services.payments_result import PaymentsPage, PaymentTerms
from avk_app.state import payments
from avk_app.state.payments import PaymentsState
from avk_app.texts import payments as texts
from tests.state.handlers import run_handler

TERMS = PaymentTerms(7, 151_00, Owed(()), None, dict.fromkeys(PaymentChannel, FeeTerms(100, 0)), 100_000_000)
FORM = {"account": "7", "amount": "123,45", "channel": "card", "period": ""}


class Desk:
    """Stands where checkouts are started; `failure` is what happens there."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.commands: list[StartCheckout] = []
        self.terms = TERMS

    async def start(self, _actor: object, command: StartCheckout) -> str:
        if self.failure:
            raise self.failure
        self.commands.append(command)
        return "a" * 32


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()

    async def look(_use_case: Callable[..., Any]) -> PaymentsPage:
        return PaymentsPage(made.terms, (), (), False)

    monkeypatch.setattr(payments, "require_actor", lambda: None)
    monkeypatch.setattr(payments, "run_service", look)
    monkeypatch.setattr(payments, "_start", made.start)
    return made


def _pay(state: PaymentsState, form: Any) -> None:
    run_handler(PaymentsState.pay, state, form)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (GatewayError("provider: down", is_retryable=True), texts.PROVIDER_DOWN),
        (TooManyAttempts(3600), texts.wait_message(3600)),
        (NotFound("account"), texts.GONE),
    ],
    ids=["provider", "pace", "account"],
)
def test_a_payment_that_cannot_start_says_why(desk: Desk, failure: Exception, told: str) -> None:
    state, desk.failure = PaymentsState(), failure
    _pay(state, FORM)
    assert (state.notice, state.ticket, state.is_starting) == (told, "", False)
    desk.failure = None
    _pay(state, FORM)
    assert (state.notice, state.ticket) == ("", "a" * 32)


def test_the_same_payment_gets_a_new_turn_each_time(desk: Desk) -> None:
    state = PaymentsState()
    _pay(state, FORM)
    first = state.turn
    _pay(state, FORM)
    assert (state.ticket, len(desk.commands)) == ("a" * 32, 2)
    assert state.turn != first != ""


@pytest.mark.parametrize(
    "form",
    [
        None,
        [],
        "card",
        {},
        {"amount": {"$gt": 0}, "channel": "card"},
        {"amount": "9" * 100_000, "channel": "card"},
        {"amount": "12\x00", "channel": "card"},
        {"amount": "100", "channel": "office"},
        {"amount": "100", "channel": ["card"]},
    ],
)
def test_a_hostile_form_starts_nothing(desk: Desk, form: Any) -> None:
    state = PaymentsState()
    _pay(state, form)
    assert desk.commands == []
    assert state.refusals


def test_a_month_that_nothing_is_owed_for_is_not_named(desk: Desk) -> None:
    _pay(PaymentsState(), {**FORM, "period": "202610"})
    assert desk.commands == [StartCheckout(PaymentChannel.CARD, 123_45, None, 7)]


def test_another_debt_fills_the_form_anew_and_the_same_one_keeps_what_was_typed(desk: Desk) -> None:
    state = PaymentsState()
    check: Any = PaymentsState.check.fn  # type: ignore[attr-defined]
    more: Any = PaymentsState.show_more.fn  # type: ignore[attr-defined]
    asyncio.run(more(state))
    assert (state.owed.suggested, "152,51" in state.quote.pay_card) == ("151,00", True)
    asyncio.run(check(state, "100"))
    asyncio.run(more(state))
    assert "101,00" in state.quote.pay_card
    desk.terms = replace(TERMS, balance_kopecks=51_00)
    asyncio.run(more(state))
    assert "51,51" in state.quote.pay_card
