"""Posted bills for tests, charged by the engine itself inside the test's own transaction."""

from datetime import UTC, datetime

from sqlmodel import Session, col, select

from avk_app.domain.period import Period
from avk_app.models import Account, Meter
from avk_app.models.meters import MeterKind
from avk_app.services.billing_compute import compute_bills
from avk_app.services.billing_context import make_context
from avk_app.services.billing_write import write_bills
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.factories import make_account, make_history, make_meter

SEPTEMBER, OCTOBER = Period(2026, 9), Period(2026, 10)


def known_after(period: Period) -> datetime:
    """The moment of a period's run: the second day of the month after."""
    after = period.plus(1)
    return datetime(after.year, after.month, 2, tzinfo=UTC)


def charge(session: Session, account: Account, *periods: Period) -> None:
    """Post the bills of one account for these periods, as the run does."""
    for period in periods:
        context = make_context(session, period, known_after(period), known_after(period.plus(-1)))
        computed, failed = compute_bills(session, context, [account.id or 0])
        assert failed == []
        write_bills(session, context, computed)
        session.flush()


def make_rules(session: Session) -> None:
    load_policy(session)
    load_tariffs(session)


def make_metered_home(session: Session, **values: object) -> tuple[Account, Meter, Meter]:
    """The checked October: 7.412 m³ of cold and 3.105 m³ of hot water, a little less in September."""
    account = make_account(session, **values)
    cold = make_meter(session, account, serial="40128877")
    hot = make_meter(session, account, kind=MeterKind.HOT, place="ванная")
    make_history(session, cold, OCTOBER, 398_761, 404_973, 412_385)
    make_history(session, hot, OCTOBER, 194_915, 198_020, 201_125)
    return account, cold, hot


def meters_of(session: Session, account: Account) -> list[Meter]:
    return list(session.exec(select(Meter).where(col(Meter.account_id) == account.id)))
