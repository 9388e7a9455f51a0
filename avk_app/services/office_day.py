"""A day of the offices: what was taken and what went back, by the means of payment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from avk_app.errors import NotAllowed
from avk_app.models import Account, OfficePayment, Payment, User
from avk_app.models.office_payments import OfficeMeans
from avk_app.models.users import Role
from avk_app.services.access import Actor, may_handle_money

MOST_LISTED = 500


@dataclass(frozen=True)
class OfficeMove:
    """One payment taken, or one given back (negative)."""

    payment_id: int
    account_number: str
    amount_kopecks: int
    means: OfficeMeans
    office: str
    member: str
    is_cancelled: bool


@dataclass(frozen=True)
class OfficeTotal:
    """What the till must show for one means of payment."""

    means: OfficeMeans
    taken_kopecks: int
    returned_kopecks: int


@dataclass(frozen=True)
class OfficeDay:
    """At most 500 moves of a day; the totals count all of them."""

    day: date
    moves: tuple[OfficeMove, ...]
    totals: tuple[OfficeTotal, ...]


def list_office_payments(session: Session, actor: Actor, day: date) -> OfficeDay:
    """A cashier's own day, or everybody's for an administrator. Raises NotAllowed for others.

    Money counts for the day and the person that took it or gave it back: a payment cancelled later lowers the
    day of its cancelling.
    """
    role = session.connection().scalar(
        select(col(User.role)).where(col(User.id) == actor.user_id, may_handle_money(actor))
    )
    if role is None:
        raise NotAllowed("cashier")
    own = None if role is Role.ADMINISTRATOR else actor.user_id
    taken = _where(col(OfficePayment.taken_on), col(OfficePayment.cashier_id), day, own)
    returned = _where(col(OfficePayment.cancelled_on), col(OfficePayment.cancelled_by), day, own)
    moves = (
        *_moves(session, taken, col(OfficePayment.cashier_id), 1),
        *_moves(session, returned, col(OfficePayment.cancelled_by), -1),
    )
    return OfficeDay(day, moves[:MOST_LISTED], _totals(session, taken, returned))


def _where(day_column: Any, member_column: Any, day: date, own: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [day_column == day]
    return conditions if own is None else [*conditions, member_column == own]


def _moves(
    session: Session, conditions: list[ColumnElement[bool]], member_column: Any, sign: int
) -> list[OfficeMove]:
    query = (
        select(
            col(OfficePayment.payment_id),
            col(Account.number),
            col(Payment.amount_kopecks),
            col(OfficePayment.means),
            col(OfficePayment.office),
            col(User.login),
            col(OfficePayment.cancelled_on),
        )
        .join(Payment, col(Payment.id) == col(OfficePayment.payment_id))
        .join(Account, col(Account.id) == col(Payment.account_id))
        .join(User, col(User.id) == member_column)
        .where(*conditions)
        .order_by(col(OfficePayment.payment_id))
        .limit(MOST_LISTED)
    )
    return [
        OfficeMove(payment_id, number, sign * kopecks, means, office, login, cancelled_on is not None)
        for payment_id, number, kopecks, means, office, login, cancelled_on in session.connection().execute(
            query
        )
    ]


def _totals(
    session: Session, taken: list[ColumnElement[bool]], returned: list[ColumnElement[bool]]
) -> tuple[OfficeTotal, ...]:
    ins, outs = _sums(session, taken), _sums(session, returned)
    return tuple(OfficeTotal(means, ins.get(means, 0), outs.get(means, 0)) for means in OfficeMeans)


def _sums(session: Session, conditions: list[ColumnElement[bool]]) -> dict[OfficeMeans, int]:
    query = (
        select(col(OfficePayment.means), func.sum(col(Payment.amount_kopecks)))
        .join(Payment, col(Payment.id) == col(OfficePayment.payment_id))
        .where(*conditions)
        .group_by(col(OfficePayment.means))
    )
    return {means: int(kopecks) for means, kopecks in session.connection().execute(query)}
