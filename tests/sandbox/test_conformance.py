"""What the stand-in returns has the keys and the types of the provider's own sample objects."""

import json
from typing import Any

import httpx
import pytest

from tests.databases import ROOT
from tests.sandbox.server import SECRET_KEY, Sandbox, session_params

SAMPLES = ROOT / ".." / "shared" / "stripe" / "objects.json"
KINDS = {bool: "boolean", int: "number", float: "number", str: "string", dict: "object", list: "array"}


@pytest.fixture(scope="module")
def samples() -> dict[str, Any]:
    if not SAMPLES.exists():
        pytest.skip("the provider's sample objects are not beside the project: ../shared/stripe/objects.json")
    read: dict[str, Any] = json.loads(SAMPLES.read_text())
    return read


def _kind(value: object) -> str:
    return KINDS.get(type(value), "null")


# Where the samples show one case of several: what is in there depends on what happened.
BY_CASE = ("data.object.", "metadata.", "payment_method_details.", "destination_details.", "refunds.data.")
MORE_SAID = ("last_payment_error.", "next_action.")


def _differences(sample: dict[str, Any], ours: dict[str, Any], path: str = "") -> list[str]:
    """Keys and types are equal all the way down; null in the sample stands for any type."""
    missing = [f"{path}{key} is missing" for key in sample.keys() - ours.keys()]
    foreign = [f"{path}{key} is not the provider's" for key in ours.keys() - sample.keys()]
    found = missing + (foreign if path not in MORE_SAID else [])
    for key in sample.keys() & ours.keys():
        theirs, own = sample[key], ours[key]
        if theirs is None:
            continue
        if _kind(theirs) != _kind(own):
            found.append(f"{path}{key} is {own!r}, not {_kind(theirs)}")
        elif isinstance(theirs, dict) and f"{path}{key}." not in BY_CASE:
            found += _differences(theirs, own, f"{path}{key}.")
    return found


def _everything(sandbox: Sandbox) -> list[dict[str, Any]]:
    """All objects of a life: open, paid, refunded, disputed, declined, expired, by card and by wallet."""
    sessions = [
        sandbox.stripe.v1.checkout.sessions.create(session_params(payment_method_types=["card", "link"]))
        for _ in range(7)
    ]
    cards = {
        "paid": sessions[1],
        "confirm": sessions[2],
        "disputed": sessions[3],
        "declined": sessions[4],
        "link": sessions[6],
    }
    for card, session in cards.items():
        sandbox.provider.act("pay", session=session.id, card=card)
    sandbox.stripe.v1.refunds.create({"payment_intent": str(sessions[1].payment_intent), "amount": 1})
    sandbox.stripe.v1.checkout.sessions.expire(sessions[5].id)
    store = sandbox.app.state.engine.store
    rows = store.submit(lambda connection: connection.execute("SELECT body FROM object").fetchall()).result()
    return [json.loads(row[0]) for row in rows]


def test_every_object_ever_made_has_the_providers_keys_and_types(
    sandbox: Sandbox, samples: dict[str, Any]
) -> None:
    objects = _everything(sandbox)
    assert samples.keys() <= {body["object"] for body in objects}
    told = [body["data"]["object"] for body in objects if body["object"] == "event"]
    for body in [*objects, *told]:
        if body["object"] in samples:
            assert _differences(samples[body["object"]], body) == [], body["object"]


def test_a_card_payment_shows_the_card_as_the_provider_does(
    sandbox: Sandbox, samples: dict[str, Any]
) -> None:
    shown = samples["charge"]["payment_method_details"]
    paid = [body["payment_method_details"] for body in _everything(sandbox) if body["object"] == "charge"]
    assert sorted(details["type"] for details in paid) == ["card", "card", "card", "link"]
    for details in paid:
        assert details["type"] == "link" or _differences(shown, details) == []


def test_answers_over_http_are_those_objects(sandbox: Sandbox, samples: dict[str, Any]) -> None:
    session = sandbox.stripe.v1.checkout.sessions.create(session_params())
    intent = sandbox.provider.act("pay", session=session.id)
    charge = sandbox.stripe.v1.charges.retrieve(intent["latest_charge"])
    refund = sandbox.stripe.v1.refunds.create({"charge": charge.id})
    event = sandbox.stripe.v1.events.list({"type": "charge.refunded"}).data[0]
    for path in (
        f"checkout/sessions/{session.id}",
        f"payment_intents/{intent['id']}",
        f"charges/{charge.id}",
        f"refunds/{refund.id}",
        f"events/{event.id}",
        f"balance_transactions/{charge.balance_transaction}",
    ):
        answer = httpx.get(
            f"{sandbox.url}/v1/{path}", headers={"Authorization": f"Bearer {SECRET_KEY}"}
        ).json()
        assert _differences(samples[answer["object"]], answer) == [], path
