"""Accounts as a whole."""

from sqlmodel import Session, col, func, select

from avk_app.models import Account


def count_accounts(session: Session) -> int:
    """How many there are, closed ones included."""
    return session.exec(select(func.count(col(Account.id)))).one()
