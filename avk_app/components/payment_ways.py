"""Ways to pay side by side, and under them what to do next in the one that is chosen.

Which next step stands there follows the chosen button by style alone, so that it never lags behind.
"""

import reflex as rx

from avk_app.components.actions import plain_link, primary_button
from avk_app.components.surfaces import note
from avk_app.state.payments import CHANNEL, PaymentsState
from avk_app.texts import payments as texts
from avk_app.view_models.payments import CARD, ChannelView, OfficeView

_QUOTE, _OWED = PaymentsState.quote, PaymentsState.owed


def ways_to_pay() -> rx.Component:
    """The choice: each way with its fee and the total for the amount typed."""
    return rx.el.fieldset(
        rx.el.legend(texts.WAYS, class_name="like-h2"),
        rx.el.div(rx.foreach(_QUOTE.channels, _way), class_name="ways"),
        rx.cond(_QUOTE.has_sample_fees, rx.el.p(texts.FEES_SAMPLE, class_name="muted small")),
        id=CHANNEL,
        tab_index=-1,
        class_name="ways-set",
    )


def _way(way: ChannelView) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name=CHANNEL, value=way.code, default_checked=way.code == CARD),
        rx.el.span(
            rx.el.b(way.name),
            rx.el.span(way.fee, class_name="muted small"),
            class_name="way-words",
        ),
        rx.el.b(way.total, class_name="num way-total"),
        class_name="way",
    )


def next_step() -> rx.Component:
    """One primary action for the way that is chosen; offices and transfers need none here."""
    return rx.el.div(
        _online("step-card", _QUOTE.pay_card),
        _online("step-wallet", _QUOTE.pay_wallet),
        _transfer(),
        _offices(),
        rx.el.p(texts.AFTER, class_name="muted small step-after"),
        class_name="next-step",
    )


def _online(class_name: str, label: str) -> rx.Component:
    words = rx.cond(PaymentsState.is_starting, texts.STARTING, label)
    return rx.el.div(primary_button(words, is_wide=True), class_name=f"step pay-bar {class_name}")


def _transfer() -> rx.Component:
    return rx.el.div(
        rx.el.p(texts.TRANSFER),
        rx.cond(
            _QUOTE.slip_href != "",
            rx.el.div(
                plain_link(texts.TRANSFER_SLIP, href=_QUOTE.slip_href, class_name="btn"), class_name="actions"
            ),
        ),
        class_name="step step-transfer card stack",
    )


def _offices() -> rx.Component:
    return rx.el.section(
        rx.el.h3(texts.OFFICES),
        rx.cond(_OWED.has_sample_offices, note(rx.el.p(texts.OFFICES_SAMPLE))),
        rx.el.ul(rx.foreach(_OWED.offices, _office), class_name="plain-list"),
        rx.el.p(texts.OFFICE_NEEDS, class_name="muted small"),
        class_name="step step-office card stack",
    )


def _office(office: OfficeView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(office.name),
            rx.el.div(office.address),
            rx.el.div(office.ways, class_name="muted small"),
        ),
        rx.el.ul(rx.foreach(office.hours, rx.el.li), class_name="office-hours small"),
        class_name="office",
    )
