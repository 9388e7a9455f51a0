"""Interruptions as charging needs them: what a run must look at, whom it concerns, and since when.

A run asks once whether anything was off; if nothing was, its slices ask nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel import Session, col

from avk_app.clock import city_midnight, to_city
from avk_app.domain.billing import ChargedService
from avk_app.domain.dated import ONE_DAY
from avk_app.domain.interruptions import Break
from avk_app.domain.period import Period
from avk_app.models import Account, Interruption, Premise
from avk_app.services.billing_news import COMMITTED_WITHIN
from avk_app.services.id_lists import is_among

BreaksByService = Mapping[ChargedService, Sequence[Break]]


class InterruptionNews(NamedTuple):
    """`fresh`: the interruptions that can change the bills of a run, true where earlier months may change,
    too. `is_any`: whether any is known at all.
    """

    is_any: bool
    fresh: Mapping[int, bool]


NO_NEWS = InterruptionNews(is_any=False, fresh={})


def load_interruption_news(
    session: Session, period: Period, known_until: datetime, known_before: datetime | None
) -> InterruptionNews:
    """Whether anything was off at all, and what was in the period or became known since the run before.

    What was withdrawn counts here: it may have been credited.
    """
    known = _is_known(period, known_until)
    is_news = _is_news(known_until, known_before)
    is_back = and_(is_news, col(Interruption.started_at) < city_midnight(period.first_day))
    rows = session.connection().execute(
        select(col(Interruption.id), is_back.label("is_back")).where(
            known, or_(and_(_holds(known_until), _touches(period, known_until)), is_news)
        )
    )
    fresh = {row.id or 0: bool(row.is_back) for row in rows}
    any_of_them = session.connection().scalar(select(col(Interruption.id)).where(known).limit(1))
    return InterruptionNews(any_of_them is not None, fresh)


def find_interrupted(
    session: Session, account_ids: Sequence[int], fresh: Mapping[int, bool]
) -> dict[int, bool]:
    """The accounts whose house was off; true of those of whose earlier months news came.

    By ids, because a house may have years of interruptions, and ids are read off the index.
    """
    if not fresh:
        return {}
    query = _houses_of(select(col(Account.id), col(Interruption.id)), account_ids)
    found: dict[int, bool] = {}
    for account_id, interruption_id in session.connection().execute(
        query.where(is_among(col(Interruption.id), fresh))
    ):
        found[account_id] = found.get(account_id, False) or fresh[interruption_id]
    return found


def load_breaks(
    session: Session,
    account_ids: Collection[int],
    period: Period,
    known_until: datetime,
    only: Collection[int] | None = None,
) -> dict[int, BreaksByService]:
    """When each service was off for these accounts, to the period's end, as it was known at a moment.

    `only` these interruptions, if given. A break whose end is not known lasts until the
    period's end; before an account was opened and after it was closed nothing was off for it.
    """
    if not account_ids:
        return {}
    query = _houses_of(
        select(
            col(Account.id),
            col(Account.opened_on),
            col(Account.closed_on),
            col(Interruption.service),
            col(Interruption.started_at),
            col(Interruption.ended_at),
            _goes_on(known_until).label("goes_on"),
        ),
        account_ids,
    ).where(_is_known(period, known_until), _holds(known_until))
    if only is not None:
        query = query.where(is_among(col(Interruption.id), only))
    found: dict[int, dict[ChargedService, list[Break]]] = defaultdict(lambda: defaultdict(list))
    for row in session.connection().execute(query):
        found[row.id][ChargedService(row.service.value)].append(_break_of(row, period))
    return dict(found)


def _houses_of(query: Any, account_ids: Collection[int]) -> Any:
    """The accounts with the interruptions of their houses."""
    return (
        query.select_from(Account)
        .join(Premise, col(Premise.id) == col(Account.premise_id))
        .join(
            Interruption,
            and_(
                col(Interruption.street) == col(Premise.street),
                col(Interruption.house) == col(Premise.house),
                col(Interruption.district) == col(Premise.district),
            ),
        )
        .where(is_among(col(Account.id), account_ids))
    )


def _is_known(period: Period, known_until: datetime) -> ColumnElement[bool]:
    """Began before the period's end, and was recorded by then."""
    end = city_midnight(period.plus(1).first_day)
    return and_(col(Interruption.recorded_at) <= known_until, col(Interruption.started_at) < end)


def _holds(known_until: datetime) -> ColumnElement[bool]:
    """Was not withdrawn yet at that moment."""
    return or_(col(Interruption.withdrawn_at).is_(None), col(Interruption.withdrawn_at) > known_until)


def _touches(period: Period, known_until: datetime) -> ColumnElement[bool]:
    """Did not end before the period began."""
    return or_(_goes_on(known_until), col(Interruption.ended_at) > city_midnight(period.first_day))


def _goes_on(known_until: datetime) -> ColumnElement[bool]:
    """Its end was not known yet at that moment."""
    return or_(col(Interruption.end_recorded_at).is_(None), col(Interruption.end_recorded_at) > known_until)


def _is_news(known_until: datetime, known_before: datetime | None) -> ColumnElement[bool]:
    """Written down, ended or withdrawn since the run before; there is no news for a first run."""
    if known_before is None:
        return false()
    after = known_before - COMMITTED_WITHIN
    later = (col(Interruption.end_recorded_at), col(Interruption.withdrawn_at))
    changed = (and_(moment.is_not(None), moment.between(after, known_until)) for moment in later)
    return or_(col(Interruption.recorded_at) > after, *changed)


def _break_of(row: Any, period: Period) -> Break:
    """In the city's time, as far as the account was open."""
    ended_at = city_midnight(period.plus(1).first_day) if row.goes_on else row.ended_at
    whole = Break(to_city(row.started_at), to_city(ended_at))
    opened_at = to_city(city_midnight(row.opened_on))
    closed_at = to_city(city_midnight(row.closed_on + ONE_DAY)) if row.closed_on else whole.ended_at
    return whole.within(opened_at, closed_at)
