"""The slip for a bank transfer: whom to pay, how much and what for, for the actor's own account."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.bill_document import Provider
from avk_app.domain.masking import mask_name
from avk_app.domain.payments import require_amount
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.errors import FieldProblem, InvalidInput
from avk_app.gateways.requisites import provider_on
from avk_app.models import Account
from avk_app.services.access import Actor, get_own_account
from avk_app.services.policy import get_policy_value


@dataclass(frozen=True)
class PaymentSlip:
    """What a bank needs. First name and patronymic are masked for a surname session, as on the bill."""

    account_number: str
    surname: str
    first_name: str
    patronymic: str
    amount_kopecks: int
    period: Period | None
    made_on: date
    provider: Provider


def get_payment_slip(
    session: Session, actor: Actor, amount_kopecks: int, period: Period | None = None
) -> PaymentSlip:
    """The slip for any amount up to the cap, for a month of the account or for none in particular.

    Raises NotFound without an account, InvalidInput `amount_zero`, `amount_over_cap` or `slip_period`.
    """
    account, today = get_own_account(session, actor), clock.today()
    cap = get_policy_value(session, PolicyKey.PAYMENT_CAP_KOPECKS, today)
    write = mask_name if actor.is_masked else str
    return PaymentSlip(
        account_number=account.number,
        surname=account.surname,
        first_name=write(account.first_name),
        patronymic=write(account.patronymic),
        amount_kopecks=require_amount(amount_kopecks, cap),
        period=_require_lived_through(period, account, today),
        made_on=today,
        provider=provider_on(today),
    )


def _require_lived_through(period: Period | None, account: Account, today: date) -> Period | None:
    """There is nothing to pay for before the account was opened, and no bill for a month to come."""
    if period is not None and not Period.of(account.opened_on) <= period <= Period.of(today):
        raise InvalidInput((FieldProblem("period", "slip_period"),))
    return period
