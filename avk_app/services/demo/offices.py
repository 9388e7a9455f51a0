"""Which of the demo city's past payments were taken in an office: in cash, by its cashier."""

from collections.abc import Collection
from random import Random

from sqlmodel import Session, col, select

from avk_app.gateways.offices import load_offices
from avk_app.models import OfficePayment, Payment, User
from avk_app.models.office_payments import OfficeMeans
from avk_app.models.payments import PaymentChannel
from avk_app.models.users import Role
from avk_app.services.bulk import insert_rows
from avk_app.services.demo.rows import OfficePaymentRow
from avk_app.services.id_lists import is_among


def add_office_payments(session: Session, seed: int, payment_ids: Collection[int]) -> None:
    """As a cashier takes them; one can be cancelled like any other."""
    cashier_id = session.exec(
        select(User.id).where(col(User.role) == Role.CASHIER).order_by(col(User.id)).limit(1)
    ).one()
    paid = session.exec(
        select(Payment.id, Payment.account_id, col(Payment.paid_on))
        .where(is_among(col(Payment.id), payment_ids), col(Payment.channel) == PaymentChannel.OFFICE)
        .order_by(col(Payment.id))
    )
    rows = [
        OfficePaymentRow(
            payment_id or 0,
            cashier_id or 0,
            OfficeMeans.CASH,
            usual_office(seed, account_id),
            f"demo-{payment_id}",
            paid_on,
        )
        for payment_id, account_id, paid_on in paid
    ]
    insert_rows(session.connection(), OfficePayment, rows)


def usual_office(seed: int, account_id: int) -> str:
    """Where an account pays."""
    rng = Random(f"{seed}/{account_id}/office")  # noqa: S311 — a made-up city
    return rng.choice(load_offices()).name
