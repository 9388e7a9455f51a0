"""When a bill is to be paid, in time or late."""

from datetime import date

import pytest

from avk_app.domain.billing_turn import month_of_payment
from avk_app.domain.period import Period

JULY = Period(2026, 7)


@pytest.mark.parametrize(
    ("issued_on", "month"),
    [
        (date(2026, 7, 28), 8),
        (date(2026, 8, 2), 8),
        (date(2026, 8, 10), 8),
        (date(2026, 8, 11), 9),
        (date(2026, 10, 1), 11),
        (date(2026, 12, 31), 13),
    ],
)
def test_a_bill_that_came_late_is_not_due_before_it_came(issued_on: date, month: int) -> None:
    assert month_of_payment(JULY, issued_on, 10) == Period(2026, 1).plus(month - 1)
