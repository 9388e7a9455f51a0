"""The rows behind autopay. Whoever changes one holds it: the payer's hand and the daily round take turns."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlmodel import Session, col, exists, select, update

from avk_app import clock
from avk_app.models import Autopay, AutopayNotice, User, UserAccount
from avk_app.models.autopay import AutopayStatus, NoticeStatus

log = structlog.get_logger()


@contextmanager
def not_in_the_way(event: str, row_id: int) -> Iterator[None]:
    """One row with a defect must not keep back the others of the round."""
    try:
        yield
    except Exception:
        log.exception(event, row_id=row_id)


def lock_autopay(session: Session, autopay_id: int) -> Autopay:
    """The row as it is by now, held until the transaction ends."""
    query = select(Autopay).where(col(Autopay.id) == autopay_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one()


def find_active(session: Session, account_id: int) -> Autopay | None:
    """The account's one active autopay, held until the transaction ends."""
    query = (
        select(Autopay)
        .where(col(Autopay.account_id) == account_id, col(Autopay.status) == AutopayStatus.ACTIVE)
        .with_for_update()
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def is_still_allowed(session: Session, autopay: Autopay) -> bool:
    """Whether who agreed still has the account: a flat that was sold is not paid by its last owner's card."""
    return session.exec(
        select(
            exists().where(
                col(User.id) == autopay.user_id,
                col(User.is_active),
                col(UserAccount.user_id) == col(User.id),
                col(UserAccount.account_id) == autopay.account_id,
            )
        )
    ).one()


def end_autopay(session: Session, autopay: Autopay) -> None:
    """From this commit on nothing new is charged; reconciliation has the provider forget the card."""
    autopay.status, autopay.ended_at = AutopayStatus.OFF, clock.now()
    session.exec(
        update(AutopayNotice)
        .where(
            col(AutopayNotice.autopay_id) == autopay.id,
            col(AutopayNotice.status) == NoticeStatus.ANNOUNCED,
        )
        .values(status=NoticeStatus.SWITCHED_OFF)
    )
    session.flush()
