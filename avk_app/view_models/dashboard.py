"""The dashboard as finished strings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from avk_app import clock
from avk_app.domain.verification import VerificationStage
from avk_app.services.dashboard_result import (
    Dashboard,
    LinkedAccount,
    MeterState,
    ReadingsTask,
    VerificationTask,
)
from avk_app.texts import dashboard as texts
from avk_app.texts.meters import grouped_account_number, meter_name, meter_number
from avk_app.texts.readings import STATUS_TONES, STATUSES
from avk_app.texts.russian import format_moment, format_near_date, month_name
from avk_app.view_models.balance import NO_BALANCE, BalanceView, balance_view
from avk_app.view_models.norm_timer import NO_TIMER, NormTimerView, lapse_sentence, norm_timer_view
from avk_app.view_models.year_chart import NO_YEAR, YearView, year_view
from avk_app.volume import format_dial

_STAGE_TONES = {
    VerificationStage.AHEAD: ("info", "●"),
    VerificationStage.NEAR: ("warn", "⚠"),
    VerificationStage.LAST_DAYS: ("warn", "⚠"),
    VerificationStage.LAPSED: ("bad", "!"),
}


@dataclass(frozen=True)
class TaskView:
    """One thing to do. Readings have a title and an action; a verification is a note with a sign."""

    is_readings: bool
    is_due: bool
    title: str
    badge: str
    strong: str
    rest: str
    detail: str
    action: str
    tone: str
    sign: str


@dataclass(frozen=True)
class MeterView:
    """The last reading of one meter."""

    name: str
    number: str
    value: str
    day: str
    status: str
    tone: str


@dataclass(frozen=True)
class AccountChoice:
    """An account to switch to."""

    account_id: str
    label: str


@dataclass(frozen=True)
class DashboardView:
    """Everything the page shows once it is loaded."""

    greeting: str = texts.GREETING
    account_number: str = ""
    address: str = ""
    current_account_id: str = ""
    has_meters: bool = False
    has_choice: bool = False
    tasks: list[TaskView] = field(default_factory=list)
    meters: list[MeterView] = field(default_factory=list)
    accounts: list[AccountChoice] = field(default_factory=list)
    year: YearView = NO_YEAR
    balance: BalanceView = NO_BALANCE
    timer: NormTimerView = NO_TIMER


def dashboard_view(board: Dashboard) -> DashboardView:
    """The page of one account."""
    return DashboardView(
        greeting=texts.greeting(board.greeting_name),
        account_number=grouped_account_number(board.account_number),
        address=board.address,
        current_account_id=next((str(a.account_id) for a in board.accounts if a.is_current), ""),
        has_meters=bool(board.meters),
        has_choice=bool(board.accounts),
        tasks=_task_views(board),
        meters=[_meter_view(meter, board) for meter in board.meters],
        accounts=[_account_choice(account) for account in board.accounts],
        year=year_view(board.months),
        balance=balance_view(board.balance, board.today),
        timer=norm_timer_view(board.norm.timer),
    )


def _task_views(board: Dashboard) -> list[TaskView]:
    """In the order of urgency, where the readings stand first or last. A closed account has nothing to do."""
    if board.closed_on is not None:
        return [_note("info", "●", texts.closed_lead(board.closed_on), texts.CLOSED_DETAIL)]
    due = [task for task in board.tasks if isinstance(task, VerificationTask)]
    verifications = _verification_views(due, board)
    if board.tasks and isinstance(board.tasks[0], ReadingsTask):
        return [_readings_view(board.tasks[0], board), *verifications]
    return verifications + [
        _readings_view(task, board) for task in board.tasks if isinstance(task, ReadingsTask)
    ]


def _readings_view(task: ReadingsTask, board: Dashboard) -> TaskView:
    strong, rest = _readings_lead(task, board)
    return TaskView(
        is_readings=True,
        is_due=not task.is_done,
        title=texts.readings_title(month_name(task.period)),
        badge=texts.SENT if task.is_done else "",
        strong=strong,
        rest=rest,
        detail=_readings_detail(task, board),
        action=_readings_action(task),
        tone="ok" if task.is_done else "",
        sign="",
    )


def _readings_lead(task: ReadingsTask, board: Dashboard) -> tuple[str, str]:
    if task.to_clarify:
        return texts.CLARIFY_LEAD, ""
    if task.is_done and task.sent_at:
        return texts.readings_sent(format_moment(clock.to_city(task.sent_at), board.today))
    return texts.readings_due((task.closes_on - board.today).days, task.closes_on)


def _readings_detail(task: ReadingsTask, board: Dashboard) -> str:
    if task.to_clarify:
        return texts.CLARIFY_DETAIL
    if task.is_done:
        return texts.DONE_DETAIL
    if board.today > task.closes_on:
        return texts.LATE_DETAIL
    previous = task.previous_at and format_near_date(clock.to_city(task.previous_at).date(), board.today)
    return texts.readings_detail(task.meters, task.sent, previous or "")


def _readings_action(task: ReadingsTask) -> str:
    if task.to_clarify:
        return texts.CLARIFY_READINGS
    if task.is_done:
        return texts.REVIEW_READINGS
    return texts.FINISH_READINGS if task.sent else texts.SEND_READINGS


def _verification_views(tasks: Iterable[VerificationTask], board: Dashboard) -> list[TaskView]:
    """One note for meters that are due on the same day: they are usually installed together."""
    return [
        _verification_view(list(group), board)
        for _due_on, group in groupby(tasks, key=lambda task: task.meter.verification_due_on)
    ]


def _verification_view(tasks: list[VerificationTask], board: Dashboard) -> TaskView:
    stage, due_on = tasks[0].stage, tasks[0].meter.verification_due_on
    tone, sign = _STAGE_TONES[stage]
    costs = board.norm.lapse_costs.get(frozenset(task.meter.kind for task in tasks))
    meters = [
        f"{meter_name(task.meter.kind, task.meter.place)}, {meter_number(task.meter.serial)}"
        for task in tasks
    ]
    lead = texts.verification_lead(stage, due_on, len(tasks))
    days = (due_on - board.today).days
    return _note(tone, sign, lead, texts.verification_detail(stage, meters, days, lapse_sentence(costs)))


def _note(tone: str, sign: str, strong: str, detail: str) -> TaskView:
    return TaskView(
        is_readings=False,
        is_due=True,
        title="",
        badge="",
        strong=strong,
        rest="",
        detail=detail,
        action="",
        tone=tone,
        sign=sign,
    )


def _meter_view(meter: MeterState, board: Dashboard) -> MeterView:
    last = meter.last
    return MeterView(
        name=meter_name(meter.kind, meter.place),
        number=meter_number(meter.serial),
        value=format_dial(last.value_litres, meter.digits) if last else texts.UNKNOWN,
        day=format_near_date(last.taken_on, board.today) if last else texts.NEVER_READ,
        status=STATUSES[last.status] if last else "",
        tone=STATUS_TONES[last.status] if last else "",
    )


def _account_choice(account: LinkedAccount) -> AccountChoice:
    return AccountChoice(
        str(account.account_id), f"{grouped_account_number(account.number)} · {account.address}"
    )
