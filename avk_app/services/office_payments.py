"""Payments in an office: a cashier takes cash or a card, and takes a mistake back.

A cashier cancels what they took themselves, on the same day, while the money is in their till; what is older
or another's is an administrator's to cancel, on any day. A cancelled payment is reversed and counts as never
paid; the money's way is kept by two receipts.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.account_numbers import parse_account_number
from avk_app.domain.payments import require_amount
from avk_app.domain.policy import PolicyKey
from avk_app.domain.reasons import parse_reason
from avk_app.errors import Conflict, FieldProblem, InvalidInput, NotAllowed, NotFound
from avk_app.models import Account, LedgerEntry, OfficePayment, Payment, Receipt, User
from avk_app.models.office_payments import KEY_LENGTH, OFFICE_LENGTH, REASON_LENGTH, OfficeMeans
from avk_app.models.payments import PaymentChannel
from avk_app.models.users import Role
from avk_app.services import audit
from avk_app.services.access import Actor, may_handle_money
from avk_app.services.closed_accounts import require_takes_money
from avk_app.services.ledger import receive_payment, reverse_entry
from avk_app.services.policy import get_policy_value
from avk_app.services.receipt_document import list_receipt_numbers
from avk_app.services.receipts import issue_receipt, issue_return_receipt


@dataclass(frozen=True)
class TakeOfficePayment:
    """What the cashier entered. `key` names this very payment: the same key again by the same cashier on the
    same day is the same payment."""

    account_number: str
    amount_kopecks: int
    means: OfficeMeans
    office: str
    key: str


@dataclass(frozen=True)
class OfficePaper:
    """What to hand over: the payment and the number of the receipt that proves what was done."""

    payment_id: int
    receipt_number: str


def receive_office_payment(session: Session, actor: Actor, command: TakeOfficePayment) -> OfficePaper:
    """Credit a payment in an office and issue its receipt; once a key.

    Raises NotAllowed for others than cashiers and administrators, InvalidInput (`account_number_…`,
    `account_unknown`, `account_closed`, `amount_over_debt`, `amount_zero`, `amount_over_cap`,
    `office_key_length`) and Conflict when the key belongs to another payment (`office_key`) or to a cancelled
    one (`office_key_cancelled`).
    """
    cashier = _lock_member(session, actor)
    _require_key(command.key)
    known = _find_known(session, cashier, command.key)
    if known is not None:
        return _known_paper(session, command, known)
    account = _lock_account(session, command.account_number)
    cap_kopecks = get_policy_value(session, PolicyKey.PAYMENT_CAP_KOPECKS, clock.today())
    require_amount(command.amount_kopecks, cap_kopecks)
    require_takes_money(session, account, command.amount_kopecks, "account_number")
    return _take(session, actor, command, account.id or 0, cashier)


def cancel_office_payment(session: Session, actor: Actor, payment_id: int, reason: str) -> OfficePaper:
    """Reverse a payment in an office, once, and issue the receipt of the return.

    Raises InvalidInput (`reason_empty`, `reason_too_long`), NotAllowed (`cashier`: no staff who handle money;
    `administrator`: not one's own, or not of today), NotFound, and Conflict when it was cancelled already.
    """
    member = _lock_member(session, actor)
    cleaned = parse_reason(reason, REASON_LENGTH)
    office = session.exec(
        select(OfficePayment)
        .where(col(OfficePayment.payment_id) == payment_id, may_handle_money(actor))
        .with_for_update()
    ).first()
    if office is None:
        raise NotFound("payment")
    if office.cancelled_on is not None:
        raise Conflict("office_payment")
    is_own_of_today = (office.cashier_id, office.taken_on) == (member.id, clock.today())
    if not is_own_of_today and member.role is not Role.ADMINISTRATOR:
        raise NotAllowed("administrator")
    office.cancelled_on, office.cancelled_by, office.cancel_reason = clock.today(), member.id, cleaned
    return _reverse(session, actor, payment_id)


def _lock_member(session: Session, actor: Actor) -> User:
    """The member of staff, held until the transaction ends: a double click waits for the first one."""
    member = session.exec(
        select(User)
        .where(col(User.id) == actor.user_id, may_handle_money(actor))
        .with_for_update(key_share=True)
    ).first()
    if member is None:
        raise NotAllowed("cashier")
    return member


def _require_key(key: str) -> None:
    if not key or len(key) > KEY_LENGTH:
        raise InvalidInput((FieldProblem("key", "office_key_length", (("limit", KEY_LENGTH),)),))


def _find_known(session: Session, cashier: User, key: str) -> OfficePayment | None:
    """The payment of this key in the cashier's till of today: tickets are numbered anew every day."""
    return session.exec(
        select(OfficePayment).where(
            col(OfficePayment.cashier_id) == cashier.id,
            col(OfficePayment.taken_on) == clock.today(),
            col(OfficePayment.key) == key,
        )
    ).first()


def _known_paper(session: Session, command: TakeOfficePayment, known: OfficePayment) -> OfficePaper:
    """The payment of this key, when it is what the cashier sends again.

    A cancelled one is neither shown as taken nor taken anew: the press may be the first one, come late.
    """
    if known.cancelled_on is not None:
        raise Conflict("office_key_cancelled")
    payment, number = session.exec(
        select(Payment, Account.number)
        .join(Account, col(Account.id) == col(Payment.account_id))
        .where(col(Payment.id) == known.payment_id)
    ).one()
    typed = parse_account_number(command.account_number, "account_number")
    if (number, payment.amount_kopecks, known.means) != (typed, command.amount_kopecks, command.means):
        raise Conflict("office_key")
    return OfficePaper(known.payment_id, list_receipt_numbers(session, [known.payment_id])[known.payment_id])


def _lock_account(session: Session, typed_number: str) -> Account:
    number = parse_account_number(typed_number, "account_number")
    query = select(Account).where(col(Account.number) == number).with_for_update(key_share=True)
    account = session.exec(query).first()
    if account is None:
        raise InvalidInput((FieldProblem("account_number", "account_unknown"),))
    return account


def _take(
    session: Session, actor: Actor, command: TakeOfficePayment, account_id: int, cashier: User
) -> OfficePaper:
    today = clock.today()
    payment = receive_payment(session, account_id, PaymentChannel.OFFICE, command.amount_kopecks, today)
    office = OfficePayment(
        payment_id=payment.id,
        cashier_id=cashier.id or 0,
        means=command.means,
        office=command.office[:OFFICE_LENGTH],
        key=command.key,
        taken_on=today,
    )
    session.add(office)
    audit.record(session, actor, "office_payment.receive", "payment", payment.id)
    is_cash = command.means is OfficeMeans.CASH
    receipt_id = issue_receipt(session, payment, place=office.office, is_cash=is_cash)
    return _paper(session, payment.id, receipt_id)


def _reverse(session: Session, actor: Actor, payment_id: int) -> OfficePaper:
    payment = session.get_one(Payment, payment_id)
    entry_id = session.exec(select(LedgerEntry.id).where(col(LedgerEntry.payment_id) == payment_id)).one()
    reverse_entry(session, entry_id or 0, clock.today())
    audit.record(session, actor, "office_payment.cancel", "payment", payment_id)
    receipt_id = issue_return_receipt(session, payment, payment.amount_kopecks)
    return _paper(session, payment_id, receipt_id)


def _paper(session: Session, payment_id: int, receipt_id: int) -> OfficePaper:
    return OfficePaper(payment_id, session.get_one(Receipt, receipt_id).number)
