"""Webhooks: signed so that the SDK believes them, stored first, sent until taken, and badly when told to."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import stripe

from avk_app.sandbox import Switch, WebhookFault
from tests.sandbox.server import (
    WEBHOOK_SECRET,
    Sandbox,
    Server,
    Utility,
    running_sandbox,
    session_params,
    wait_until,
)

PAID = ("checkout.session.completed", "payment_intent.succeeded", "charge.succeeded")


def _pay(sandbox: Sandbox, card: str = "paid") -> stripe.checkout.Session:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    sandbox.provider.act("pay", session=session.id, card=card)
    return session


def test_a_payment_is_told_with_signatures_that_the_sdk_believes(sandbox: Sandbox) -> None:
    session = _pay(sandbox)
    sandbox.utility.wait_for(*PAID)
    told = next(e for e in sandbox.utility.events() if e.type == "checkout.session.completed")
    assert told.data.object.id == session.id  # type: ignore[attr-defined]
    assert told.data.object.payment_status == "paid"  # type: ignore[attr-defined]


def test_an_altered_webhook_is_not_believed(sandbox: Sandbox) -> None:
    _pay(sandbox)
    sandbox.utility.wait_for(*PAID)
    body, signature = sandbox.utility.came[0]
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(body.replace(b"rub", b"usd"), signature, WEBHOOK_SECRET)


def test_what_is_not_taken_is_sent_again(sandbox: Sandbox) -> None:
    sandbox.utility.status = 500
    _pay(sandbox)
    wait_until(lambda: len(sandbox.utility.came) >= 2, "two attempts")
    sandbox.utility.status = 200
    sandbox.utility.wait_for(*PAID)


def test_webhooks_outlive_the_process(server: Server, tmp_path: Path, utility: Utility) -> None:
    with running_sandbox(server, tmp_path, utility, webhook_url="http://127.0.0.1:9/nobody") as before:
        session = _pay(before)
    assert utility.came == []
    with running_sandbox(server, tmp_path, utility) as after:
        after.clock.ahead += timedelta(hours=1)
        utility.wait_for(*PAID)
        assert after.stripe.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"


def test_events_can_be_asked_for_by_type_and_time(sandbox: Sandbox) -> None:
    _pay(sandbox)
    succeeded = sandbox.stripe.v1.events.list({"type": "payment_intent.succeeded"}).data
    assert [event.type for event in succeeded] == ["payment_intent.succeeded"]
    types = sandbox.stripe.v1.events.list({"types": ["charge.*", "checkout.session.completed"]}).data
    assert [event.type for event in types] == ["checkout.session.completed", "charge.succeeded"]
    later = succeeded[0].created + 1
    assert sandbox.stripe.v1.events.list({"created": {"gte": later}}).data == []
    assert len(sandbox.stripe.v1.events.list({"created": {"lt": later}}).data) == 4
    assert sandbox.stripe.v1.events.retrieve(succeeded[0].id).id == succeeded[0].id


def test_an_event_names_the_request_that_caused_it(sandbox: Sandbox) -> None:
    options = {"idempotency_key": "payment-17"}
    session = sandbox.stripe.v1.checkout.sessions.create(session_params(), options)  # type: ignore[arg-type]
    event = sandbox.stripe.v1.events.list({"type": "payment_intent.created"}).data[0]
    assert event.request is not None
    assert event.request.id == session.last_response.request_id
    assert event.request.idempotency_key == "payment-17"


def test_a_lost_webhook_never_comes_though_its_event_is_listed(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(WebhookFault.LOSE, matching="checkout.session.completed"))
    _pay(sandbox)
    came = sandbox.utility.wait_for("payment_intent.succeeded", "charge.succeeded")
    wait_until(lambda: _pending(sandbox) == 0, "an empty queue")
    assert "checkout.session.completed" not in came
    assert sandbox.stripe.v1.events.list({"type": "checkout.session.completed"}).data


def test_a_doubled_webhook_comes_twice(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(WebhookFault.DOUBLE, matching="checkout.*"))
    _pay(sandbox)
    wait_until(lambda: sandbox.utility.types().count("checkout.session.completed") == 2, "two copies")
    copies = [event for event in sandbox.utility.events() if event.type == "checkout.session.completed"]
    assert copies[0].id == copies[1].id


def test_reordered_webhooks_come_backwards(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(WebhookFault.REORDER, times=4))
    _pay(sandbox)
    came = sandbox.utility.wait_for("payment_intent.created")
    assert came == [
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]


def test_a_delayed_webhook_comes_when_its_time_has_come(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(WebhookFault.DELAY, matching="checkout.*", seconds=3600))
    _pay(sandbox)
    sandbox.utility.wait_for("payment_intent.succeeded")
    wait_until(lambda: _pending(sandbox) == 1, "the delayed one alone")
    sandbox.clock.ahead += timedelta(hours=1)
    sandbox.utility.wait_for("checkout.session.completed")


def test_a_stale_signature_is_not_believed(sandbox: Sandbox) -> None:
    sandbox.faults.switch_on(Switch(WebhookFault.STALE, times=9))
    sandbox.stripe.v1.checkout.sessions.create(session_params())
    wait_until(lambda: bool(sandbox.utility.came), "a webhook")
    with pytest.raises(stripe.SignatureVerificationError, match="Timestamp"):
        sandbox.utility.events()


def test_faults_can_be_switched_over_http_where_tests_asked_for_them(
    server: Server, tmp_path: Path, utility: Utility
) -> None:
    with running_sandbox(server, tmp_path, utility) as sandbox:
        lose = {"kind": "lose", "times": "2", "matching": "charge.*"}
        listed = httpx.post(f"{sandbox.url}/_faults", data=lose).json()
        assert listed == [{"kind": "lose", "times": 2, "matching": "charge.*", "seconds": 0.0}]
        assert httpx.delete(f"{sandbox.url}/_faults").json() == []
        assert httpx.post(f"{sandbox.url}/_faults", data={"kind": "explode"}).status_code == 400
        session = sandbox.stripe.v1.checkout.sessions.create(session_params())
        paid = httpx.post(f"{sandbox.url}/_provider/pay", data={"session": session.id}).json()
        assert paid["status"] == "succeeded"
    with running_sandbox(server, tmp_path, utility, has_fault_switches=False) as sandbox:
        assert httpx.post(f"{sandbox.url}/_faults", data=lose).status_code == 404


def _pending(sandbox: Sandbox) -> int:
    store = sandbox.app.state.engine.store
    count = "SELECT count(*) FROM delivery"
    pending: int = store.submit(lambda connection: connection.execute(count).fetchone()[0]).result()
    return pending
