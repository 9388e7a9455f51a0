"""Mounted, hit by many at once, and killed in the middle of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from avk_app.errors import ConfigError
from avk_app.sandbox import SandboxSettings
from tests.databases import ROOT, free_port
from tests.sandbox.server import (
    HostedPage,
    Sandbox,
    Utility,
    client_for,
    session_params,
    wait_until,
)

pytestmark = pytest.mark.slow

VISA = {"way": "card", "number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}
SERVER = """
import sys
from pathlib import Path
import uvicorn
from avk_app.sandbox import SandboxSettings, sandbox_app
port, folder, webhook_url = int(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
settings = SandboxSettings(
    folder / "sandbox.db", f"http://127.0.0.1:{port}", "sk_test_sandbox", webhook_url, "whsec_sandbox",
    has_fault_switches=True,
)
uvicorn.run(sandbox_app(settings), host="127.0.0.1", port=port, log_level="error")
"""


@contextmanager
def _process(port: int, folder: Path, utility: Utility) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", SERVER, str(port), str(folder), utility.url]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        wait_until(lambda: _answers(port), "the stand-in")
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/style.css").is_success
    except httpx.TransportError:
        return False


def test_what_was_answered_outlives_a_kill(tmp_path: Path, utility: Utility) -> None:
    port = free_port()
    client, options = client_for(f"http://127.0.0.1:{port}"), {"idempotency_key": "payment-17"}
    utility.status = 500
    with _process(port, tmp_path, utility):
        session = client.v1.checkout.sessions.create(session_params(), options)  # type: ignore[arg-type]
        assert HostedPage(str(session.url)).post(**VISA).status_code == 303
    utility.status = 200
    with _process(port, tmp_path, utility):
        assert client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
        again = client.v1.checkout.sessions.create(session_params(), options)  # type: ignore[arg-type]
        assert again.id == session.id
        utility.wait_for("checkout.session.completed", "payment_intent.succeeded")


def test_work_done_without_an_answer_is_found_by_its_key_after_a_kill(
    tmp_path: Path, utility: Utility
) -> None:
    port = free_port()
    url, options = f"http://127.0.0.1:{port}", {"idempotency_key": "payment-17"}
    with _process(port, tmp_path, utility):
        httpx.post(f"{url}/_faults", data={"kind": "slow_answer", "milliseconds": "60000"})
        impatient = client_for(url, retries=0, timeout=2)
        with pytest.raises(stripe.APIConnectionError):
            impatient.v1.checkout.sessions.create(session_params(), options)  # type: ignore[arg-type]
    with _process(port, tmp_path, utility):
        client = client_for(url)
        made = client.v1.checkout.sessions.create(session_params(), options)  # type: ignore[arg-type]
        assert made.last_response.headers["Idempotent-Replayed"] == "true"
        assert [session.id for session in client.v1.checkout.sessions.list().data] == [made.id]


def test_links_and_redirects_stay_under_the_path_it_is_mounted_at(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    page = HostedPage(str(session.url))
    assert f'href="{sandbox.path}/style.css"' in page.get().text
    asked = page.post(**VISA | {"number": "4000002500003155"})
    assert asked.headers["location"] == f"{sandbox.path}/c/pay/{session.id}/confirm"


def test_a_session_paid_in_many_tabs_at_once_is_charged_once(sandbox: Sandbox) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    page = HostedPage(str(session.url))
    with ThreadPoolExecutor(8) as tabs:
        answers = [tabs.submit(page.post, **VISA) for _ in range(8)]
    statuses = sorted(answer.result().status_code for answer in answers)
    assert statuses == [200] * 7 + [303]
    terms: Any = {"payment_intent": str(session.payment_intent)}
    assert len(sandbox.stripe.v1.charges.list(terms).data) == 1


def test_many_payments_at_once_are_all_paid_and_told_once(sandbox: Sandbox) -> None:
    def pay(_number: int) -> str:
        session = sandbox.stripe.v1.checkout.sessions.create(session_params())
        HostedPage(str(session.url)).post(**VISA)
        return session.id

    with ThreadPoolExecutor(8) as people:
        paid = set(people.map(pay, range(40)))
    wait_until(lambda: len(sandbox.utility.came) == 40 * 4, "all webhooks")
    told = [e for e in sandbox.utility.events() if e.type == "checkout.session.completed"]
    assert {event.data.object.id for event in told} == paid  # type: ignore[attr-defined]


def test_live_keys_are_refused() -> None:
    with pytest.raises(ConfigError, match="test key"):
        SandboxSettings(Path("x"), "http://x", "sk_live_1", "http://y", "whsec")
