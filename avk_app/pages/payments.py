"""Payment: what is owed, how much to pay, by which way, and what was paid before."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import quiet_link
from avk_app.components.forms import error_of, error_summary, field
from avk_app.components.frame import content, subscriber_page, title
from avk_app.components.payment_form import payment_draft
from avk_app.components.payment_rows import go_on_form, payments_made
from avk_app.components.payment_sums import sums
from avk_app.components.payment_ways import next_step, ways_to_pay
from avk_app.components.plain_form import auto_post
from avk_app.components.surfaces import badge, card, note, skeleton
from avk_app.state.payments import ACCOUNT, AMOUNT, ANSWER_ID, LONGEST_AMOUNT, PERIOD, PaymentsState
from avk_app.texts import payments as texts
from avk_app.texts import shell
from avk_app.view_models.payments import PeriodChoice

OWED, QUOTE = PaymentsState.owed, PaymentsState.quote
CHECK_AFTER_MILLISECONDS = 350


def page() -> rx.Component:
    return subscriber_page(
        content(title(texts.TITLE), rx.cond(PaymentsState.is_loaded, _loaded(), _loading())),
        active=routes.PAYMENTS,
    )


def register(app: rx.App) -> None:
    app.add_page(page, route=routes.PAYMENTS, title=shell.page_title(texts.TITLE), on_load=PaymentsState.load)


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.p(texts.LOADING, class_name="visually-hidden"),
        skeleton(5),
        skeleton(12),
        class_name="stack",
    )


def _loaded() -> rx.Component:
    return rx.cond(
        PaymentsState.problem == "",
        rx.el.div(
            _open_note(),
            _form(),
            rx.el.div(quiet_link(texts.TO_AUTOPAY, href=routes.AUTOPAY)),
            payments_made(),
            _on_to_the_provider(),
            class_name="stack",
        ),
        note(PaymentsState.problem, tone="warn"),
    )


def _open_note() -> rx.Component:
    """So that nobody pays twice for lack of patience."""
    begun = PaymentsState.open_payment
    return rx.cond(
        begun.key != "",
        note(rx.el.p(begun.note), go_on_form(begun.key), tone="info"),
    )


def _form() -> rx.Component:
    return rx.el.form(
        payment_draft(OWED.draft),
        rx.el.input(type="hidden", name=ACCOUNT, value=OWED.account_id),
        _answer(),
        rx.el.div(_owed(), _amount(), class_name="pay-top"),
        ways_to_pay(),
        next_step(),
        key=OWED.draft,
        on_submit=PaymentsState.pay,
        no_validate=True,
        class_name="stack pay-form",
    )


def _answer() -> rx.Component:
    return rx.el.div(
        error_summary(texts.PROBLEMS, PaymentsState.refusals),
        rx.el.div(
            rx.cond(PaymentsState.notice != "", note(rx.el.p(PaymentsState.notice), tone="bad")),
            id=ANSWER_ID,
            role="alert",
            tab_index=-1,
            class_name="bare",
        ),
        class_name="answer gap-s",
    )


def _owed() -> rx.Component:
    return card(
        rx.el.div(
            rx.el.h2(OWED.label),
            rx.cond(OWED.badge != "", badge(OWED.badge, OWED.tone)),
            class_name="head",
        ),
        rx.el.div(
            rx.el.p(OWED.amount, class_name="big num"),
            rx.cond(OWED.has_bills, rx.el.a(texts.OPEN_BILL, href=routes.BILL, class_name="tap")),
            class_name="head owed-head",
        ),
        rx.cond(OWED.more != "", rx.el.p(OWED.more, class_name="muted")),
        rx.cond(OWED.sums, sums(OWED.sums)),
    )


def _amount() -> rx.Component:
    return card(
        rx.el.h2(texts.FORM, class_name="visually-hidden"),
        field(
            AMOUNT,
            texts.AMOUNT,
            hint=OWED.hint,
            error=error_of(PaymentsState.problems, AMOUNT),
            class_name="num amount-input",
            input_mode="decimal",
            auto_complete="off",
            max_length=LONGEST_AMOUNT,
            default_value=OWED.suggested,
            on_change=PaymentsState.check.debounce(CHECK_AFTER_MILLISECONDS),  # type: ignore[attr-defined]
        ),
        rx.cond(OWED.periods, _period()),
        _goes(),
    )


def _period() -> rx.Component:
    return rx.el.div(
        rx.el.label(texts.PERIOD, html_for=PERIOD, class_name="label"),
        rx.el.select(
            rx.foreach(OWED.periods, _choice),
            id=PERIOD,
            name=PERIOD,
            default_value=OWED.named,
            on_change=PaymentsState.name_period,
            class_name="input",
        ),
        class_name="field",
    )


def _choice(choice: PeriodChoice) -> rx.Component:
    return rx.el.option(choice.label, value=choice.code)


def _goes() -> rx.Component:
    return rx.el.div(
        rx.el.h3(texts.GOES),
        rx.cond(
            QUOTE.goes,
            sums(QUOTE.goes),
            rx.el.p(texts.GOES_EMPTY, class_name="muted small"),
        ),
        aria_live="polite",
        class_name="well gap-s goes",
    )


def _on_to_the_provider() -> rx.Component:
    return auto_post("go-to-payment", PaymentsState.ticket, routes.PAYMENT_GO, turn=PaymentsState.turn)
