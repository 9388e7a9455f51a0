"""Readings: a card a meter, one button, the receipt, the history."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import link_button, primary_button, quiet_button
from avk_app.components.bill_preview import preview_card
from avk_app.components.dial import draft_end, fill_button, form_draft, print_button, reading_field
from avk_app.components.forms import error_summary
from avk_app.components.frame import content, subscriber_page, title
from avk_app.components.norm_timer import norm_timer_card
from avk_app.components.surfaces import badge, card, empty, note, skeleton
from avk_app.pages.readings_history import history_section
from avk_app.state.readings import LOOK_AGAIN_ID, OUTCOME_ID, ReadingsState
from avk_app.texts import readings as texts
from avk_app.texts import shell
from avk_app.view_models.readings import CLOSED, EMPTY, FORM, LOADING, SENT, MeterCard
from avk_app.view_models.readings_receipt import SentLine


def page() -> rx.Component:
    return subscriber_page(
        content(
            title(
                ReadingsState.title, rx.el.p(ReadingsState.lead, class_name="muted no-print readings-lead")
            ),
            rx.el.div(
                _notice(), _sent(), id=OUTCOME_ID, role="status", tab_index=-1, class_name="stack bare"
            ),
            rx.cond(ReadingsState.mode == LOADING, rx.el.div(skeleton(6), skeleton(6), class_name="stack")),
            rx.cond(ReadingsState.mode == EMPTY, _nothing_to_send(texts.NO_METERS, texts.NO_METERS_MORE)),
            rx.cond(ReadingsState.mode == CLOSED, _nothing_to_send(texts.CLOSED, texts.CLOSED_MORE)),
            rx.cond(ReadingsState.mode == FORM, _form()),
            rx.cond(ReadingsState.timer.lead != "", norm_timer_card(ReadingsState.timer)),
            rx.cond(ReadingsState.other.label != "", _other_period()),
            history_section(),
            is_form=True,
        ),
        active=routes.READINGS,
    )


def _notice() -> rx.Component:
    return rx.cond(ReadingsState.notice != "", note(ReadingsState.notice))


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            error_summary(texts.PROBLEMS, ReadingsState.problems),
            form_draft(ReadingsState.draft, texts.RESTORED),
            rx.el.input(type="hidden", name="period", value=ReadingsState.period_code),
            rx.el.input(type="hidden", name="asked", value=ReadingsState.asked_key),
            class_name="bare gap-s",
        ),
        rx.foreach(ReadingsState.cards, _meter_card),
        rx.el.div(_look_again(), id=LOOK_AGAIN_ID, role="alert", tab_index=-1, class_name="bare"),
        rx.cond(ReadingsState.preview.total != "", preview_card(ReadingsState.preview)),
        _send(),
        on_submit=ReadingsState.submit,
        no_validate=True,
        class_name="stack",
    )


def _meter_card(meter: MeterCard) -> rx.Component:
    head = rx.el.div(
        rx.el.div(rx.el.h2(meter.name), rx.el.p(meter.about, class_name="muted small")),
        badge(meter.before),
        class_name="head",
    )
    return card(
        head,
        rx.cond(meter.verification != "", note(rx.el.b(meter.verification), " ", meter.verification_more)),
        reading_field(
            meter.field,
            texts.FIELD_LABEL,
            meter.digits,
            hint=texts.FIELD_HINT,
            error=meter.error,
            default_value=meter.value,
            on_blur=lambda text: ReadingsState.check(meter.meter_id, text),  # type: ignore[operator]
        ),
        rx.el.div(_answer(meter), role="status", class_name="reading-answer gap-s"),
    )


def _answer(meter: MeterCard) -> rx.Component:
    """One line for the ordinary, a note with a way out for the unusual."""
    return rx.fragment(
        rx.cond(
            (meter.question != "") | (meter.suggestion != ""),
            note(
                rx.el.p(rx.el.b(meter.question), " ", meter.question_more),
                rx.cond(
                    meter.suggestion != "",
                    fill_button(
                        meter.suggestion,
                        meter.fills,
                        on_click=ReadingsState.take_suggestion(meter.fills),  # type: ignore[operator]
                    ),
                ),
            ),
            rx.el.p(
                rx.el.b(meter.consumption, class_name="num"),
                rx.el.span(
                    rx.cond(meter.comparison != "", meter.comparison, meter.usual), class_name="muted"
                ),
            ),
        ),
    )


def _look_again() -> rx.Component:
    return rx.cond(
        ReadingsState.look_again != "",
        note(rx.el.b(ReadingsState.look_again), " ", texts.LOOK_AGAIN_MORE),
    )


def _send() -> rx.Component:
    label = rx.cond(ReadingsState.asked_key != "", texts.SEND_ANYWAY, ReadingsState.send_label)
    return rx.el.div(
        primary_button(label, is_wide=True),
        rx.cond(
            ReadingsState.has_several,
            rx.el.p(texts.SENDING_HELP, class_name="muted small text-center"),
        ),
        rx.cond(
            ReadingsState.receipt.title != "",
            quiet_button(texts.BACK_TO_RECEIPT, on_click=ReadingsState.keep),
        ),
        class_name="gap-s",
    )


def _sent() -> rx.Component:
    return rx.cond(ReadingsState.mode == SENT, _receipt())


def _receipt() -> rx.Component:
    view = ReadingsState.receipt
    correct = rx.cond(view.is_whole, texts.CORRECT, texts.CORRECT_REST)
    return card(
        draft_end(ReadingsState.draft, ReadingsState.accepted_key),
        rx.el.h2(rx.el.span("✓ ", aria_hidden="true", class_name="good"), view.title),
        rx.el.dl(
            _fact(texts.RECEIPT_NUMBER, view.number),
            _fact(texts.RECEIPT_MOMENT, view.moment),
            _fact(texts.RECEIPT_ACCOUNT, view.account),
            class_name="facts",
        ),
        rx.el.ul(rx.foreach(view.lines, _sent_line), class_name="lines"),
        rx.el.p(texts.RECEIPT_KEEP, class_name="muted small no-print"),
        rx.el.div(
            quiet_button(correct, on_click=ReadingsState.correct),
            print_button(texts.PRINT),
            class_name="actions no-print",
        ),
    )


def _fact(label: str, value: str) -> rx.Component:
    return rx.cond(
        value != "",
        rx.el.div(rx.el.dt(label, class_name="muted"), rx.el.dd(rx.el.b(value, class_name="num"))),
    )


def _sent_line(line: SentLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.b(line.name),
            rx.el.span(line.serial, " ", line.remark, class_name="muted small"),
            badge(line.status, line.tone),
            rx.cond(line.question != "", rx.el.span(line.question, class_name="small")),
            class_name="line-name",
        ),
        rx.el.div(
            rx.el.b(line.value, class_name="num"),
            rx.el.span(line.consumption, class_name="muted small num"),
            class_name="line-value",
        ),
    )


def _nothing_to_send(title: str, advice: str) -> rx.Component:
    return card(
        empty(rx.el.h2(title), rx.el.p(advice)),
        rx.el.div(
            rx.el.a(shell.HOTLINE, href=shell.HOTLINE_LINK, class_name="btn num"),
            class_name="flex justify-center",
        ),
    )


def _other_period() -> rx.Component:
    return rx.el.div(
        link_button(
            ReadingsState.other.label,
            on_click=ReadingsState.choose_period(ReadingsState.other.code),  # type: ignore[operator]
        ),
        class_name="no-print",
    )


def register(app: rx.App) -> None:
    """The subscriber's page; its data comes after the session was checked."""
    app.add_page(
        page,
        route=routes.READINGS,
        title=f"{texts.TITLE} — {shell.UTILITY_NAME}",
        on_load=ReadingsState.load,
    )
