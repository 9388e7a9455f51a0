"""Checkout sessions: made by the utility, paid on the hosted page, expired by time or by request."""

from typing import Any

from avk_app.sandbox import intents, methods
from avk_app.sandbox.errors import Body, invalid
from avk_app.sandbox.line_items import read_line_items
from avk_app.sandbox.lists import list_objects
from avk_app.sandbox.params import Params
from avk_app.sandbox.shapes import fresh, listing
from avk_app.sandbox.work import Work, new_id

LONGEST_SECONDS, SHORTEST_SECONDS = 24 * 3600, 30 * 60
CLOCK_DIFFERENCE_SECONDS = 60
MODES = ("payment", "setup")
USAGES = ("off_session", "on_session")
SUBMIT_TYPES = ("auto", "book", "donate", "pay")
CREATING = (
    "mode", "line_items", "success_url", "cancel_url", "metadata", "payment_intent_data", "setup_intent_data",
    "client_reference_id", "customer", "customer_creation", "customer_email", "expires_at", "locale",
    "payment_method_types", "currency", "submit_type", "ui_mode",
)  # fmt: skip


def create_session(work: Work) -> Body:
    work.params.allow_only(*CREATING)
    mode = work.params.one_of("mode", MODES, "payment")
    session = _without_money(work, mode)
    if mode == "setup":
        lines: list[Body] = []
        session |= _setup(work, session)
    else:
        lines = read_line_items(work)
        session |= _payment(work, session, lines)
    return work.add(session, {"line_items": lines})


def _without_money(work: Work, mode: str) -> Body:
    params, session_id = work.params, new_id("cs_test_", 58)
    customer_id = params.text("customer")
    customer = work.get("customer", customer_id, "customer") if customer_id else None
    return fresh(
        "checkout.session",
        id=session_id,
        cancel_url=_address(params, "cancel_url"),
        client_reference_id=params.text("client_reference_id") or None,
        created=work.now,
        customer=customer and customer["id"],
        customer_creation=_customer_creation(params, customer),
        customer_email=params.text("customer_email") or None,
        expires_at=_expires_at(work),
        locale=params.text("locale") or None,
        metadata=params.metadata(),
        mode=mode,
        payment_method_types=intents.read_method_types(work),
        submit_type=params.one_of("submit_type", SUBMIT_TYPES, "auto") if "submit_type" in params else None,
        success_url=_required_address(params, "success_url"),
        ui_mode=params.one_of("ui_mode", ("hosted_page", "hosted"), "hosted_page"),
        url=f"{work.settings.public_url}/c/pay/{session_id}",
    )


def _address(params: Params, name: str) -> str:
    address = params.text(name)
    if address and not address.startswith(("http://", "https://")):
        raise invalid("Not a valid URL", name, "url_invalid")
    return address


def _required_address(params: Params, name: str) -> str:
    params.required_text(name)
    return _address(params, name)


def _customer_creation(params: Params, customer: Body | None) -> str | None:
    if customer and "customer_creation" in params:
        raise invalid(
            "You may only specify one of these parameters: customer, customer_creation.", "customer"
        )
    return None if customer else params.one_of("customer_creation", ("always", "if_required"), "if_required")


def _expires_at(work: Work) -> int:
    asked = work.params.find_integer("expires_at")
    if asked is None:
        return work.now + LONGEST_SECONDS
    earliest = work.now + SHORTEST_SECONDS - CLOCK_DIFFERENCE_SECONDS
    if not earliest <= asked <= work.now + LONGEST_SECONDS + CLOCK_DIFFERENCE_SECONDS:
        message = "The `expires_at` timestamp must be between 30 minutes and 24 hours from now."
        raise invalid(message, "expires_at")
    return asked


def _payment(work: Work, session: Body, lines: list[Body]) -> Body:
    """What a session to pay has and one to save a card has not."""
    total = _total(lines)
    currency = lines[0]["currency"]
    data = work.params.inner("payment_intent_data")
    data.allow_only("metadata", "description", "setup_future_usage", "statement_descriptor_suffix")
    usage = data.one_of("setup_future_usage", USAGES, "off_session") if "setup_future_usage" in data else None
    intent = intents.make_intent(
        work,
        total,
        currency,
        customer=session["customer"],
        description=data.text("description") or None,
        metadata=data.metadata(),
        payment_method_types=session["payment_method_types"],
        setup_future_usage=usage,
    )
    converted = session["currency_conversion"] | {
        "amount_subtotal": total, "amount_total": total, "source_currency": currency
    }  # fmt: skip
    return {
        "amount_subtotal": total, "amount_total": total, "currency": currency, "payment_intent": intent["id"],
        "currency_conversion": converted,
    }  # fmt: skip


def _total(lines: list[Body]) -> int:
    total: int = sum(line["amount_total"] for line in lines)
    if total < 1:
        raise invalid("The total must be more than nothing.", "line_items", "amount_too_small")
    if total > intents.LARGEST_AMOUNT:
        raise invalid("The total must be no more than 999,999.99.", "line_items", "amount_too_large")
    return total


def _setup(work: Work, session: Body) -> Body:
    if "line_items" in work.params:
        raise invalid("You can not pass `line_items` in `setup` mode.", "line_items")
    data = work.params.inner("setup_intent_data")
    data.allow_only("metadata", "description")
    intent_id = new_id("seti_")
    intent = fresh(
        "setup_intent",
        id=intent_id,
        client_secret=new_id(f"{intent_id}_secret_"),
        created=work.now,
        customer=session["customer"],
        description=data.text("description") or None,
        metadata=data.metadata(),
        payment_method_types=session["payment_method_types"],
    )
    work.add(intent)
    return {"setup_intent": intent["id"], "payment_status": "no_payment_required"}


def complete(work: Work, session: Body, method: Body) -> Body:
    """The person is done on the page. The session is paid unless the money is still on its way."""
    intent = work.find("payment_intent", session["payment_intent"] or "")
    session["status"] = "complete"
    session["customer_details"]["email"] = session["customer_email"] or ""
    if intent is not None:
        session["payment_status"] = "paid" if intent["status"] == "succeeded" else "unpaid"
    if intent is None or intent["setup_future_usage"]:
        _save_method(work, session, intent, method)
    work.save(session)
    work.tell("checkout.session.completed", session)
    return session


def _save_method(work: Work, session: Body, intent: Body | None, method: Body) -> None:
    """Keep the method with the customer, so that it can be charged when nobody is there."""
    if session["customer"] is None:
        session["customer"] = methods.make_customer(work, email=session["customer_email"])["id"]
    methods.attach(work, method, session["customer"])
    if intent is not None:
        intent["customer"] = session["customer"]
        work.save(intent)
        return
    setup = work.get("setup_intent", session["setup_intent"])
    setup |= {"status": "succeeded", "payment_method": method["id"], "customer": session["customer"]}
    work.save(setup)
    work.tell("setup_intent.succeeded", setup)


def settled_later(work: Work, intent: Body) -> None:
    """The money of a complete session came, or did not come, after the person had left."""
    session = intents.find_session_of(work, intent)
    if session is None or session["status"] != "complete":
        return
    is_paid = intent["status"] == "succeeded"
    session["payment_status"] = "paid" if is_paid else "unpaid"
    work.save(session)
    what = "async_payment_succeeded" if is_paid else "async_payment_failed"
    work.tell(f"checkout.session.{what}", session)


def expire(work: Work, session: Body) -> Body:
    session["status"] = "expired"
    work.save(session)
    work.tell("checkout.session.expired", session)
    intent = work.find("payment_intent", session["payment_intent"] or "")
    if intent is not None:
        intents.cancel(work, intent, None)
    return session


def expire_due(work: Work) -> None:
    """Close the open sessions whose time is over."""
    due = "json_extract(body, '$.expires_at') <= ?"
    for session in work.select("checkout.session", [("status", "open"), (due, work.now)], "ASC", limit=100):
        expire(work, session)


def current(work: Work, session: Body) -> Body:
    """The session as it is by now, expired if its time is over."""
    is_over = session["status"] == "open" and session["expires_at"] <= work.now
    return expire(work, session) if is_over else session


def expire_session(work: Work) -> Body:
    work.params.allow_only()
    session = current(work, work.get_addressed("checkout.session"))
    if session["status"] != "open":
        message = 'Only Checkout Sessions with a status in ["open"] can be expired. '
        raise invalid(f"{message}This one has a status of {session['status']}.")
    return expire(work, session)


def retrieve_session(work: Work) -> Body:
    return current(work, work.get_addressed("checkout.session"))


def list_sessions(work: Work) -> Body:
    expire_due(work)
    return list_objects(work, "checkout.session", ["payment_intent", "customer", "status"])


def list_line_items(work: Work) -> Body:
    session = work.get_addressed("checkout.session")
    return line_items_of(work, session["id"])


def line_items_of(work: Work, session_id: str) -> Body:
    lines: list[Any] = work.secret_of(session_id)["line_items"]
    return listing(f"/v1/checkout/sessions/{session_id}/line_items", lines)
