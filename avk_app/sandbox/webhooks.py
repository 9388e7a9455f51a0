"""Tells the utility what happened: signed webhooks, tried again until they are taken, across restarts."""

import asyncio
import hashlib
import hmac
import json
from contextlib import suppress
from dataclasses import dataclass

import httpx
import structlog

from avk_app import clock
from avk_app.sandbox.checkout import expire_due
from avk_app.sandbox.engine import Engine
from avk_app.sandbox.store import dump
from avk_app.sandbox.work import Work

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1, 3600
MAX_ATTEMPTS = 20
LOOK_AGAIN_SECONDS = 1
EXPIRE_EVERY_SECONDS = 5
STALE_SECONDS = 3600
log = structlog.get_logger()


@dataclass(frozen=True)
class Webhook:
    """One event on its way."""

    delivery_id: int
    payload: str
    signed_at: int
    attempts: int


def signature(payload: str, secret: str, signed_at: int) -> str:
    """The header that proves who sent it, in the provider's scheme v1."""
    digest = hmac.new(secret.encode(), f"{signed_at}.{payload}".encode(), hashlib.sha256).hexdigest()
    return f"t={signed_at},v1={digest}"


def release_claims(work: Work) -> None:
    """What was under way when the process ended is sent again at once."""
    work.connection.execute("UPDATE delivery SET is_claimed = 0 WHERE is_claimed = 1")


def claim_next(work: Work) -> Webhook | None:
    """The webhook that is due the longest; nobody else takes it meanwhile."""
    row = work.connection.execute(
        "SELECT id, event_id, attempts, is_stale FROM delivery"
        " WHERE due_at <= ? AND is_claimed = 0 ORDER BY due_at, id LIMIT 1",
        (work.settings.now().timestamp(),),
    ).fetchone()
    if row is None:
        return None
    delivery_id, event_id, attempts, is_stale = row
    work.connection.execute(
        "UPDATE delivery SET is_claimed = 1, attempts = attempts + 1 WHERE id = ?", (delivery_id,)
    )
    payload = dump(work.get("event", event_id))
    # Signed by the wall's clock: the SDK checks freshness by it, even where AVK_NOW says another time.
    signed_at = int(clock.wall_now().timestamp()) - STALE_SECONDS * is_stale
    return Webhook(delivery_id, payload, signed_at, attempts + 1)


def note_result(work: Work, webhook: Webhook, *, is_taken: bool) -> None:
    """Forget what was taken, or was tried in vain for days; plan the next attempt of the rest."""
    if is_taken:
        event = work.get("event", json.loads(webhook.payload)["id"])
        event["pending_webhooks"] = max(0, event["pending_webhooks"] - 1)
        work.save(event)
    if is_taken or webhook.attempts >= MAX_ATTEMPTS:
        work.connection.execute("DELETE FROM delivery WHERE id = ?", (webhook.delivery_id,))
        return
    pause = min(FIRST_PAUSE_SECONDS * 2 ** (webhook.attempts - 1), LONGEST_PAUSE_SECONDS)
    work.connection.execute(
        "UPDATE delivery SET is_claimed = 0, due_at = ? WHERE id = ?",
        (work.settings.now().timestamp() + pause, webhook.delivery_id),
    )


async def deliver_webhooks(engine: Engine) -> None:
    """Send what is due, and expire sessions, until cancelled."""
    bell, loop = asyncio.Event(), asyncio.get_running_loop()
    await engine.run(release_claims)
    timeout_seconds = engine.settings.webhook_timeout_seconds
    with engine.bell_rings(lambda: loop.call_soon_threadsafe(bell.set)):
        async with (
            httpx.AsyncClient(timeout=timeout_seconds, trust_env=False) as client,
            asyncio.TaskGroup() as tasks,
        ):
            for _ in range(engine.settings.senders):
                tasks.create_task(_send_for_ever(engine, client, bell))
            tasks.create_task(_expire_for_ever(engine))


async def _send_for_ever(engine: Engine, client: httpx.AsyncClient, bell: asyncio.Event) -> None:
    while True:
        bell.clear()
        if not await _send_next(engine, client):
            with suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), LOOK_AGAIN_SECONDS)


async def _send_next(engine: Engine, client: httpx.AsyncClient) -> bool:
    """False when nothing is due."""
    webhook = await engine.run(claim_next)
    if webhook is None:
        return False
    is_taken = await _send(engine, client, webhook)
    await engine.run(lambda work: note_result(work, webhook, is_taken=is_taken))
    return True


async def _send(engine: Engine, client: httpx.AsyncClient, webhook: Webhook) -> bool:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(webhook.payload, engine.settings.webhook_secret, webhook.signed_at),
    }
    try:
        answer = await client.post(
            engine.settings.webhook_url, content=webhook.payload.encode(), headers=headers
        )
    except httpx.HTTPError as error:
        log.debug("sandbox_webhook_not_taken", attempt=webhook.attempts, reason=type(error).__name__)
        return False
    return answer.is_success


async def _expire_for_ever(engine: Engine) -> None:
    while True:
        await engine.run(expire_due)
        await asyncio.sleep(EXPIRE_EVERY_SECONDS)
