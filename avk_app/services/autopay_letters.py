"""Letters about autopay, in the transaction of what they tell about, to the e-mail on file."""

from sqlmodel import Session

from avk_app.config import get_settings
from avk_app.domain.period import Period
from avk_app.letters import Wording
from avk_app.letters.autopay import (
    card_label,
    ended_letter,
    not_charged_letter,
    notice_letter,
    started_letter,
)
from avk_app.models import Account, Autopay, AutopayNotice
from avk_app.services.letters import queue_letter


def tell_started(session: Session, autopay: Autopay) -> None:
    """The card was saved."""
    account = session.get_one(Account, autopay.account_id)
    letter = started_letter(
        account.number, _card(autopay), autopay.pay_on_day, autopay.limit_kopecks, get_settings().origin
    )
    _queue(session, account, letter)


def tell_ended(session: Session, autopay: Autopay) -> None:
    """It was switched off."""
    account = session.get_one(Account, autopay.account_id)
    _queue(session, account, ended_letter(account.number, get_settings().origin))


def tell_notice(session: Session, autopay: Autopay, notice: AutopayNotice) -> int | None:
    """What will be taken; the letter's id, None when there is nowhere to send it."""
    account = session.get_one(Account, autopay.account_id)
    letter = notice_letter(
        Period.from_code(notice.period),
        (notice.amount_kopecks, notice.fee_kopecks),
        notice.charge_on,
        _card(autopay),
        account.number,
        get_settings().origin,
    )
    return _queue(session, account, letter)


def tell_not_charged(session: Session, account_id: int, period: int, reason: str) -> None:
    """Nothing is taken for a bill: `over_limit`, `declined` or `missed`."""
    account = session.get_one(Account, account_id)
    letter = not_charged_letter(Period.from_code(period), reason, account.number, get_settings().origin)
    _queue(session, account, letter)


def _card(autopay: Autopay) -> str:
    return card_label(autopay.card_brand, autopay.card_last4)


def _queue(session: Session, account: Account, letter: Wording) -> int | None:
    if not account.email:
        return None
    queued = queue_letter(session, account.email, letter.subject, letter.body)
    session.flush()
    return queued.id
