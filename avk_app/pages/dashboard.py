"""The dashboard: what to do now, the last readings, the year of water."""

import reflex as rx

from avk_app import routes
from avk_app.components.actions import primary_link, quiet_button, quiet_link
from avk_app.components.balance import balance_card
from avk_app.components.frame import content, subscriber_page, title
from avk_app.components.norm_timer import norm_timer_card
from avk_app.components.surfaces import badge, card, note, skeleton
from avk_app.components.year_chart import year_chart
from avk_app.state.dashboard import DashboardState
from avk_app.texts import dashboard as texts
from avk_app.texts import shell
from avk_app.view_models.dashboard import AccountChoice, MeterView, TaskView

BOARD = DashboardState.board


def page() -> rx.Component:
    return subscriber_page(
        content(
            title(BOARD.greeting, _account_line()),
            rx.cond(DashboardState.is_loaded, _loaded(), _loading()),
        ),
        active=routes.DASHBOARD,
    )


def register(app: rx.App) -> None:
    app.add_page(
        page,
        route=routes.DASHBOARD,
        title=shell.page_title(texts.TITLE),
        on_load=DashboardState.load,
    )


def _account_line() -> rx.Component:
    return rx.cond(
        BOARD.account_number != "",
        rx.el.p(
            texts.ACCOUNT,
            " ",
            rx.el.span(BOARD.account_number, class_name="num"),
            " · ",
            BOARD.address,
            class_name="muted small account-line",
        ),
        rx.el.p(class_name="account-line"),
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.p(texts.LOADING, class_name="visually-hidden"),
        rx.el.div(skeleton(5), skeleton(5), class_name="board"),
        skeleton(10),
        class_name="stack",
    )


def _loaded() -> rx.Component:
    return rx.cond(
        DashboardState.problem == "",
        rx.el.div(
            rx.cond(BOARD.has_choice, _switcher()),
            _now(),
            card(rx.el.h2(texts.YEAR_TITLE), year_chart(BOARD.year)),
            class_name="stack",
        ),
        note(DashboardState.problem, tone="warn"),
    )


def _switcher() -> rx.Component:
    return rx.el.form(
        rx.el.label(texts.SWITCH_LABEL, html_for="account_id", class_name="label"),
        rx.el.div(
            rx.el.select(
                rx.foreach(BOARD.accounts, _account_option),
                id="account_id",
                name="account_id",
                default_value=BOARD.current_account_id,
                class_name="input",
            ),
            quiet_button(texts.SWITCH, type="submit"),
            class_name="switcher",
        ),
        on_submit=DashboardState.switch,
        class_name="field",
    )


def _account_option(account: AccountChoice) -> rx.Component:
    return rx.el.option(account.label, value=account.account_id)


def _now() -> rx.Component:
    """What to do and what was last read. Notes take the whole width, cards half of it."""
    return rx.el.section(
        rx.el.h2(texts.TASKS, class_name="visually-hidden"),
        balance_card(BOARD.balance),
        rx.foreach(BOARD.tasks, _task),
        rx.cond(BOARD.timer.lead != "", norm_timer_card(BOARD.timer)),
        rx.cond(BOARD.has_meters, _meters(), _no_meters()),
        class_name="board",
    )


def _task(task: TaskView) -> rx.Component:
    return rx.cond(task.is_readings, _readings_task(task), _verification_task(task))


def _readings_task(task: TaskView) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.h3(task.title, class_name="task-title"),
            rx.cond(task.badge != "", badge(task.badge, task.tone)),
            class_name="head",
        ),
        rx.el.p(rx.el.b(task.strong), task.rest),
        rx.el.p(task.detail, class_name="muted small"),
        rx.cond(
            task.is_due,
            primary_link(task.action, href=routes.READINGS),
            quiet_link(task.action, href=routes.READINGS),
        ),
        class_name="card stack",
    )


def _verification_task(task: TaskView) -> rx.Component:
    return rx.el.div(
        rx.el.span(task.sign, aria_hidden="true"),
        rx.el.div(rx.el.b(task.strong), " ", task.detail),
        class_name=f"note note-{task.tone}",
    )


def _no_meters() -> rx.Component:
    return card(
        rx.el.h3(texts.NO_METERS_TITLE, class_name="task-title"),
        rx.el.p(texts.NO_METERS),
        rx.el.div(quiet_link(texts.ASK, href=routes.CONSULT)),
    )


def _meters() -> rx.Component:
    return card(
        rx.el.h3(texts.LAST_READINGS, class_name="task-title"),
        rx.el.ul(rx.foreach(BOARD.meters, _meter), class_name="plain-list"),
    )


def _meter(meter: MeterView) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(meter.name),
            rx.el.div(meter.number, " · ", meter.day, class_name="muted small"),
        ),
        rx.el.div(
            rx.el.b(meter.value, class_name="num"),
            rx.cond(meter.status != "", badge(meter.status, meter.tone)),
            class_name="meter-value",
        ),
        class_name="row",
    )
