"""Ways to pay: cards and the e-wallet, made by the hosted page or named by the provider's test tokens."""

from typing import Any

from avk_app.sandbox.cards import BY_TOKEN, Outcome, TestCard
from avk_app.sandbox.errors import Body, invalid
from avk_app.sandbox.shapes import fresh, listing
from avk_app.sandbox.work import Work, new_id

WALLET = "link"
METHOD_TYPES = ("card", WALLET)
LATEST_YEAR = 2034


def make_card(work: Work, number: str, outcome: Outcome, expires: tuple[int, int]) -> Body:
    """A card to pay with: of the number only the last four digits stay."""
    brand = "visa" if number.startswith("4") else "mastercard" if number.startswith("5") else "unknown"
    card = {
        "brand": brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "exp_month": expires[0],
        "exp_year": expires[1],
        "fingerprint": new_id("", 16),
        "funding": "credit",
        "last4": number[-4:],
    }
    return _add(work, outcome, type="card", card=card)


def make_wallet(work: Work) -> Body:
    return _add(work, Outcome.PAID, type=WALLET, link={"email": None})


def _add(work: Work, outcome: Outcome, **values: Any) -> Body:
    method = fresh("payment_method", id=new_id("pm_"), created=work.now, **values)
    return work.add(method, {"outcome": outcome, "is_authenticated": False})


def outcome_of(work: Work, method: Body) -> Outcome:
    return Outcome(work.secret_of(method["id"])["outcome"])


def get_method(work: Work, method_id: str, param: str = "id") -> Body:
    """A stored method, or a new one for a test token like `pm_card_visa`."""
    if card := BY_TOKEN.get(method_id):
        return make_test_card(work, card)
    return work.get("payment_method", method_id, param)


def make_test_card(work: Work, card: TestCard) -> Body:
    return make_card(work, card.number, card.outcome, (12, LATEST_YEAR))


def attach(work: Work, method: Body, customer_id: str) -> Body:
    """Save it for this customer. A method stays with the first customer it was attached to."""
    if method["customer"] not in (None, customer_id):
        raise invalid("The payment method you provided has already been attached to a customer.")
    if method["customer"] == customer_id:
        return method
    method["customer"] = customer_id
    work.save(method)
    work.tell("payment_method.attached", method)
    return method


def attach_method(work: Work) -> Body:
    work.params.allow_only("customer")
    customer = work.get("customer", work.params.required_text("customer"), "customer")
    return attach(work, get_method(work, work.address["id"]), customer["id"])


def detach_method(work: Work) -> Body:
    work.params.allow_only()
    method = work.get_addressed("payment_method")
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is impossible."
        )
    method["customer"] = None
    secret = work.secret_of(method["id"])
    work.save_secret(method["id"], secret | {"is_detached": True})
    work.save(method)
    work.tell("payment_method.detached", method)
    return method


def create_customer(work: Work) -> Body:
    work.params.allow_only("metadata", "description", "email", "name", "phone")
    given = {name: work.params.text(name) or None for name in ("description", "email", "name", "phone")}
    return make_customer(work, metadata=work.params.metadata(), **given)


def make_customer(work: Work, **values: Any) -> Body:
    customer = work.add(fresh("customer", id=new_id("cus_", 14), created=work.now, **values))
    work.tell("customer.created", customer)
    return customer


def list_methods_of_customer(work: Work) -> Body:
    customer = work.get_addressed("customer")
    found = work.select("payment_method", [("customer", customer["id"])], limit=100)
    return listing(f"/v1/customers/{customer['id']}/payment_methods", found)
