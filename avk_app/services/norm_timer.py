"""«Таймер нормы» of an account, and what a lapsed verification would cost it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.norm_timer import MonthCosts, NormTimer, costs_of_lapse, find_norm_timer
from avk_app.domain.period import Period
from avk_app.errors import DomainError
from avk_app.models.meters import MeterKind
from avk_app.services.access import Actor, get_own_account
from avk_app.services.billing_facts import WATER_OF, load_facts
from avk_app.services.billing_rules import load_month_rules

Lapsing = frozenset[MeterKind]
"""Kinds of meters whose verification ends on one day."""


@dataclass(frozen=True)
class NormOutlook:
    """`timer` is None when the meters are in order; `lapse_costs` holds an answer for each question asked."""

    timer: NormTimer | None = None
    lapse_costs: Mapping[Lapsing, MonthCosts] = field(default_factory=dict)


NO_OUTLOOK = NormOutlook()


def get_norm_timer(session: Session, actor: Actor) -> NormTimer | None:
    """The timer of the actor's account. Raises NotFound when it is not theirs."""
    account = get_own_account(session, actor)
    return foresee_norm(session, account.id or 0).timer


def foresee_norm(session: Session, account_id: int, lapsing: Iterable[Lapsing] = ()) -> NormOutlook:
    """What the norm would mean for an account; `lapsing` asks what it costs once kinds of meters lapse.

    Six queries. Authorisation is the caller's. Without rules, or where charging itself would refuse,
    there is nothing to tell.
    """
    current = Period.of(clock.today())
    facts = load_facts(session, [account_id], current)[account_id]
    try:
        rules = load_month_rules(session, current)
        timer = find_norm_timer(facts.meters, current, facts.household_in(current), rules)
        costs = {
            kinds: costs_of_lapse(
                facts.meters, [WATER_OF[kind] for kind in kinds], current, facts.household_in(current), rules
            )
            for kinds in lapsing
        }
    except DomainError:
        return NO_OUTLOOK
    return NormOutlook(timer, costs)
