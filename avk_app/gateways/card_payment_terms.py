"""What the provider is asked for, as its API wants it said."""

from typing import Any

from avk_app.domain.provider import CURRENCY, ChargeOrder, CheckoutOrder
from avk_app.gateways.card_payment_facts import KEY


def charge_terms(order: ChargeOrder) -> Any:
    """A payment with a saved card, taken at once while nobody is there."""
    return {
        "amount": order.total_kopecks,
        "currency": CURRENCY,
        "customer": order.method.customer_id,
        "payment_method": order.method.method_id,
        "payment_method_types": ["card"],
        "off_session": True,
        "confirm": True,
        "metadata": {KEY: order.key},
        "expand": ["latest_charge"],
    }


def line_items(order: CheckoutOrder) -> list[dict[str, Any]]:
    """The amount, and the fee as a line of its own."""
    items = [
        ("Вода и водоотведение", order.amount_kopecks),
        ("Комиссия платёжной системы", order.fee_kopecks),
    ]
    return [
        {
            "quantity": 1,
            "price_data": {"currency": CURRENCY, "unit_amount": kopecks, "product_data": {"name": name}},
        }
        for name, kopecks in items
        if kopecks
    ]
