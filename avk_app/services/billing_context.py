"""What a run knows besides the accounts."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from avk_app.domain.billing import MonthRules
from avk_app.domain.interruptions import InterruptionTerms
from avk_app.domain.period import Period
from avk_app.services.billing_charged import Before
from avk_app.services.billing_interruptions import NO_NEWS, InterruptionNews, load_interruption_news
from avk_app.services.billing_news import load_late_news
from avk_app.services.billing_rules import (
    BillTerms,
    load_bill_terms,
    load_interruption_terms,
    load_month_rules,
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
            self.interruption_terms[period] = load_interruption_terms(session, period)
        return self.interruption_terms[period]


def make_context(
    session: Session, period: Period, known_until: datetime, known_before: datetime | None
) -> RunContext:
    """Load the dated rows of a run: a gap is an error before anything is computed."""
    context = RunContext(period, known_until, known_before, load_bill_terms(session, period))
    context.rules_of(session, period)
    context.late = load_late_news(session, period, known_until, known_before)
    context.interruptions = load_interruption_news(session, period, known_until, known_before)
    return context
