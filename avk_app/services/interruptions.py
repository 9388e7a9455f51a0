"""Writing down when houses were without a service: by staff, or from the operator's file.

The same house, service and start again changes nothing, or adds the end that was not known before. What was
withdrawn is written down anew only when it is told differently.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.clock import to_city
from avk_app.domain.billing import ChargedService
from avk_app.domain.interruption_lines import HouseOff, interruption_problems
from avk_app.domain.register import RowProblem
from avk_app.errors import FieldProblem, InvalidInput
from avk_app.models import Interruption, Premise
from avk_app.models.tariffs import Service
from avk_app.services import audit
from avk_app.services.access import Actor, may_record_interruptions

_Key = tuple[str, str, str, ChargedService, datetime]


@dataclass
class InterruptionPlan:
    """What is new, what ends, what is known already or was withdrawn, and what cannot be written."""

    new: list[HouseOff] = field(default_factory=list)
    ended: list[tuple[Interruption, datetime]] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: int = 0
    problems: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True)
class InterruptionCounts:
    """How many houses' interruptions a plan adds, ends, leaves as they are, and leaves withdrawn."""

    added: int
    ended: int
    unchanged: int
    withdrawn: int


def record_interruption(session: Session, actor: Actor, houses: Sequence[HouseOff]) -> InterruptionCounts:
    """Write down an interruption of these houses, or its end. By staff who may.

    Raises InvalidInput; for those who may not, no house is known.
    """
    now = clock.now()
    problems = [problem for off in houses for problem in interruption_problems(off, now)]
    plan = plan_interruptions(session, actor, houses)
    problems += [row.problem for row in plan.problems]
    if problems:
        raise InvalidInput(tuple(problems))
    return carry_out(session, actor, plan)


def plan_interruptions(session: Session, actor: Actor | None, houses: Sequence[HouseOff]) -> InterruptionPlan:
    """Compare with what is written already. Without an actor for the operator of the server only."""
    plan, seen = InterruptionPlan(), dict[_Key, int]()
    located = list(_located(plan, houses, _districts(session, actor, houses)))
    known = _known(session, located)
    for off in located:
        if (key := _key(off)) in seen:
            _complain(plan, off, "started_at", "interruption_repeated", ("line", seen[key]))
        else:
            seen[key] = off.line
            _place(plan, off, known.get(key, []))
    return plan


def count_plan(plan: InterruptionPlan) -> InterruptionCounts:
    """What carrying the plan out would write."""
    return InterruptionCounts(len(plan.new), len(plan.ended), plan.unchanged, plan.withdrawn)


def carry_out(session: Session, actor: Actor | None, plan: InterruptionPlan) -> InterruptionCounts:
    """Write what the plan says, and an audit record with the counts."""
    now = clock.now()
    session.add_all(_row(off, now) for off in plan.new)
    for interruption, ended_at in plan.ended:
        interruption.ended_at, interruption.end_recorded_at = ended_at, now
    counts = count_plan(plan)
    details = ", ".join(f"{name}={number}" for name, number in vars(counts).items())
    audit.record(session, actor, "interruption.record", "interruption", None, details)
    session.flush()
    return counts


def _place(plan: InterruptionPlan, off: HouseOff, rows: Sequence[Interruption]) -> None:
    """`rows` began there and then; at most one of them holds, the others were withdrawn."""
    known = next((row for row in rows if row.withdrawn_at is None), None)
    is_withdrawn = any(_repeats(off, row) for row in rows if row is not known)
    if known is None and not is_withdrawn:
        plan.new.append(off)
    elif known is None:
        plan.withdrawn += 1
    elif off.ended_at is None or off.ended_at == known.ended_at:
        plan.unchanged += 1
    elif is_withdrawn:
        plan.withdrawn += 1
    elif known.ended_at is None:
        plan.ended.append((known, off.ended_at))
    else:
        ended = f"{to_city(known.ended_at):%d.%m.%Y %H:%M}"
        _complain(plan, off, "ended_at", "interruption_ended_already", ("ended", ended))


def _repeats(off: HouseOff, withdrawn: Interruption) -> bool:
    """Says the same as what was withdrawn: a file that comes again must not bring it back."""
    return off.reason == withdrawn.reason and off.ended_at in (None, withdrawn.ended_at)


def _located(
    plan: InterruptionPlan, houses: Iterable[HouseOff], districts: dict[tuple[str, str], set[str]]
) -> Iterator[HouseOff]:
    """With its district; a house that is not there, or there twice, is a problem."""
    for off in houses:
        found = districts.get((off.street, off.house), set())
        found = found & {off.district} if off.district else found
        if not found:
            _complain(plan, off, "house", "interruption_house_unknown")
        elif len(found) > 1:
            _complain(
                plan, off, "district", "interruption_house_ambiguous", ("names", ", ".join(sorted(found)))
            )
        else:
            yield replace(off, district=next(iter(found)))


def _districts(
    session: Session, actor: Actor | None, houses: Iterable[HouseOff]
) -> dict[tuple[str, str], set[str]]:
    """In which districts each house of these streets stands."""
    query = (
        select(col(Premise.street), col(Premise.house), col(Premise.district))
        .where(col(Premise.street).in_({off.street for off in houses}))
        .distinct()
    )
    if actor is not None:
        query = query.where(may_record_interruptions(actor))
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for street, house, district in session.exec(query):
        found[street, house].add(district)
    return found


def _known(session: Session, houses: Sequence[HouseOff]) -> dict[_Key, list[Interruption]]:
    rows = session.exec(
        select(Interruption).where(
            col(Interruption.street).in_({off.street for off in houses}),
            col(Interruption.started_at).in_({off.started_at for off in houses}),
        )
    )
    found: dict[_Key, list[Interruption]] = defaultdict(list)
    for row in rows:
        service = ChargedService(row.service.value)
        found[row.district, row.street, row.house, service, row.started_at].append(row)
    return found


def _key(off: HouseOff) -> _Key:
    return off.district, off.street, off.house, off.service, off.started_at


def _row(off: HouseOff, now: datetime) -> Interruption:
    return Interruption(
        district=off.district,
        street=off.street,
        house=off.house,
        service=Service(off.service.value),
        started_at=off.started_at,
        ended_at=off.ended_at,
        reason=off.reason,
        recorded_at=now,
        end_recorded_at=now if off.ended_at else None,
    )


def _complain(
    plan: InterruptionPlan, off: HouseOff, column: str, code: str, *values: tuple[str, str | int]
) -> None:
    plan.problems.append(RowProblem(off.line, FieldProblem(column, code, values)))
