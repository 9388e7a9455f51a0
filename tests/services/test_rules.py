"""Shipped rules reach every database once, and never stand beside a utility's own rates."""

from datetime import date

from sqlmodel import Session, col, func, select

from avk_app.models import Norm, PolicyRule, TariffRate
from avk_app.models.tariffs import Service
from avk_app.services.rules import are_rates_samples, load_rules


def _count(session: Session, model: type[TariffRate | Norm]) -> int:
    return session.exec(select(func.count(col(model.id)))).one()


def test_an_empty_database_gets_policy_rates_and_norms_once(session: Session) -> None:
    load_rules(session)
    assert session.exec(select(PolicyRule).limit(1)).first() is not None
    assert _count(session, TariffRate) > 0 < _count(session, Norm)
    assert load_rules(session) == 0


def test_shipped_rates_are_samples_and_say_so(session: Session) -> None:
    load_rules(session)
    assert are_rates_samples(session)


def test_no_sample_is_put_beside_the_utilitys_own_rate(session: Session) -> None:
    own = TariffRate(service=Service.WATER, rate_kopecks_per_m3=2100, valid_from=date(2026, 1, 1), act="№ 1")
    session.add(own)
    session.flush()
    load_rules(session)
    assert _count(session, TariffRate) == 1
    assert not are_rates_samples(session)
