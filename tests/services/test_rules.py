"""Shipped rules reach every database once, and give way to a utility's own rates."""

from datetime import date
from pathlib import Path

import pytest
import time_machine
from sqlmodel import Session, col, func, select

from avk_app import clock
from avk_app.domain.dated import RowChanged, RowsHaveGap, RowsOverlap
from avk_app.errors import ConfigError
from avk_app.models import BillingRun, Norm, PolicyRule, TariffRate
from avk_app.models.tariffs import Service
from avk_app.services.rules import are_rates_samples, load_rules
from avk_app.services.tariffs import DATA_DIR, load_tariffs

TARIFFS = "service,rate_kopecks_per_m3,valid_from,valid_until,act,is_sample"
NORMS = "water,litres_per_person,valid_from,valid_until,act,is_sample"
WATER, WASTEWATER = "water,2100,2026-01-01,,№ 1,no", "wastewater,2400,2026-01-01,,№ 1,no"
SAMPLE = "water,1655,2024-07-01,2025-06-30,№ 0,yes"
NORM_ACT = "Приказ министерства о нормативах потребления"
NEXT = "water,2300,2027-01-01,,№ 2,no"
COLD, HOT = f"cold,4340,2013-06-01,,{NORM_ACT},yes", f"hot,3160,2013-06-01,,{NORM_ACT},yes"


@pytest.fixture(autouse=True)
def _on_a_day() -> object:
    with time_machine.travel("2026-11-22T12:00:00+08:00", tick=False):
        yield


def _count(session: Session, model: type[TariffRate | Norm]) -> int:
    return session.exec(select(func.count(col(model.id)))).one()


def _rates(session: Session, service: Service = Service.WATER) -> list[int]:
    query = select(TariffRate.rate_kopecks_per_m3).where(TariffRate.service == service)
    return list(session.exec(query.order_by(col(TariffRate.valid_from))))


def _load(session: Session, folder: Path, *tariffs: str, norms: tuple[str, ...] = (COLD, HOT)) -> int:
    (folder / "tariffs.csv").write_text("\n".join((TARIFFS, *tariffs)))
    (folder / "norms.csv").write_text("\n".join((NORMS, *norms)))
    return load_tariffs(session, folder)


def _charge(session: Session) -> None:
    now = clock.now()
    session.add(BillingRun(period=202610, known_until=now, started_at=now, finished_at=now))
    session.flush()


def test_an_empty_database_gets_policy_rates_and_norms_once(session: Session) -> None:
    load_rules(session)
    assert session.exec(select(PolicyRule).limit(1)).first() is not None
    assert _count(session, TariffRate) > 0 < _count(session, Norm)
    assert load_rules(session) == 0


def test_shipped_rates_are_samples_and_say_so(session: Session) -> None:
    load_rules(session)
    assert are_rates_samples(session)


def test_no_sample_is_put_beside_the_utilitys_own_rate(session: Session, tmp_path: Path) -> None:
    assert _load(session, tmp_path, SAMPLE, WATER, WASTEWATER) == 4
    assert _load(session, tmp_path, SAMPLE, WATER, WASTEWATER) == 0
    assert load_tariffs(session, DATA_DIR) == 0
    assert _rates(session) == [2100]


def test_the_next_rate_and_norm_are_appended_to_the_utilitys_own(session: Session, tmp_path: Path) -> None:
    _load(session, tmp_path, WATER, WASTEWATER)
    _charge(session)
    norms = ("cold,4000,2027-01-01,,№ 4,no", HOT)
    assert _load(session, tmp_path, SAMPLE, WATER, WASTEWATER, NEXT, norms=norms) == 2
    assert _rates(session) == [2100, 2300]
    assert _rates(session, Service.WASTEWATER) == [2400]


def test_samples_are_told_of_until_tariffs_and_norms_are_the_utilitys_own(
    session: Session, tmp_path: Path
) -> None:
    _load(session, tmp_path, WATER, WASTEWATER)
    assert are_rates_samples(session)
    own = (COLD.replace("yes", "no"), HOT.replace("yes", "no"))
    assert _load(session, tmp_path, WATER, WASTEWATER, norms=own) == 2
    assert not are_rates_samples(session)


def test_the_utilitys_own_rates_take_the_place_of_samples_while_nothing_is_charged(
    session: Session, tmp_path: Path
) -> None:
    load_tariffs(session)
    assert _load(session, tmp_path, WATER, WASTEWATER) == 2
    assert (_rates(session), _rates(session, Service.WASTEWATER)) == ([2100], [2400])


def test_samples_that_were_charged_by_stay_and_are_followed(session: Session, tmp_path: Path) -> None:
    _load(session, tmp_path, SAMPLE, SAMPLE.replace("water", "wastewater"))
    _charge(session)
    assert _load(session, tmp_path, WATER, WASTEWATER) == 2
    assert _rates(session) == [1655, 2100]


def test_samples_stay_when_today_would_be_left_without_a_rate(session: Session, tmp_path: Path) -> None:
    load_tariffs(session)
    with pytest.raises(RowsHaveGap) as missing:
        _load(session, tmp_path, WATER)
    assert missing.value.subject == "wastewater"
    with pytest.raises(RowsHaveGap):
        _load(session, tmp_path, NEXT, WASTEWATER)
    assert len(_rates(session)) == 4


def test_an_edited_row_is_refused_and_nothing_is_written(session: Session, tmp_path: Path) -> None:
    _load(session, tmp_path, WATER, WASTEWATER)
    with pytest.raises(RowChanged) as changed:
        _load(session, tmp_path, WATER.replace("2026-01-01,", "2026-01-01,2026-12-31"), WASTEWATER, NEXT)
    assert (changed.value.subject, changed.value.valid_from) == ("water", date(2026, 1, 1))
    assert _rates(session) == [2100]


def test_a_row_that_overlaps_is_refused_and_nothing_is_written(session: Session, tmp_path: Path) -> None:
    _load(session, tmp_path, WATER, WASTEWATER, NEXT)
    between = "water,2200,2026-07-01,,№ 5,no"
    with pytest.raises(RowsOverlap) as overlap:
        _load(session, tmp_path, WATER, WASTEWATER, between, NEXT)
    assert (overlap.value.subject, overlap.value.day) == ("water", date(2026, 7, 1))
    assert _rates(session) == [2100, 2300]


@pytest.mark.parametrize(
    ("right", "wrong"), [("2100", "21,00"), ("2026-", "01.01.2026-"), ("water,", "воды,")]
)
def test_a_cell_that_cannot_be_read_is_named_by_its_line(
    session: Session, tmp_path: Path, right: str, wrong: str
) -> None:
    with pytest.raises(ConfigError, match=r"tariffs.csv, line 3: "):
        _load(session, tmp_path, WASTEWATER, WATER.replace(right, wrong, 1))
    assert _count(session, TariffRate) == 0
