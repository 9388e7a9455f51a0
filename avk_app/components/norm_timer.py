"""«Таймер нормы»: what a month costs now, and what it will cost."""

import reflex as rx

from avk_app.components.surfaces import card
from avk_app.texts import norm_timer as texts
from avk_app.view_models.norm_timer import NormTimerView


def norm_timer_card(timer: NormTimerView) -> rx.Component:
    """Shown only where a meter is silent or its verification is over."""
    return card(
        rx.el.h3(texts.TITLE, class_name="task-title"),
        rx.el.p(rx.el.b(timer.lead), ". ", timer.why),
        rx.el.dl(
            _month(timer.now_label, timer.now_amount),
            _month(timer.then_label, timer.then_amount),
            class_name="plain-list",
        ),
        rx.el.p(timer.what_to_do),
        class_name="norm-timer",
    )


def _month(label: str, amount: str) -> rx.Component:
    return rx.cond(
        amount != "",
        rx.el.div(rx.el.dt(label), rx.el.dd(rx.el.b(amount, class_name="num")), class_name="row"),
    )
