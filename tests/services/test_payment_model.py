"""Paying, sending back, disputing, importing and reversing in any order, with the provider's messages lost,
doubled and out of order: the books always say what a few lines of arithmetic say, and what the provider says.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from avk_app.domain.statement import Statement, StatementLine
from avk_app.errors import GatewayError, InvalidInput
from avk_app.models import Checkout, LedgerEntry, Payment, PaymentDifference
from avk_app.models.office_payments import OfficeMeans
from avk_app.models.payments import PaymentChannel
from avk_app.models.users import Role
from avk_app.sandbox import AnswerFault, Switch, WebhookFault
from avk_app.services.checkouts import StartCheckout, get_checkout_page
from avk_app.services.checks import check_books
from avk_app.services.console import CONSOLE
from avk_app.services.database import build_engine, reading, transaction
from avk_app.services.ledger import get_balance, reverse_entry
from avk_app.services.office_payments import (
    TakeOfficePayment,
    cancel_office_payment,
    receive_office_payment,
)
from avk_app.services.reconciliation import compare_with_provider
from avk_app.services.refunds import RequestRefund, refund_payment
from avk_app.services.rules import load_rules
from avk_app.services.statement_import import import_statement
from tests.actors import actor_for, staff_actor
from tests.cashdesk import Cashdesk, open_cashdesk
from tests.databases import copy_database
from tests.factories import make_account
from tests.faulty_world import FaultyWorld, held, sum_of_entries
from tests.payment_model import AccountModel, Back, CardPayment
from tests.soak import FACTOR
from tests.statements import PAYERS, TODAY

EXAMPLES, STEPS = 25, 12
AMOUNTS = st.sampled_from([1, 100_00, 383_69])
SHARES = st.sampled_from([0.01, 0.5, 0.999, 1.0])
FAULTS = st.sampled_from([None, WebhookFault.LOSE, WebhookFault.DOUBLE, WebhookFault.REORDER])
REFUSED_CARDS = st.sampled_from(["declined", "no-money", "fails-later"])
RARELY = st.sampled_from([False] * 9 + [True])


@pytest.fixture(scope="module")
def desk(template_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cashdesk]:
    folder = tmp_path_factory.mktemp("model")
    engine = build_engine(copy_database(template_url, folder))
    with transaction(engine) as session:
        load_rules(session)
    with open_cashdesk(engine, folder) as opened:
        yield opened
    engine.dispose()


class Paying(RuleBasedStateMachine):
    """One account's whole life with the provider, the office and the bank."""

    pages = Bundle("pages")
    processing = Bundle("processing")
    cards = Bundle("cards")
    refunds = Bundle("refunds")
    disputes = Bundle("disputes")
    office_payments = Bundle("office_payments")
    transfers = Bundle("transfers")

    def __init__(self, desk: Cashdesk) -> None:
        super().__init__()
        self.desk, self.world, self.model = desk, FaultyWorld(desk), AccountModel()
        self.lines: list[StatementLine] = []
        self.since = desk.sandbox.clock.now() - timedelta(seconds=1)

    @initialize()
    def open_account(self) -> None:
        with self.desk.transactions() as session:
            self.account = make_account(session, email="")
            self.payer = actor_for(session, self.account)
            self.cashier = staff_actor(session, Role.CASHIER)

    @rule(target=pages, amount=AMOUNTS, is_wallet=st.booleans())
    def start(self, amount: int, is_wallet: bool) -> Any:
        channel = PaymentChannel.E_WALLET if is_wallet else PaymentChannel.CARD
        key = self.desk.start(self.payer, StartCheckout(channel, amount))
        known = self.model.find_open(amount, is_wallet=is_wallet)
        if known is not None:
            assert key == known.key
            return multiple()
        with reading(self.desk.engine) as session:
            page = get_checkout_page(session, self.payer, key).rpartition("/")[2].partition("#")[0]
            checkout = session.exec(select(Checkout).where(Checkout.key == key)).one()
        card = CardPayment(key, page, is_wallet, amount, checkout.fee_kopecks)
        self.model.cards.append(card)
        return card

    @rule(page=pages, card=REFUSED_CARDS, fault=FAULTS)
    def be_declined(self, page: CardPayment, card: str, fault: WebhookFault | None) -> None:
        self.world.act(fault, "pay", session=page.page_id, card=card)

    @rule(target=cards, page=consumes(pages), fault=FAULTS)
    def pay(self, page: CardPayment, fault: WebhookFault | None) -> CardPayment:
        card = "link" if page.is_wallet else "confirm"
        page.intent_id = self.world.act(fault, "pay", session=page.page_id, card=card)["id"]
        page.status = "paid"
        return page

    @rule(target=disputes, page=consumes(pages), fault=FAULTS)
    def pay_and_be_disputed(self, page: CardPayment, fault: WebhookFault | None) -> tuple[CardPayment, Back]:
        page.intent_id = self.world.act(fault, "pay", session=page.page_id, card="disputed")["id"]
        page.status, page.is_disputed = "paid", True
        (dispute,) = self.world.truth("dispute", page.intent_id)
        return page, page.send_back(dispute["id"], dispute["amount"])

    @rule(target=processing, page=consumes(pages), fault=FAULTS)
    def pay_slowly(self, page: CardPayment, fault: WebhookFault | None) -> CardPayment:
        self.desk.sandbox.faults.is_settlement_slow = True
        page.intent_id = self.world.act(fault, "pay", session=page.page_id, card="link")["id"]
        page.status = "processing"
        return page

    @rule(target=cards, page=consumes(processing), fault=FAULTS)
    def money_comes(self, page: CardPayment, fault: WebhookFault | None) -> CardPayment:
        self.world.act(fault, "settle", payment_intent=page.intent_id)
        page.status = "paid"
        return page

    @rule(page=consumes(processing), fault=FAULTS)
    def money_does_not_come(self, page: CardPayment, fault: WebhookFault | None) -> None:
        self.world.act(fault, "fail_payment", payment_intent=page.intent_id)
        page.status = "failed"

    @rule(page=consumes(pages), fault=FAULTS)
    def leave_and_expire(self, page: CardPayment, fault: WebhookFault | None) -> None:
        self.world.act(fault, "expire", session=page.page_id)
        page.status = "expired"

    @rule(
        target=refunds, card=cards, share=SHARES, fault=FAULTS, is_down=st.sampled_from([False] * 9 + [True])
    )
    def refund(self, card: CardPayment, share: float, fault: WebhookFault | None, is_down: bool) -> Any:
        """By staff. With `is_down` the provider is asked in vain, and by the reconciliation again."""
        amount = max(1, int(card.amount_kopecks * share))
        if amount > card.amount_left_kopecks:
            with pytest.raises(InvalidInput):
                self._refund(card, amount)
            return multiple()
        if card.is_disputed:
            with pytest.raises(GatewayError):
                self._refund(card, amount)
            return multiple()
        if is_down:
            down = Switch(AnswerFault.FAIL_BEFORE_WORK, times=3, matching="*refunds*")
            self.desk.sandbox.faults.switch_on(down)
            with pytest.raises(GatewayError):
                self._refund(card, amount)
        else:
            self.world.with_fault(fault, lambda: self._refund(card, amount))
        self.world.settle()
        return card, card.send_back(self.world.truth("refund", card.intent_id)[0]["id"], amount)

    @rule(target=refunds, card=cards, share=SHARES, fault=FAULTS)
    def be_refunded_by_the_provider(self, card: CardPayment, share: float, fault: WebhookFault | None) -> Any:
        amount = max(1, int(card.left_kopecks * share))
        if card.is_disputed or card.left_kopecks == 0:
            return multiple()
        made = self.world.act(fault, "refund", payment_intent=card.intent_id, amount=amount)
        return card, card.send_back(made["id"], amount)

    @rule(refund=consumes(refunds), fault=FAULTS)
    def refund_fails_later(self, refund: tuple[CardPayment, Back], fault: WebhookFault | None) -> None:
        _card, back = refund
        self.world.act(fault, "fail_refund", refund=back.provider_id)
        back.is_undone = True

    @rule(target=disputes, card=cards, share=SHARES, fault=FAULTS)
    def be_disputed(self, card: CardPayment, share: float, fault: WebhookFault | None) -> Any:
        amount = max(1, int(card.left_kopecks * share))
        if card.is_disputed or card.left_kopecks == 0:
            return multiple()
        made = self.world.act(fault, "open_dispute", payment_intent=card.intent_id, amount=amount)
        card.is_disputed = True
        return card, card.send_back(made["id"], amount)

    @rule(dispute=consumes(disputes), is_won=st.booleans(), fault=FAULTS)
    def decide(self, dispute: tuple[CardPayment, Back], is_won: bool, fault: WebhookFault | None) -> None:
        _card, back = dispute
        self.world.act(fault, "win_dispute" if is_won else "lose_dispute", dispute=back.provider_id)
        back.is_undone = is_won

    @rule(target=office_payments, amount=AMOUNTS)
    def pay_in_office(self, amount: int) -> int:
        key = f"{self.account.number}-{len(self.model.office)}"
        command = TakeOfficePayment(self.account.number, amount, OfficeMeans.CASH, "ул. Мира, 2а", key)
        papers = set()
        for _click in range(2):
            with self.desk.transactions() as session:
                papers.add(receive_office_payment(session, self.cashier, command).payment_id)
        (payment_id,) = papers
        self.model.office[payment_id] = amount
        return payment_id

    @rule(payment_id=consumes(office_payments))
    def cancel_in_office(self, payment_id: int) -> None:
        with self.desk.transactions() as session:
            cancel_office_payment(session, self.cashier, payment_id, "не тот счёт")
        self.model.office[payment_id] = 0

    @rule(target=transfers, amounts=st.lists(AMOUNTS, max_size=2), overlap=st.integers(0, 3))
    def import_statement(self, amounts: list[int], overlap: int) -> Any:
        """The newest lines after so many of earlier files; without new ones the same file again."""
        first = len(self.lines)
        self.lines += [self._line(first + place, kopecks) for place, kopecks in enumerate(amounts)]
        file = Statement(tuple(self.lines[max(0, first - overlap) :]))
        with self.desk.transactions() as session:
            report = import_statement(session, CONSOLE, file)
        assert (report.matched.count, report.doubtful.count) == (len(amounts), 0)
        self.model.transfers += amounts
        return multiple(*range(first, len(self.lines)))

    @rule(place=consumes(transfers))
    def reverse(self, place: int) -> None:
        """Staff take a wrongly credited transfer back."""
        with self.desk.transactions() as session:
            entry = session.exec(
                select(LedgerEntry)
                .join(Payment, col(Payment.id) == col(LedgerEntry.payment_id))
                .where(Payment.account_id == self.account.id, Payment.channel == PaymentChannel.BANK_TRANSFER)
                .order_by(col(LedgerEntry.id))
                .offset(place)
                .limit(1)
            ).one()
            reverse_entry(session, entry.id or 0, TODAY)
        self.model.reversed_transfers += entry.amount_kopecks

    @invariant()
    def the_books_agree_with_the_model(self) -> None:
        if not hasattr(self, "account"):
            return
        with reading(self.desk.engine) as session:
            balance = get_balance(session, self.account.id or 0).kopecks
            assert balance == self.model.balance_kopecks == sum_of_entries(session, self.account)
            checkouts = session.exec(select(Checkout).where(Checkout.account_id == self.account.id))
            statuses = {checkout.key: str(checkout.status) for checkout in checkouts}
            assert statuses == {card.key: card.expected_status for card in self.model.cards}
            assert session.exec(select(PaymentDifference)).all() == []

    @invariant()
    def the_provider_holds_what_we_hold(self) -> None:
        for card in self.model.cards:
            if card.status != "paid":
                continue
            with reading(self.desk.engine) as session:
                ours = held(session, card.key)
            assert 0 <= ours == self.world.held_by_provider(card.intent_id) == card.left_kopecks

    def teardown(self) -> None:
        for card in self.model.cards:
            if card.status == "open":
                self.leave_and_expire(card, None)
        done = compare_with_provider(self.desk.provider, self.since, self.desk.transactions)
        assert (done.credited, done.differences) == (0, 0)
        with reading(self.desk.engine) as session:
            assert check_books(session) == []

    def _refund(self, card: CardPayment, amount_kopecks: int) -> None:
        with reading(self.desk.engine) as session:
            paid = session.exec(select(Checkout.payment_id).where(Checkout.key == card.key)).one()
        command = RequestRefund(paid or 0, amount_kopecks, "оплатил дважды")
        refund_payment(self.cashier, command, self.desk.provider, self.desk.transactions)

    def _line(self, place: int, kopecks: int) -> StatementLine:
        purpose = f"Оплата по л/с {self.account.number}"
        return StatementLine(place, TODAY, str(place + 1), kopecks, "Соколова Анна", PAYERS, "", purpose)


@pytest.mark.slow
def test_the_books_hold_in_any_order_of_paying_sending_back_and_disputing(desk: Cashdesk) -> None:
    run_state_machine_as_test(
        lambda: Paying(desk),
        settings=settings(
            max_examples=EXAMPLES * FACTOR,
            stateful_step_count=STEPS,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
