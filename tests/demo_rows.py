"""The rows of a demo city without a database."""

from typing import Any

from avk_app.services.demo.city import CityPlan, make_city


def all_rows(plan: CityPlan) -> dict[str, list[Any]]:
    tables: dict[str, list[Any]] = {}
    for chunk in make_city(plan):
        for name, rows in vars(chunk).items():
            tables.setdefault(name, []).extend(rows)
    return tables
