"""One key, one work: replays, conflicts, and the SDK's own retries when the provider misbehaves."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

from avk_app.sandbox import AnswerFault, Switch
from tests.sandbox.server import DAY, Sandbox, client_for, session_params, wait_until

pytestmark = pytest.mark.slow

SESSIONS = "/v1/checkout/sessions"


def _create(sandbox: Sandbox, key: str, amount: int = 10_000) -> Any:
    return sandbox.stripe.v1.checkout.sessions.create(session_params(amount), {"idempotency_key": key})


def _count(sandbox: Sandbox) -> int:
    return len(sandbox.stripe.v1.checkout.sessions.list({"limit": 100}).data)


def test_the_same_key_and_parameters_get_the_same_answer(sandbox: Sandbox) -> None:
    first, second = _create(sandbox, "payment-17"), _create(sandbox, "payment-17")
    assert first.to_dict() == second.to_dict()
    assert "Idempotent-Replayed" not in first.last_response.headers
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert _count(sandbox) == 1


def test_the_same_key_with_other_parameters_is_an_error(sandbox: Sandbox) -> None:
    _create(sandbox, "payment-17")
    with pytest.raises(stripe.IdempotencyError) as refusal:
        _create(sandbox, "payment-17", amount=20_000)
    assert refusal.value.http_status == 400
    assert _count(sandbox) == 1


def test_the_same_key_at_another_address_is_an_error(sandbox: Sandbox) -> None:
    _create(sandbox, "payment-17")
    with pytest.raises(stripe.IdempotencyError):
        sandbox.stripe.v1.customers.create({}, {"idempotency_key": "payment-17"})


def test_a_key_is_forgotten_after_a_day(sandbox: Sandbox) -> None:
    first = _create(sandbox, "payment-17")
    sandbox.clock.ahead = DAY
    assert _create(sandbox, "payment-17").id != first.id


def test_a_refused_request_does_not_use_up_its_key(sandbox: Sandbox) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        _create(sandbox, "payment-17", amount=-1)
    assert _create(sandbox, "payment-17").status == "open"


def test_while_a_request_is_under_way_another_with_its_key_is_told_so(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(AnswerFault.SLOW_WORK, matching=SESSIONS, seconds=3))
    slow = threading.Thread(target=_create, args=(sandbox, "payment-17"))
    slow.start()
    wait_until(lambda: "payment-17" in sandbox.app.state.engine.keys_in_use, "the first request")
    hasty = client_for(sandbox.url, retries=0)
    with pytest.raises(stripe.APIError) as refusal:
        hasty.v1.checkout.sessions.create(session_params(10_000), {"idempotency_key": "payment-17"})
    assert refusal.value.http_status == 409
    assert refusal.value.error is not None
    assert refusal.value.error.code == "idempotency_key_in_use"
    slow.join()
    assert _count(sandbox) == 1


def test_the_sdk_repeats_with_its_key_after_a_500_that_came_when_the_work_was_done(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(AnswerFault.FAIL_AFTER_WORK, times=2, matching=SESSIONS))
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    assert session.last_response.headers["Idempotent-Replayed"] == "true"
    assert _count(sandbox) == 1


def test_the_sdk_repeats_with_its_key_when_the_answer_does_not_come(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(AnswerFault.SLOW_ANSWER, matching=SESSIONS, seconds=2))
    impatient = client_for(sandbox.url, timeout=0.5)
    session = impatient.v1.checkout.sessions.create(session_params())
    assert session.last_response.headers["Idempotent-Replayed"] == "true"
    assert _count(sandbox) == 1


def test_a_500_before_the_work_leaves_nothing_behind(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(AnswerFault.FAIL_BEFORE_WORK, matching=SESSIONS))
    with pytest.raises(stripe.APIError):
        client_for(sandbox.url, retries=0).v1.checkout.sessions.create(session_params())
    assert _count(sandbox) == 0


def test_many_requests_at_once_with_one_key_make_one_session(sandbox: Sandbox) -> None:
    patient = client_for(sandbox.url, retries=8)

    def create(_number: int) -> str:
        options: Any = {"idempotency_key": "payment-17"}
        return patient.v1.checkout.sessions.create(session_params(), options).id

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(create, range(16)))) == 1
    assert _count(sandbox) == 1
