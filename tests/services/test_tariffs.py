"""Tariffs: the shipped rows, their standing on a day, and what a month costs."""

from datetime import date

import pytest
from sqlmodel import Session, delete

from avk_app.domain.dated import RowsHaveGap
from avk_app.models import TariffRate
from avk_app.models.tariffs import Service
from avk_app.services.policy import load_policy
from avk_app.services.tariffs import Standing, list_tariffs, load_tariffs, quote_month, quote_norm


@pytest.fixture(autouse=True)
def _rules(session: Session) -> None:
    load_policy(session)
    load_tariffs(session)


def test_loading_again_adds_nothing(session: Session) -> None:
    assert load_tariffs(session) == 0


@pytest.mark.parametrize(
    ("day", "total", "vat"),
    [(date(2026, 1, 31), 383_69, 69_19), (date(2026, 10, 31), 421_25, 75_96)],
)
def test_a_month_costs_what_was_checked_by_hand(session: Session, day: date, total: int, vat: int) -> None:
    quote = quote_month(session, 7_412, 3_105, day)
    assert (quote.total_kopecks, quote.vat_kopecks) == (total, vat)
    assert sum(line.amount_kopecks for line in quote.lines) == total


def test_a_norm_counts_each_registered_person(session: Session) -> None:
    quote = quote_norm(session, 3, date(2026, 10, 31))
    assert quote.lines[0].amount_kopecks == 271_47


def test_a_rate_stands_before_now_or_announced(session: Session) -> None:
    water = [e for e in list_tariffs(session, date(2026, 9, 30)) if e.service is Service.WATER]
    assert [entry.standing for entry in water[:3]] == [Standing.ANNOUNCED, Standing.NOW, Standing.BEFORE]
    assert water[0].rate_kopecks_per_m3 == 2085


def test_a_gap_names_the_service(session: Session) -> None:
    session.exec(delete(TariffRate).where(TariffRate.service == Service.WASTEWATER))
    with pytest.raises(RowsHaveGap) as caught:
        quote_month(session, 1_000, 0, date(2026, 10, 1))
    assert caught.value.subject == "wastewater"
