"""Bills for tests, made by the real engine inside the test's own transaction."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from avk_app.domain.period import Period
from avk_app.models import Account
from avk_app.services.billing_compute import ComputedBill, compute_bills
from avk_app.services.billing_context import make_context
from avk_app.services.billing_write import write_bills


def bill_month(session: Session, account: Account, period: Period) -> ComputedBill:
    """Charge one account for a period, as of early on the 2nd of the month after."""
    after = period.plus(1)
    known_until = datetime(after.year, after.month, 1, 19, tzinfo=UTC)
    context = make_context(session, period, known_until, known_until - timedelta(days=31))
    computed, failed = compute_bills(session, context, [account.id or 0])
    assert failed == []
    write_bills(session, context, computed)
    return computed[0]
