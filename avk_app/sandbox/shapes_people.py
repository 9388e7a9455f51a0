"""Customers, saved ways to pay and disputes in the provider's shape, with nothing in them yet."""

from typing import Any

CUSTOMER: dict[str, Any] = {
    "id": "",
    "object": "customer",
    "address": None,
    "balance": 0,
    "created": 0,
    "currency": None,
    "default_source": None,
    "delinquent": False,
    "description": None,
    "discount": None,
    "email": None,
    "invoice_settings": {
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    },
    "livemode": False,
    "metadata": {},
    "name": None,
    "phone": None,
    "preferred_locales": [],
    "shipping": None,
    "tax_exempt": "none",
}

METHOD: dict[str, Any] = {
    "id": "",
    "object": "payment_method",
    "allow_redisplay": "unspecified",
    "billing_details": {"address": None, "email": None, "name": None, "phone": None, "tax_id": None},
    "created": 0,
    "customer": None,
    "livemode": False,
    "metadata": {},
    "type": "card",
}

SETUP_INTENT: dict[str, Any] = {
    "id": "",
    "object": "setup_intent",
    "application": None,
    "cancellation_reason": None,
    "client_secret": "",
    "created": 0,
    "customer": None,
    "description": None,
    "last_setup_error": None,
    "latest_attempt": None,
    "livemode": False,
    "mandate": None,
    "metadata": {},
    "next_action": None,
    "payment_method": None,
    "payment_method_options": {},
    "payment_method_types": [],
    "status": "requires_payment_method",
    "usage": "off_session",
}

DISPUTE: dict[str, Any] = {
    "id": "",
    "object": "dispute",
    "amount": 0,
    "balance_transactions": [],
    "charge": "",
    "created": 0,
    "currency": "",
    "enhanced_eligibility_types": [],
    "evidence": {},
    "evidence_details": {"due_by": 0, "has_evidence": False, "past_due": False, "submission_count": 0},
    "is_charge_refundable": False,
    "livemode": False,
    "metadata": {},
    "payment_intent": "",
    "payment_method_details": {"card": {"brand": "visa", "case_type": "chargeback"}, "type": "card"},
    "reason": "fraudulent",
    "status": "needs_response",
}
