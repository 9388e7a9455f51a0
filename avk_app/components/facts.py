"""Labels with their values."""

from typing import Any

import reflex as rx

from avk_app.view_models.facts import FactView


def facts(found: Any) -> rx.Component:
    """A few short facts side by side; `found` is a var with a list of `FactView`."""
    return rx.el.dl(rx.foreach(found, _fact), class_name="facts")


def fact_rows(found: Any) -> rx.Component:
    """Facts one under the other, the value at the right where there is room."""
    return rx.el.dl(rx.foreach(found, _fact_row), class_name="fact-rows")


def _fact(fact: FactView) -> rx.Component:
    return rx.el.div(rx.el.dt(fact.label, class_name="muted small"), rx.el.dd(fact.value, class_name="num"))


def _fact_row(fact: FactView) -> rx.Component:
    return rx.el.div(rx.el.dt(fact.label, class_name="muted"), rx.el.dd(fact.value))
