"""Payments a second by eight writers: credited as in the product, only posted, and beside both the driver's
own transaction with the two rows of a payment.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from itertools import count
from statistics import median
from threading import Lock
from typing import Any

from sqlalchemy import Engine, insert
from sqlmodel import col, select

from avk_app import clock
from avk_app.domain.provider import CURRENCY, ProviderSession, SessionStatus
from avk_app.models import Account, Checkout
from avk_app.models.checkouts import CheckoutStatus
from avk_app.models.payments import PaymentChannel
from avk_app.services.checkout_settlement import Outcome, settle_session
from avk_app.services.database import build_engine, transaction
from avk_app.services.ledger import ReceivedPayment, post_payment
from avk_app.services.ledger_bulk import receive_payments
from avk_app.services.rules import load_rules
from benchmarks.databases import NAMES, filled_database
from tests.factories import make_account

WRITERS, ROUNDS, TIMES = 8, 9, 60
ACCOUNTS_A_WRITER = 10
PAID_BEFORE = 100
"""By each account: for empty tables PostgreSQL would plan otherwise than for books in use."""
AMOUNT, FEE = 383_69, 3_84
_PAYMENT = (
    "INSERT INTO payment (account_id, channel, amount_kopecks, paid_on, received_at, fee_kopecks)"
    " VALUES (?, 'card', 38369, '2026-11-22', '2026-11-22 10:00:00.000000', 384) RETURNING id"
)
_ENTRY = (
    "INSERT INTO ledger_entry (account_id, sequence, kind, debit, credit, amount_kopecks,"
    " balance_after_kopecks, period, effective_on, posted_at, payment_id) VALUES (?, ?, 'payment', 'money',"
    " 'receivable', 38369, ?, 202611, '2026-11-22', '2026-11-22 10:00:00.000000', ?)"
)
Work = Callable[[], object]


@dataclass(frozen=True)
class PostingCost:
    """Payments a second: by the driver, posted, and credited with receipt and audit record; medians."""

    database: str
    driver_rate: float
    posted_rate: float
    credited_rate: float
    posted_share: float
    credited_share: float


def measure_posting() -> list[PostingCost]:
    """On each database, the three in turn, so that a busy machine slows all of them."""
    return [_measure(name) for name in NAMES]


def _measure(name: str) -> PostingCost:
    with filled_database(name, _fill) as (url, _folder):
        engine = build_engine(url)
        driver, posted, credited = _rates(engine)
        engine.dispose()
    shares = [median(a / b for a, b in zip(ours, driver, strict=True)) for ours in (posted, credited)]
    return PostingCost(name, median(driver), median(posted), median(credited), *shares)


def _fill(engine: Engine) -> None:
    """Accounts of each writer, half of them the driver's; and checkouts that wait to be paid."""
    with transaction(engine) as session:
        load_rules(session)
        accounts = [make_account(session).id or 0 for _ in range(2 * WRITERS * ACCOUNTS_A_WRITER)]
        now = clock.now()
        receive_payments(session, [_payment(account) for account in accounts * PAID_BEFORE])
        session.connection().execute(
            insert(Checkout),
            [
                {
                    "key": f"{number:032x}",
                    "account_id": accounts[number % (len(accounts) // 2)],
                    "channel": PaymentChannel.CARD,
                    "status": CheckoutStatus.OPEN,
                    "amount_kopecks": AMOUNT,
                    "fee_kopecks": FEE,
                    "provider_url": "",
                    "created_at": now,
                    "expires_at": now,
                }
                for number in range(WRITERS * TIMES * (ROUNDS + 1))
            ],
        )


def _rates(engine: Engine) -> tuple[list[float], ...]:
    with transaction(engine) as session:
        accounts = list(session.exec(select(Account.id).order_by(col(Account.id))))
    ours, drivers = accounts[: len(accounts) // 2], accounts[len(accounts) // 2 :]
    lock = Lock() if engine.dialect.name == "sqlite" else nullcontext()
    raw = [_raw_writer(engine, part, lock) for part in _parts(drivers)]
    posting = [_poster(engine, part) for part in _parts(ours)]
    numbers = count()
    crediting: list[Work] = [lambda: _credit(engine, f"{next(numbers):032x}")] * WRITERS
    measured: tuple[list[float], ...] = ([], [], [])
    for _round in range(ROUNDS + 1):
        for rates, works in zip(measured, (raw, posting, crediting), strict=True):
            rates.append(_rate(works))
    return tuple(rates[1:] for rates in measured)


def _parts(accounts: list[Any]) -> list[list[Any]]:
    return [accounts[writer::WRITERS] for writer in range(WRITERS)]


def _rate(works: list[Work]) -> float:
    """How often a second all of them together get their work done."""

    def write(work: Work) -> None:
        for _time in range(TIMES):
            work()

    with ThreadPoolExecutor(WRITERS) as pool:
        start = time.perf_counter()
        list(pool.map(write, works))
    return WRITERS * TIMES / (time.perf_counter() - start)


def _raw_writer(engine: Engine, accounts: list[int], lock: Any) -> Work:
    """A connection of the driver's own; nobody else writes to these accounts."""
    connection = engine.raw_connection()
    connection.detach()
    cursor, turns = connection.cursor(), count()
    is_sqlite = engine.dialect.name == "sqlite"
    payment, entry = (one if is_sqlite else one.replace("?", "%s") for one in (_PAYMENT, _ENTRY))

    def write() -> None:
        turn, place = divmod(next(turns), len(accounts))
        number = PAID_BEFORE + turn + 1
        with lock:
            if is_sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(payment, (accounts[place],))
            (payment_id,) = cursor.fetchone()
            cursor.execute(entry, (accounts[place], number, -AMOUNT * number, payment_id))
            cursor.execute("COMMIT") if is_sqlite else connection.commit()

    return write


def _poster(engine: Engine, accounts: list[int]) -> Work:
    turns = count()

    def post() -> None:
        with transaction(engine) as session:
            post_payment(session, _payment(accounts[next(turns) % len(accounts)]))

    return post


def _payment(account_id: int) -> ReceivedPayment:
    return ReceivedPayment(
        account_id=account_id,
        channel=PaymentChannel.CARD,
        amount_kopecks=AMOUNT,
        fee_kopecks=FEE,
        paid_on=date(2026, 11, 22),
        received_at=clock.now(),
    )


def _credit(engine: Engine, key: str) -> None:
    page = ProviderSession(
        f"cs_{key}", key, SessionStatus.COMPLETE, True, AMOUNT + FEE, CURRENCY, "", f"pi_{key}"
    )
    with transaction(engine) as session:
        assert settle_session(session, page, clock.now()) is Outcome.CREDITED


def posting_lines(costs: list[PostingCost]) -> list[str]:
    rows = [
        f"| {c.database} | {c.driver_rate:,.0f} | {c.posted_rate:,.0f} | {c.posted_share:.0%} "
        f"| {c.credited_rate:,.0f} | {c.credited_share:.0%} |"
        for c in costs
    ]
    return [
        f"{WRITERS} writers, threads of one process; each payment is a durable transaction of its own, to",
        f"an account with {PAID_BEFORE} payments. The driver inserts the payment and its entry, knowing its",
        "number and balance. Posting asks two statements too: the payment is stored from its account's row,",
        "which locks it, and its entry goes on from the last one. What it costs beyond the driver is",
        "SQLAlchemy's work around them, which the threads of one interpreter do one after another. Crediting",
        "settles a checkout by the provider's word, with its receipt and audit record.",
        "",
        "| database | driver/s | posted/s | of the driver | credited/s | of the driver |",
        "|---|--:|--:|--:|--:|--:|",
        *rows,
    ]
