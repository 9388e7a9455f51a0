"""The rules that charging and paying need, brought into a database: policy, fees, tariffs and norms."""

from sqlmodel import Session, col, select

from avk_app.models import Norm, TariffRate
from avk_app.services.payment_fees import load_fees
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs


def load_rules(session: Session) -> int:
    """Append the shipped rows that the database misses; how many there were.

    Raises RowChanged, RowsOverlap or RowsHaveGap when they do not fit what is stored.
    """
    return load_policy(session) + load_fees(session) + load_tariffs(session)


def are_rates_samples(session: Session) -> bool:
    """Whether every stored tariff or every norm is a sample: bills made with them are no bills."""
    return not (_has_own(session, TariffRate) and _has_own(session, Norm))


def _has_own(session: Session, model: type[TariffRate | Norm]) -> bool:
    return session.exec(select(model.id).where(col(model.is_sample).is_(False)).limit(1)).first() is not None
