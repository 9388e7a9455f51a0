"""The autopay page's handlers: hostile forms start nothing, and a provider that is down is said to be."""

from types import SimpleNamespace
from typing import Any

import pytest

from avk_app.errors import FieldProblem, GatewayError, InvalidInput, NotFound, TooManyAttempts
from avk_app.services.autopay import AutopayState, AutopayTerms
from avk_app.state import autopay
from avk_app.state.autopay import AutopayPageState
from avk_app.texts import autopay as texts
from tests.state.handlers import run_handler

ACCOUNT = "7"
FORM = {"account": ACCOUNT, "day": "5", "limit": "1 500,00", "consent": "on"}


class Desk:
    """Stands where autopay is started; `failure` is what happens there."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.started: list[tuple[AutopayTerms, str]] = []

    async def start(self, _actor: object, terms: AutopayTerms, consent_version: str) -> str:
        if self.failure:
            raise self.failure
        self.started.append((terms, consent_version))
        return "a" * 32


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    async def look(_use_case: object) -> AutopayState:
        return AutopayState(7, may_change=True, has_email=True)

    made = Desk()
    monkeypatch.setattr(autopay, "require_actor", lambda: SimpleNamespace(account_id=7))
    monkeypatch.setattr(autopay, "run_service", look)
    monkeypatch.setattr(autopay, "_start", made.start)
    return made


def _start(state: AutopayPageState, form: Any) -> None:
    run_handler(AutopayPageState.start, state, form)


def test_the_terms_and_the_version_of_the_text_are_handed_on(desk: Desk) -> None:
    state = AutopayPageState()
    _start(state, FORM)
    assert desk.started == [(AutopayTerms(5, 1_500_00), texts.CONSENT_VERSION)]
    assert state.ticket == "a" * 32


def test_without_the_tick_no_version_is_agreed_to(desk: Desk) -> None:
    _start(AutopayPageState(), {"account": ACCOUNT, "day": "5", "limit": "1500"})
    assert desk.started == [(AutopayTerms(5, 1_500_00), "")]


@pytest.mark.parametrize(
    "form",
    [
        {"account": ACCOUNT},
        {"account": ACCOUNT, "day": {"$gt": 0}},
        {**FORM, "limit": "9" * 100_000},
        {**FORM, "limit": "1\x00"},
    ],
)
def test_a_hostile_form_starts_nothing(desk: Desk, form: Any) -> None:
    state = AutopayPageState()
    _start(state, form)
    assert desk.started == []
    assert state.problems


@pytest.mark.parametrize("form", [None, [], "on", {}, {**FORM, "account": "8"}, {**FORM, "account": [7]}])
def test_a_page_that_another_tab_has_left_starts_nothing(desk: Desk, form: Any) -> None:
    state = AutopayPageState()
    _start(state, form)
    assert (desk.started, state.trouble) == ([], texts.OTHER_ACCOUNT)


@pytest.mark.parametrize("day", ["", "٣", "-1", "1e1", "999", None, 5])
def test_a_day_that_is_none_is_left_to_the_rule(desk: Desk, day: Any) -> None:
    _start(AutopayPageState(), {**FORM, "day": day})
    assert [terms.pay_on_day for terms, _version in desk.started] == [0]


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (GatewayError("provider: down", is_retryable=True), texts.PROVIDER_DOWN),
        (TooManyAttempts(3600), texts.TOO_OFTEN),
        (NotFound("account"), texts.GONE),
    ],
    ids=["provider", "pace", "account"],
)
def test_what_cannot_start_says_why(desk: Desk, failure: Exception, told: str) -> None:
    state, desk.failure = AutopayPageState(), failure
    _start(state, FORM)
    assert (state.trouble, state.ticket, state.is_starting) == (told, "", False)


def test_a_refusal_of_the_service_stands_beside_its_field(desk: Desk) -> None:
    state, desk.failure = AutopayPageState(), InvalidInput((FieldProblem("consent", "autopay_consent"),))
    _start(state, FORM)
    assert [problem.field for problem in state.problems] == ["consent"]
