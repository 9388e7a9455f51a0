"""An account with a year behind it: charged by the engine, paid, once too late, once twice by mistake."""

from datetime import UTC, date, datetime, time

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.models import Account, LedgerEntry
from avk_app.models.meters import MeterKind
from avk_app.models.payments import PaymentChannel
from avk_app.services.billing_run import run_billing
from avk_app.services.database import transaction
from avk_app.services.ledger import ReceivedPayment, post_payment, reverse_entry
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.factories import make_account, make_history, make_meter

LITRES = (6_120, 7_405, 5_980, 6_640, 8_015, 7_350, 9_230, 8_410, 6_905, 7_100)
MONTHS = len(LITRES)
PAID = (0, 480_00, 0, 900_00, 450_00, 0, 350_00, 1_000_00, 420_00, 400_00)
CHANNELS = (
    PaymentChannel.CARD,
    PaymentChannel.OFFICE,
    PaymentChannel.BANK_TRANSFER,
    PaymentChannel.E_WALLET,
)


def first_month() -> Period:
    """The first month that was charged: there are rates for it and everything after."""
    return Period.of(clock.today()).plus(-MONTHS)


def make_history_of_a_year(engine: Engine) -> Account:
    with transaction(engine) as session:
        load_policy(session)
        load_tariffs(session)
        account = _make_metered_account(session)
    for number, kopecks in enumerate(PAID):
        month = first_month().plus(number)
        after = month.plus(1)
        run_billing(engine, month, datetime(after.year, after.month, 2, tzinfo=UTC))
        if kopecks:
            with transaction(engine) as session:
                _pay(session, account, CHANNELS[number % len(CHANNELS)], kopecks, after.day(9))
    with transaction(engine) as session:
        _undo_last(session, account.id or 0)
    return account


def _pay(session: Session, account: Account, channel: PaymentChannel, kopecks: int, paid_on: date) -> None:
    """Known on its day, so that the next month is charged with it."""
    payment = ReceivedPayment(
        account_id=account.id or 0,
        channel=channel,
        amount_kopecks=kopecks,
        paid_on=paid_on,
        received_at=datetime.combine(paid_on, time(4), UTC),
    )
    post_payment(session, payment)


def _make_metered_account(session: Session) -> Account:
    account = make_account(session)
    last = first_month().plus(MONTHS - 1)
    for kind, divisor in ((MeterKind.COLD, 1), (MeterKind.HOT, 2)):
        values = [400_000]
        for litres in LITRES:
            values.append(values[-1] + litres // divisor)
        make_history(session, make_meter(session, account, kind=kind), last, *values)
    return account


def _undo_last(session: Session, account_id: int) -> None:
    """The last payment was another's."""
    query = select(LedgerEntry.id).where(col(LedgerEntry.account_id) == account_id)
    last = session.exec(query.order_by(col(LedgerEntry.sequence).desc())).first()
    reverse_entry(session, last or 0, clock.today())
