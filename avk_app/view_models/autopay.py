"""Autopay as finished strings."""

from dataclasses import dataclass, field

from avk_app.domain.autopay import FIRST_DAY, LAST_DAY, kept_day
from avk_app.money import format_kopecks, format_kopecks_plain
from avk_app.services.autopay import AutopayPlan, AutopayState, AutopayTerms
from avk_app.texts import autopay as texts
from avk_app.view_models.facts import FactView

SUGGESTED = AutopayTerms(pay_on_day=5, limit_kopecks=3_000_00)


@dataclass(frozen=True)
class DayChoice:
    """An option of the list of days."""

    value: str
    label: str


@dataclass(frozen=True)
class AutopayView:
    """`day` and `limit` fill the form: the present terms, or what suits most."""

    account_id: str = ""
    is_on: bool = False
    may_change: bool = False
    has_email: bool = True
    facts: list[FactView] = field(default_factory=list)
    day: str = ""
    limit: str = ""


NOTHING_KNOWN = AutopayView()
DAYS = [DayChoice(str(day), texts.DAY_CHOICE.format(day=day)) for day in range(FIRST_DAY, LAST_DAY + 1)]


def autopay_view(state: AutopayState) -> AutopayView:
    """What the page shows."""
    terms = state.terms or SUGGESTED
    return AutopayView(
        account_id=str(state.account_id),
        is_on=state.terms is not None,
        may_change=state.may_change,
        has_email=state.has_email,
        facts=_facts(state, state.terms) if state.terms else [],
        day=str(kept_day(terms.pay_on_day)),
        limit=format_kopecks_plain(terms.limit_kopecks),
    )


def _facts(state: AutopayState, terms: AutopayTerms) -> list[FactView]:
    return [
        FactView(texts.CARD, texts.card_name(state.card_brand, state.card_last4)),
        FactView(texts.DAY_LABEL, texts.DAY_OF_MONTH.format(day=kept_day(terms.pay_on_day))),
        FactView(texts.LIMIT_LABEL, format_kopecks(terms.limit_kopecks)),
        FactView(texts.NEXT_LABEL, _next(state.plan)),
    ]


def _next(plan: AutopayPlan | None) -> str:
    if plan is None:
        return texts.NO_PLAN
    total = format_kopecks(plan.amount_kopecks + plan.fee_kopecks)
    return texts.next_charge(plan.charge_on, total, plan.period)
