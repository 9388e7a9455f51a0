"""The bill: what to pay, why that much, and how each line came about."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import plain_link, primary_link, quiet_button, quiet_link
from avk_app.components.frame import content, subscriber_page, title
from avk_app.components.surfaces import badge, card, empty, note, skeleton
from avk_app.components.waterfall import waterfall
from avk_app.state.bill import BillState
from avk_app.texts import bill_page as texts
from avk_app.texts import shell
from avk_app.view_models.bill_page import ExtraView, LineView, MonthChoice, SumView
from avk_app.view_models.bill_steps import StepView

BILL = BillState.bill


def page() -> rx.Component:
    return subscriber_page(
        content(
            title(rx.cond(BILL.title != "", BILL.title, texts.TAB_TITLE), _account_line()),
            rx.cond(BillState.is_loaded, _loaded(), _loading()),
            is_form=True,
        ),
        active=routes.HISTORY,
    )


def register(app: rx.App) -> None:
    app.add_page(page, route=routes.BILL, title=shell.page_title(texts.TAB_TITLE), on_load=BillState.load)


def _account_line() -> rx.Component:
    return rx.cond(
        BILL.account != "",
        rx.el.p(
            texts.ACCOUNT,
            " ",
            rx.el.span(BILL.account, class_name="num"),
            " · ",
            BILL.address,
            class_name="muted small account-line",
        ),
        rx.el.p(class_name="account-line"),
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.p(texts.LOADING, class_name="visually-hidden"),
        skeleton(4),
        skeleton(6),
        skeleton(10),
        class_name="stack",
    )


def _loaded() -> rx.Component:
    return rx.cond(
        BILL.title != "",
        rx.el.div(_due(), _why(), _lines(), _sums(), _actions(), _months(), class_name="stack"),
        # As tall as the screen, so that the footer does not jump up when there is little to say.
        rx.el.div(rx.cond(BillState.problem != "", _problem(), _no_bills()), class_name="min-h-screen"),
    )


def _problem() -> rx.Component:
    return rx.el.div(
        note(BillState.problem, tone="warn"),
        rx.cond(BillState.months, rx.el.div(quiet_link(texts.SHOW_NEWEST, href=routes.BILL))),
        class_name="stack",
    )


def _no_bills() -> rx.Component:
    return card(
        empty(rx.el.h2(texts.NO_BILLS_TITLE), rx.el.p(texts.NO_BILLS)),
        rx.el.div(
            primary_link(texts.SEND_READINGS, href=routes.READINGS), class_name="actions actions-centred"
        ),
    )


def _due() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2(BILL.due_label),
            rx.cond(BILL.due_badge != "", badge(BILL.due_badge, BILL.due_tone)),
            class_name="head",
        ),
        rx.el.p(BILL.due_amount, class_name="big num"),
        rx.foreach(BILL.due_notes, lambda line: rx.el.p(line, class_name="muted small")),
        rx.el.div(
            rx.cond(BILL.pay_href != "", primary_link(texts.PAY, href=BILL.pay_href)),
            plain_link(
                texts.PDF,
                href=BILL.pdf_href,
                class_name=rx.cond(BILL.pay_href != "", "btn btn-quiet", "btn"),
            ),
            class_name="actions no-print",
        ),
    )


def _why() -> rx.Component:
    return card(
        rx.el.h2(texts.WHY),
        rx.el.p(BILL.change_lead),
        rx.cond(BILL.bars, waterfall(BILL.bars, texts.WHY)),
    )


def _lines() -> rx.Component:
    return rx.el.div(
        rx.el.h2(texts.LINES, class_name="section-title"),
        rx.foreach(BILL.lines, _line),
        rx.foreach(BILL.extras, _extra),
        class_name="stack",
    )


def _line(line: LineView) -> rx.Component:
    return rx.el.section(
        rx.el.div(rx.el.h3(line.title), rx.el.b(line.amount, class_name="num"), class_name="head bill-head"),
        _steps(line),
        rx.el.details(rx.el.summary(texts.ACTS), _acts(line)),
        class_name="card gap-s",
    )


def _extra(extra: ExtraView) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h3(extra.title), rx.el.b(extra.amount, class_name="num"), class_name="head bill-head"
        ),
        rx.el.div(rx.foreach(extra.lines, _extra_line)),
        class_name="card gap-s",
    )


def _extra_line(line: LineView) -> rx.Component:
    return rx.el.details(
        rx.el.summary(rx.el.span(line.title), rx.el.span(line.amount, class_name="num extra-amount")),
        rx.cond(line.note != "", rx.el.p(line.note, class_name="muted mb-2")),
        _steps(line),
        rx.cond(line.acts, _acts(line)),
        class_name="extra",
    )


def _steps(line: LineView) -> rx.Component:
    return rx.el.ol(rx.foreach(line.steps, _step), class_name="bill-steps")


def _step(step: StepView) -> rx.Component:
    return rx.el.li(
        rx.el.span(step.number, class_name="step-number", aria_hidden="true"),
        rx.el.span(step.label, class_name="step-label"),
        rx.cond(
            step.is_strong,
            rx.el.b(step.value, class_name="step-value num"),
            rx.el.span(step.value, class_name="step-value num"),
        ),
        rx.cond(step.why != "", rx.el.p(step.why, class_name="step-why muted small")),
    )


def _acts(line: LineView) -> rx.Component:
    return rx.el.ul(rx.foreach(line.acts, rx.el.li), class_name="well acts small")


def _sums() -> rx.Component:
    return card(
        rx.el.h2(texts.SETTLEMENT),
        rx.el.div(
            rx.foreach(BILL.sums, _sum),
            rx.el.div(
                rx.el.b(BILL.result_label),
                rx.el.b(BILL.result_amount, class_name="num"),
                class_name="row bill-sum",
            ),
        ),
        rx.el.p(BILL.vat, class_name="muted small"),
    )


def _sum(line: SumView) -> rx.Component:
    return rx.el.div(
        rx.el.span(line.label), rx.el.span(line.amount, class_name="num"), class_name="row bill-sum"
    )


def _actions() -> rx.Component:
    return rx.el.div(quiet_link(texts.DISAGREE, href=routes.CONSULT), class_name="actions no-print")


def _months() -> rx.Component:
    """Another bill; hidden while there is only one."""
    return rx.cond(
        BillState.months.length() > 1,  # type: ignore[attr-defined]
        rx.el.form(
            rx.el.label(texts.MONTH, html_for="period", class_name="label"),
            rx.el.div(
                rx.el.select(
                    rx.foreach(BillState.months, _month),
                    id="period",
                    name="period",
                    key=BILL.period_code,
                    default_value=BILL.period_code,
                    class_name="input",
                ),
                quiet_button(texts.SHOW, type="submit"),
                class_name="switcher",
            ),
            on_submit=BillState.choose,
            class_name="field no-print",
        ),
    )


def _month(month: MonthChoice) -> rx.Component:
    return rx.el.option(month.label, value=month.code)
