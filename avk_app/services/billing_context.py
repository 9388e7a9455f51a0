"""What a run knows besides the accounts."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from avk_app.clock import to_city
from avk_app.domain.billing import MonthRules
from avk_app.domain.consumption import months_between
from avk_app.domain.interruptions import InterruptionTerms
from avk_app.domain.period import Period
from avk_app.models import BillingRun
from avk_app.services.billing_charged import Before
from avk_app.services.billing_interruptions import NO_NEWS, InterruptionNews, load_interruption_news
from avk_app.services.billing_news import load_late_news
from avk_app.services.billing_rules import (
    BillTerms,
    load_bill_terms,
    load_interruption_terms,
    load_month_rules,
    load_rules_of_months,
    load_vat_percents,
)


@dataclass
class RunContext:
    """The period of a run, the moment of its knowledge, the dated rows.

    `is_posted`: the bills exist and are computed again, so nothing charged by them or after them counts.
    `late`: the accounts about whose past there is news.
    """

    period: Period
    known_until: datetime
    known_before: datetime | None
    terms: BillTerms
    rules: dict[Period, MonthRules] = field(default_factory=dict)
    is_posted: bool = False
    interruptions: InterruptionNews = NO_NEWS
    interruption_terms: dict[Period, InterruptionTerms] = field(default_factory=dict)
    late: frozenset[int] = frozenset()
    vat_percents: dict[Period, int] = field(default_factory=dict)

    @property
    def charged_before(self) -> Before:
        """What counts as charged."""
        return Before(self.period, self.is_posted)

    def rules_of(self, session: Session, period: Period) -> MonthRules:
        if period not in self.rules:
            self.rules[period] = load_month_rules(session, period)
        return self.rules[period]

    def interruption_terms_of(self, session: Session, period: Period) -> InterruptionTerms:
        if period not in self.interruption_terms:
            self.interruption_terms |= load_interruption_terms(session, (period,))
        return self.interruption_terms[period]

    def vat_percent_of(self, session: Session, period: Period) -> int:
        if period not in self.vat_percents:
            self.vat_percents |= load_vat_percents(session, (period,))
        return self.vat_percents[period]


def make_context(
    session: Session, period: Period, known_until: datetime, known_before: datetime | None
) -> RunContext:
    """Load the dated rows of a run: those of its month and of every month charged before it, which a
    recalculation may reach. Raises RowsHaveGap, RowsOverlap, RowsChangeInside before anything is computed.
    """
    context = RunContext(
        period, known_until, known_before, load_bill_terms(session, period, to_city(known_until).date())
    )
    months = _charged_months(session, period)
    context.rules = load_rules_of_months(session, months)
    context.interruption_terms = load_interruption_terms(session, months)
    context.vat_percents = load_vat_percents(session, months)
    context.late = load_late_news(session, period, known_until, known_before)
    context.interruptions = load_interruption_news(session, period, known_until, known_before)
    return context


def _charged_months(session: Session, period: Period) -> list[Period]:
    """From the first one that was charged to this one."""
    query = select(func.min(col(BillingRun.period))).where(col(BillingRun.period) <= period.code)
    first = session.exec(query).one()
    return list(months_between(Period.from_code(first or period.code), period))
