"""What is paid for: the lines of a checkout session."""

from avk_app.sandbox.errors import Body, invalid
from avk_app.sandbox.intents import LARGEST_AMOUNT, read_currency
from avk_app.sandbox.params import Params
from avk_app.sandbox.work import Work, new_id

MAX_LINES, MAX_QUANTITY = 100, 999_999


def read_line_items(work: Work) -> list[Body]:
    """At least one line, all in one currency."""
    given = work.params.items("line_items")
    if not 1 <= len(given) <= MAX_LINES:
        raise invalid("Between 1 and 100 line items are needed.", "line_items", "parameter_missing")
    lines = [_read_line(work, line) for line in given]
    if len({line["currency"] for line in lines}) > 1:
        raise invalid("All line items must be in one currency.", "line_items")
    return lines


def _read_line(work: Work, line: Params) -> Body:
    line.allow_only("price_data", "quantity")
    quantity = line.integer("quantity", 1, MAX_QUANTITY)
    price = _read_price(work, line.inner("price_data"))
    amount = price["unit_amount"] * quantity
    return {
        "id": new_id("li_"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": amount,
        "amount_tax": 0,
        "amount_total": amount,
        "currency": price["currency"],
        "description": price.pop("name"),
        "price": price,
        "quantity": quantity,
    }


def _read_price(work: Work, data: Params) -> Body:
    data.allow_only("currency", "unit_amount", "product_data")
    product = data.inner("product_data")
    product.allow_only("name", "description", "metadata")
    return {
        "id": new_id("price_"),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": work.now,
        "currency": read_currency(data.required_text("currency"), data.path("currency")),
        "livemode": False,
        "metadata": {},
        "name": product.required_text("name"),
        "product": new_id("prod_", 14),
        "type": "one_time",
        "unit_amount": data.integer("unit_amount", 0, LARGEST_AMOUNT),
    }
