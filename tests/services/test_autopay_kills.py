"""A round of autopay killed at every step: a bill is told of once, charged once and credited once."""

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.models import Autopay, AutopayNotice, Checkout, Letter, Payment, PaymentDifference
from avk_app.models.autopay import AutopayStatus, NoticeStatus
from avk_app.models.checkouts import CheckoutStatus
from avk_app.sandbox import Switch, WebhookFault
from avk_app.services import autopay_charge, autopay_notices
from avk_app.services.autopay import get_setup_page, start_autopay
from avk_app.services.autopay_charge import charge_due
from avk_app.services.autopay_notices import announce_due
from avk_app.services.autopay_setup import confirm_autopay
from avk_app.services.checks import check_books
from avk_app.services.database import reading, transaction
from avk_app.services.ledger import get_balance
from avk_app.services.reconciliation import compare_with_provider, reconcile
from tests.autopay import TERMS, make_billed_payer, on_day, send_letters
from tests.cashdesk import AT_ONCE, provider_at
from tests.mortals import Life
from tests.sandbox.server import DAY, Sandbox, new_utility, running_sandbox, running_server
from tests.soak import FACTOR

STRIDE = {"sqlite": 1, "postgresql": 5}
PAYERS = 25 * FACTOR
CARDS = ("paid", "paid", "paid", "paid", "confirm-always")
PATIENCE_SECONDS = 60
ALL = 1_000_000
TOLD_ON, CHARGED_ON = 3, 5
ASKING = {"INSERT INTO letter", "INSERT INTO checkout", "ask charge_saved", "heard charge_saved", "COMMIT"}
SETTLING = {"INSERT INTO payment", "INSERT INTO ledger_entry", "INSERT INTO receipt", "UPDATE checkout SET"}


@dataclass(frozen=True)
class World:
    """A database, a provider, and the accounts whose owners let a card pay: some cards are declined."""

    engine: Engine
    sandbox: Sandbox
    last_word: Path

    def transactions(self) -> AbstractContextManager[Session]:
        return transaction(self.engine)

    def addresses(self) -> tuple[str, str]:
        return self.engine.url.render_as_string(hide_password=False), self.sandbox.url

    def agree(self, number: int) -> int:
        """Somebody with a bill saves a card; their account's id."""
        provider = provider_at(self.sandbox.url)
        with self.transactions() as session:
            account, owner = make_billed_payer(session, email=f"payer{number}@example.ru")
        key = start_autopay(owner, TERMS, "2026-11", provider, self.transactions)
        with reading(self.engine) as session:
            page = get_setup_page(session, owner, key)
        self.sandbox.provider.act("pay", session=page.rpartition("/")[2], card=CARDS[number % len(CARDS)])
        confirm_autopay(owner, key, provider, self.transactions)
        return account.id or 0


@contextmanager
def _open_world(engine: Engine, folder: Path) -> Iterator[World]:
    with running_server() as server, running_sandbox(server, folder, new_utility(server)) as sandbox:
        yield World(engine, sandbox, folder / "last_word")


def _live(addresses: tuple[str, str], day: int, dies_at: int, last_word: Path) -> None:
    """A process that does one payer's round of the day and reconciles, as far as it comes."""
    autopay_notices.MOST_AT_ONCE = autopay_charge.MOST_AT_ONCE = 1
    life = Life(dies_at, last_word)
    provider, transactions = life.provider(provider_at(addresses[1])), life.transactions(addresses[0])
    with on_day(11, day):
        announce_due(transactions)
        charge_due(provider, transactions)
        reconcile(provider, transactions, AT_ONCE)


def _kill_at_every_step(world: World, day: int) -> set[str]:
    """Lives, each some steps longer than the last, until one comes to its end; where the others ended."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    stride, ends = STRIDE[world.engine.dialect.name], set()
    for sweep in range(FACTOR):
        for step in count(1 + sweep % stride, stride):
            process = context.Process(target=_live, args=(world.addresses(), day, step, world.last_word))
            process.start()
            process.join(PATIENCE_SECONDS)
            if process.exitcode == 0:
                break
            assert process.exitcode == -signal.SIGKILL
            ends.add(world.last_word.read_text())
    return ends


def _tell_and_charge_in_spite_of_kills(world: World) -> set[str]:
    """Where the lives ended; the last ones, of both days, are whole."""
    ends = _kill_at_every_step(world, TOLD_ON)
    announce_due(world.transactions)
    send_letters(world.transactions)
    with on_day(11, CHARGED_ON):
        world.sandbox.faults.switch_on(Switch(WebhookFault.LOSE, ALL, "payment_intent.*"))
        ends |= _kill_at_every_step(world, CHARGED_ON)
        provider = provider_at(world.sandbox.url)
        for _ in range(2):  # the second finds nothing to do
            announce_due(world.transactions)
            charge_due(provider, world.transactions)
            reconcile(provider, world.transactions, AT_ONCE)
        found = compare_with_provider(provider, clock.now() - DAY, world.transactions)
        assert (found.credited, found.differences) == (0, 0)
    return ends


def _charges(sandbox: Sandbox) -> dict[str, int]:
    """What the provider took for each of our keys, 0 where it declined; it was asked once about each."""
    intents = list(sandbox.stripe.v1.payment_intents.list({"limit": 100}).auto_paging_iter())
    charges = {intent.metadata["checkout"]: intent.amount_received for intent in intents}
    assert len(charges) == len(intents)
    return charges


def _credited(session: Session) -> dict[str, int]:
    rows = session.exec(
        select(Checkout.key, Payment.amount_kopecks, Payment.fee_kopecks).join(
            Payment, col(Payment.id) == col(Checkout.payment_id)
        )
    )
    return {key: amount + fee for key, amount, fee in rows}


@pytest.mark.slow
def test_a_round_killed_at_every_step_tells_charges_and_credits_each_bill_once(
    fresh_engine: Engine, tmp_path: Path
) -> None:
    with on_day(11, TOLD_ON), _open_world(fresh_engine, tmp_path) as world:
        accounts = [world.agree(number) for number in range(PAYERS)]
        ends = _tell_and_charge_in_spite_of_kills(world)
        if STRIDE[fresh_engine.dialect.name] == 1:
            assert ends >= ASKING
            assert SETTLING & ends, "nobody died while settling"
        charges = _charges(world.sandbox)
    with reading(fresh_engine) as session:
        assert _credited(session) == {key: taken for key, taken in charges.items() if taken}
        _require_each_bill_dealt_with(session, accounts, len(charges))
        assert check_books(session) == []
        assert session.exec(select(PaymentDifference)).all() == []


def _require_each_bill_dealt_with(session: Session, accounts: list[int], charges: int) -> None:
    """Paid, or its payer was told that it is not; and autopay goes on with the next."""
    declined = {account for number, account in enumerate(accounts) if CARDS[number % len(CARDS)] != "paid"}
    owing = {account for account in accounts if get_balance(session, account).kopecks > 0}
    failed = select(Checkout.account_id).where(col(Checkout.status) == CheckoutStatus.FAILED)
    assert (charges, owing, set(session.exec(failed))) == (len(accounts), declined, declined)
    assert set(session.exec(select(AutopayNotice.status))) == {NoticeStatus.ASKED}
    assert set(session.exec(select(Autopay.status))) == {AutopayStatus.ACTIVE}
    letters = session.exec(select(Letter.recipient, Letter.subject)).all()
    assert len(letters) == len(set(letters)) == 2 * len(accounts) + len(declined)
