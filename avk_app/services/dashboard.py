"""The dashboard: what to do now, what was last read, what is owed, how much water a year took.

Eight queries; six more when a meter is silent or its verification ends, to say what that will cost.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.addresses import format_address
from avk_app.domain.consumption import DialReading, MeterLife, consumption_by_month, months_between
from avk_app.domain.masking import mask_address
from avk_app.domain.period import MONTHS_A_YEAR, Period
from avk_app.domain.policy import PolicyKey
from avk_app.domain.readings import ReadingFlag
from avk_app.domain.readings_calendar import closes_on
from avk_app.domain.verification import STAGES_BEFORE_LAPSE, VerificationStage, find_verification_stage
from avk_app.errors import NotFound
from avk_app.models import Account, Meter, Premise, Reading, UserAccount
from avk_app.models.meters import MeterKind
from avk_app.models.readings import ReadingStatus
from avk_app.models.sessions import SessionKind
from avk_app.services.access import Actor, may_see_account
from avk_app.services.balance import load_account_balance
from avk_app.services.closed_accounts import closed_since
from avk_app.services.dashboard_result import (
    Dashboard,
    LastReading,
    LinkedAccount,
    MeterState,
    MonthOfWater,
    ReadingsTask,
    VerificationTask,
)
from avk_app.services.norm_timer import NO_OUTLOOK, Lapsing, NormOutlook, foresee_norm
from avk_app.services.policy import get_policy_values

MAX_LINKED_ACCOUNTS = 50
_RULE_KEYS = (
    PolicyKey.READINGS_CLOSE_DAY,
    PolicyKey.VERIFICATION_WARNING_DAYS,
    PolicyKey.PENALTY_FIRST_DAY,
)
MeterReadings = tuple[Meter, list[Reading]]


def get_dashboard(session: Session, actor: Actor) -> Dashboard:
    """What the account of the actor's session looks like today. Raises NotFound when it is not theirs."""
    today = clock.today()
    account, premise = _get_account(session, actor)
    accounts, is_owner = _list_accounts(session, actor)
    window = tuple(months_between(Period.of(today).plus(1 - MONTHS_A_YEAR), Period.of(today)))
    meters = _list_meters(session, account, window[0])
    rules = get_policy_values(session, _RULE_KEYS, today)
    in_service = [pair for pair in meters if _is_in_service(pair[0], today)]
    states = tuple(_state_of(*pair, today, rules[PolicyKey.VERIFICATION_WARNING_DAYS]) for pair in in_service)
    closed_on = closed_since(account)
    readings = _readings_task(states, in_service, today, rules[PolicyKey.READINGS_CLOSE_DAY])
    return Dashboard(
        today=today,
        closed_on=closed_on,
        account_number=account.number,
        address=_address_of(premise, is_masked=actor.is_masked),
        greeting_name=f"{account.first_name} {account.patronymic}".strip() if is_owner else "",
        tasks=() if closed_on else _tasks(states, readings),
        meters=states,
        months=_year_of_water(meters, window),
        accounts=accounts,
        balance=load_account_balance(session, account.id or 0, rules[PolicyKey.PENALTY_FIRST_DAY]),
        norm=NO_OUTLOOK if closed_on else _foresee(session, account, states, Period.of(today)),
    )


def _foresee(
    session: Session, account: Account, states: Sequence[MeterState], current: Period
) -> NormOutlook:
    """Only who has to do something is told what it costs not to."""
    ending = [state for state in states if state.verification_stage in STAGES_BEFORE_LAPSE]
    lapsing = {_kinds_due_with(state, ending) for state in ending}
    needs_forecast = any(
        state.last is None
        or state.last.period < current.plus(-1)
        or state.verification_stage is VerificationStage.LAPSED
        for state in states
    )
    if not lapsing and not needs_forecast:
        return NO_OUTLOOK
    return foresee_norm(session, account.id or 0, lapsing)


def _kinds_due_with(state: MeterState, others: Iterable[MeterState]) -> Lapsing:
    return frozenset(o.kind for o in others if o.verification_due_on == state.verification_due_on)


def _get_account(session: Session, actor: Actor) -> tuple[Account, Premise]:
    found = session.exec(
        select(Account, Premise)
        .join(Premise, col(Premise.id) == col(Account.premise_id))
        .where(col(Account.id) == actor.account_id, may_see_account(actor))
    ).first()
    if found is None:
        raise NotFound("account")
    return found


def _list_accounts(session: Session, actor: Actor) -> tuple[tuple[LinkedAccount, ...], bool]:
    """The accounts of the user when there are several, and whether the current one is their own."""
    if actor.kind is not SessionKind.PASSWORD:
        return (), False
    rows = session.exec(
        select(Account, Premise, UserAccount)
        .join(Premise, col(Premise.id) == col(Account.premise_id))
        .join(UserAccount, col(UserAccount.account_id) == col(Account.id))
        .where(col(UserAccount.user_id) == actor.user_id)
        .order_by(col(Account.number))
        .limit(MAX_LINKED_ACCOUNTS)
    ).all()
    linked = tuple(
        LinkedAccount(
            account.id or 0,
            account.number,
            _address_of(premise, is_masked=False),
            account.id == actor.account_id,
        )
        for account, premise, _link in rows
    )
    is_owner = any(link.is_owner and link.account_id == actor.account_id for _account, _premise, link in rows)
    return (linked if len(linked) > 1 else ()), is_owner


def _address_of(premise: Premise, *, is_masked: bool) -> str:
    write = mask_address if is_masked else format_address
    return write(premise.street, premise.house, premise.flat)


def _list_meters(session: Session, account: Account, first: Period) -> list[MeterReadings]:
    """Meters that counted since `first`, each with its current readings since then and the one before."""
    meters = session.exec(
        select(Meter)
        .where(
            col(Meter.account_id) == account.id,
            or_(col(Meter.removed_on).is_(None), col(Meter.removed_on) >= first.first_day),
        )
        .order_by(col(Meter.kind), col(Meter.place), col(Meter.id))
    ).all()
    readings = _list_readings(session, [meter.id or 0 for meter in meters], first)
    return [(meter, [row for row in readings if row.meter_id == meter.id]) for meter in meters]


def _list_readings(session: Session, meter_ids: list[int], first: Period) -> Sequence[Reading]:
    earlier = aliased(Reading)
    starting_point = (
        select(func.max(col(earlier.period)))
        .where(
            col(earlier.meter_id) == col(Reading.meter_id),
            col(earlier.period) < first.code,
            col(earlier.status) != ReadingStatus.REPLACED,
        )
        .correlate(Reading)
        .scalar_subquery()
    )
    return session.exec(
        select(Reading)
        .where(
            col(Reading.meter_id).in_(meter_ids),
            col(Reading.status) != ReadingStatus.REPLACED,
            col(Reading.period) >= func.coalesce(starting_point, 0),
        )
        .order_by(col(Reading.meter_id), col(Reading.period))
    ).all()


def _is_in_service(meter: Meter, today: date) -> bool:
    return meter.installed_on <= today and (meter.removed_on is None or meter.removed_on > today)


def _state_of(meter: Meter, readings: Sequence[Reading], today: date, warning_days: int) -> MeterState:
    return MeterState(
        kind=meter.kind,
        place=meter.place,
        serial=meter.serial,
        digits=meter.digits,
        verification_due_on=meter.verification_due_on,
        verification_stage=find_verification_stage(meter.verification_due_on, today, warning_days),
        last=_as_last(readings[-1]) if readings else None,
    )


def _as_last(row: Reading) -> LastReading:
    return LastReading(
        row.value_litres, Period.from_code(row.period), row.taken_on, row.received_at, row.status
    )


def _readings_task(
    states: Sequence[MeterState], meters: Iterable[MeterReadings], today: date, close_day: int
) -> ReadingsTask | None:
    if not states:
        return None
    period = Period.of(today)
    sent = [state.last for state in states if state.last and state.last.period == period]
    previous = [
        row.received_at for _meter, rows in meters for row in rows if row.period == period.plus(-1).code
    ]
    return ReadingsTask(
        period=period,
        closes_on=closes_on(period, close_day),
        meters=len(states),
        sent=len(sent),
        to_clarify=sum(last.status is ReadingStatus.NEEDS_CLARIFICATION for last in sent),
        sent_at=max((last.received_at for last in sent), default=None),
        previous_at=max(previous, default=None),
    )


def _tasks(
    states: Iterable[MeterState], readings: ReadingsTask | None
) -> tuple[ReadingsTask | VerificationTask, ...]:
    """Readings that are not sent come first: they close this month and take a minute. Then
    verifications, the most overdue first. What is done stands last.
    """
    verifications = sorted(
        (VerificationTask(state, state.verification_stage) for state in states if state.verification_stage),
        key=lambda task: task.meter.verification_due_on,
    )
    if readings is None:
        return tuple(verifications)
    return (*verifications, readings) if readings.is_done else (readings, *verifications)


def _year_of_water(meters: Sequence[MeterReadings], window: Sequence[Period]) -> tuple[MonthOfWater, ...]:
    by_kind = {
        kind: consumption_by_month([_life_of(*pair) for pair in meters if pair[0].kind is kind], window)
        for kind in MeterKind
    }
    return tuple(
        MonthOfWater(period, cold, hot)
        for period, cold, hot in zip(window, by_kind[MeterKind.COLD], by_kind[MeterKind.HOT], strict=True)
    )


def _life_of(meter: Meter, readings: Iterable[Reading]) -> MeterLife:
    return MeterLife(
        digits=meter.digits,
        installed_in=Period.of(meter.installed_on),
        initial_litres=meter.initial_litres,
        removed_in=Period.of(meter.removed_on) if meter.removed_on else None,
        readings=tuple(_as_dial(row) for row in readings),
    )


def _as_dial(row: Reading) -> DialReading:
    return DialReading(
        Period.from_code(row.period),
        row.value_litres,
        rolled_over=ReadingFlag.ROLLOVER in row.flags.split(),
        is_settled=row.status is ReadingStatus.ACCEPTED,
    )
