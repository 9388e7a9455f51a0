"""Tariffs: anybody sees the prices and computes a month with them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from avk_app.services.policy import load_policy
from avk_app.services.tariffs import load_tariffs
from tests.e2e.opening import open_ready


@pytest.fixture(autouse=True)
def _rules(seed: Callable[..., Any]) -> None:
    seed(load_policy)
    seed(load_tariffs)


def _calculate(page: Page, cold: str, hot: str) -> None:
    open_ready(page, "/tariffs")
    page.get_by_label("Холодная вода, м³").fill(cold)
    page.get_by_label("Горячая вода, м³").fill(hot)
    page.get_by_role("button", name="Посчитать").click()


def test_a_month_is_computed_with_the_prices_of_today(page: Page) -> None:
    _calculate(page, "7,412", "3.105")
    total = page.get_by_role("status").filter(has_text="Всего за месяц")
    expect(total).to_contain_text(re.compile(r"154,54\s₽"))
    expect(total).to_contain_text(re.compile(r"266,71\s₽"))
    expect(total).to_contain_text(re.compile(r"421,25\s₽"))


@pytest.mark.parametrize("nonsense", ["-5", "вода", "1e9", "<b>7</b>", "7'; DROP TABLE", "99999", "😀"])
def test_nonsense_is_answered_beside_the_field_and_kept(page: Page, nonsense: str) -> None:
    _calculate(page, nonsense, "1")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Холодная вода, м³")).to_have_value(nonsense[:12])


def test_every_price_names_its_act(page: Page) -> None:
    page.goto("/tariffs")
    expect(page.get_by_role("listitem").filter(has_text=re.compile("Приказ"))).to_have_count(8)
