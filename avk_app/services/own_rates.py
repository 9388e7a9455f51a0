"""Shipped rates are samples: they give way to the utility's own, which are followed and never edited."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from sqlmodel import Session, select

from avk_app import clock
from avk_app.domain.dated import require_succession, row_in_force
from avk_app.models import BillingRun, Norm, TariffRate
from avk_app.services.dated_rows import append_missing

Rate = TypeVar("Rate", TariffRate, Norm)
SubjectOf = Callable[[Rate], str]


def append_rates(session: Session, wanted: Sequence[Rate], subject_of: SubjectOf[Rate]) -> int:
    """Store the rates of one table that the database misses; how many there were.

    Once one is the utility's own no sample is added, and the stored ones go, unless a month was charged.
    Raises RowChanged, RowsOverlap, or RowsHaveGap when today would be left without a rate.
    """
    own = [row for row in wanted if not row.is_sample]
    if own:
        _make_room(session, own, subject_of)
    elif any(not row.is_sample for row in _stored(session, wanted)):
        return 0
    return append_missing(session, own or wanted, lambda row: (subject_of(row), row.valid_from))


def _make_room(session: Session, own: Sequence[Rate], subject_of: SubjectOf[Rate]) -> None:
    """Drop the samples that nobody was charged by, and check that the own rates fit what stays."""
    is_charged = _is_anything_charged(session)
    stored: Sequence[Rate] = _stored(session, own)
    kept = [row for row in stored if is_charged or not row.is_sample]
    dropped = [row for row in stored if not is_charged and row.is_sample]
    for subject in sorted({*map(subject_of, stored), *map(subject_of, own)}):
        before = [row for row in kept if subject_of(row) == subject]
        after = _with_new(before, [row for row in own if subject_of(row) == subject], subject)
        if dropped:
            row_in_force(after, clock.today(), subject)
    for row in dropped:
        session.delete(row)
    session.flush()


def _with_new(before: list[Rate], own: list[Rate], subject: str) -> list[Rate]:
    known = {row.valid_from for row in before}
    new = [row for row in own if row.valid_from not in known]
    require_succession(before, new, subject)
    return before + new


def _stored(session: Session, like: Sequence[Rate]) -> Sequence[Rate]:
    return session.exec(select(type(like[0]))).all() if like else ()


def _is_anything_charged(session: Session) -> bool:
    return session.exec(select(BillingRun.id).limit(1)).first() is not None
