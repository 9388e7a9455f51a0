"""The payment page: what is owed, what paying costs, what was paid and what each payment settled.

Eight queries, however long the history is.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.debts import replay
from avk_app.domain.owed import owed_by_period
from avk_app.domain.policy import PolicyKey
from avk_app.gateways.offices import load_offices
from avk_app.services.access import Actor, get_own_account
from avk_app.services.ledger import get_balance
from avk_app.services.payment_fees import list_fee_terms
from avk_app.services.payments_result import MadePayment, PaymentsPage, PaymentTerms, StartedPayment
from avk_app.services.payments_rows import (
    BillRow,
    StoredPayment,
    list_bills,
    list_started_payments,
    list_stored_payments,
    made_payments,
    paid_amounts,
)
from avk_app.services.policy import get_policy_value

ROWS_A_PAGE = 10
MAX_ROWS = 50


def get_payments_page(session: Session, actor: Actor, rows: int = ROWS_A_PAGE) -> PaymentsPage:
    """The page of the account that the actor's session looks at, with its newest `rows` payments.

    Raises NotFound when the account is not theirs.
    """
    account_id = get_own_account(session, actor).id or 0
    wanted = min(max(rows, 1), MAX_ROWS)
    bills = list_bills(session, account_id)
    stored = list_stored_payments(session, account_id)
    made = made_payments(bills, stored, wanted + 1)
    started = list_started_payments(session, account_id, wanted + 1)
    found: list[MadePayment | StartedPayment] = [*made, *started]
    shown = sorted(found, key=_came_at, reverse=True)
    terms = _terms(session, account_id, bills, stored)
    return PaymentsPage(terms, load_offices(), tuple(shown[:wanted]), len(shown) > wanted)


def _terms(
    session: Session, account_id: int, bills: Sequence[BillRow], stored: list[StoredPayment]
) -> PaymentTerms:
    balance = get_balance(session, account_id).kopecks
    states = replay([bill.issued for bill in bills], paid_amounts(stored))
    today = clock.today()
    return PaymentTerms(
        account_id=account_id,
        balance_kopecks=balance,
        owed=owed_by_period(states, balance),
        pay_by_on=bills[-1].pay_by_on if bills else None,
        fees=list_fee_terms(session, today),
        cap_kopecks=get_policy_value(session, PolicyKey.PAYMENT_CAP_KOPECKS, today),
    )


def _came_at(row: MadePayment | StartedPayment) -> tuple[str, datetime]:
    """By the day in the city, then by the moment."""
    if isinstance(row, MadePayment):
        return row.paid_on.isoformat(), row.received_at
    return clock.to_city(row.started_at).date().isoformat(), row.started_at
