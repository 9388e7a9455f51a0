"""The rules that charging and paying need, brought into a database: policy, fees, tariffs and norms."""

from sqlmodel import Session, col, select

from avk_app.models import TariffRate
from avk_app.services.payment_fees import load_fees
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs


def load_rules(session: Session) -> int:
    """Append the shipped rows that the database misses; how many there were.

    Shipped rates are samples: once a rate of the utility's own is stored, none is added beside it.
    Raises InvariantError when a stored row says something else.
    """
    added = load_policy(session) + load_fees(session)
    return added if _has_own_rates(session) else added + load_tariffs(session)


def are_rates_samples(session: Session) -> bool:
    """Whether every stored rate is a sample: bills made with them are no bills."""
    return not _has_own_rates(session)


def _has_own_rates(session: Session) -> bool:
    query = select(TariffRate.id).where(col(TariffRate.is_sample).is_(False)).limit(1)
    return session.exec(query).first() is not None
