"""Whether it is a month's turn to be charged, asked of its policy rows and of the runs before it."""

from datetime import date

from sqlmodel import Session, col, select

from avk_app.domain.billing_turn import require_readings_closed, require_turn
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.models import BillingRun
from avk_app.services.policy import get_policy_value


def require_month_closed(session: Session, period: Period, today: date) -> None:
    """Raises ReadingsStillTaken."""
    if today <= period.last_day:
        close_day = get_policy_value(session, PolicyKey.READINGS_CLOSE_DAY, period.first_day)
        require_readings_closed(period, today, close_day)


def require_earlier_months(session: Session, period: Period) -> None:
    """Raises EarlierMonthNotCharged."""
    query = select(BillingRun.period, BillingRun.finished_at).where(col(BillingRun.period) < period.code)
    runs = session.exec(query).all()
    require_turn(period, {Period.from_code(code): finished_at is not None for code, finished_at in runs})
