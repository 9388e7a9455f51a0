"""The bills of a slice of the city, computed in memory: few queries, the rules of the domain, no writes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from avk_app.domain.billing import ChargeLine, charge_lines, no_lines
from avk_app.domain.interruptions import Credit
from avk_app.domain.metering import BilledMeter, Method, is_lapsed
from avk_app.domain.period import Period
from avk_app.domain.recalculation import Recalculation, recalculations
from avk_app.errors import DomainError
from avk_app.models import Account, Bill, LedgerEntry
from avk_app.services.billing_charged import ChargedSoFar, load_charged
from avk_app.services.billing_context import RunContext
from avk_app.services.billing_credits import load_credit_facts
from avk_app.services.billing_facts import BillingFacts, load_facts, load_readings
from avk_app.services.billing_failures import FailedAccount, failure_of
from avk_app.services.billing_penalties import PenaltyLine, load_debts
from avk_app.services.id_lists import is_among
from avk_app.services.ledger import Balance, of_last_entry


class ComputedBill(NamedTuple):
    """Everything one bill consists of, before it is written."""

    account_id: int
    opening: Balance
    lines: tuple[ChargeLine, ...]
    recalculations: tuple[Recalculation, ...]
    penalties: tuple[PenaltyLine, ...]
    credits: tuple[Credit, ...] = ()

    @property
    def charged_kopecks(self) -> int:
        return sum(
            [
                line.amount_kopecks
                for lines in (self.lines, self.recalculations, self.credits)
                for line in lines
            ]
        )

    @property
    def penalty_kopecks(self) -> int:
        return sum([line.amount_kopecks for line in self.penalties])


def compute_bills(
    session: Session, context: RunContext, account_ids: Sequence[int]
) -> tuple[list[ComputedBill], list[FailedAccount]]:
    """The bills of these accounts. One that breaks a rule fails alone; the others are charged.

    An account that was closed before the period gets a bill when news changes what it was charged.
    """
    facts, deep = _load_facts_in_two_depths(session, context, account_ids)
    with_news = [i for i in deep if i in context.late or _closes_silence(facts[i], context.period)]
    charged = load_charged(session, with_news, context.charged_before)
    credit_facts = load_credit_facts(session, context, account_ids, charged)
    balances = _balances_before(session, context, account_ids)
    debts = load_debts(session, context, balances)
    computed, failed = [], []
    for account_id, one in facts.items():
        try:
            lines = _lines_of(session, context, one, context.period)
            restated = _restate(session, context, one, charged.get(account_id, {}))
            credited = credit_facts.credits_of(account_id, lines, restated)
            penalties = debts.penalties_of(account_id)
        except DomainError as error:
            failed.append(failure_of(account_id, error))
            continue
        if not (lines or restated or credited):
            continue  # closed, and the news changes nothing
        computed.append(
            ComputedBill(
                account_id,
                balances.get(account_id, Balance(0, 0)),
                tuple(lines),
                tuple(restated),
                penalties,
                credited,
            )
        )
    return computed, failed


def _lines_of(session: Session, context: RunContext, facts: BillingFacts, period: Period) -> list[ChargeLine]:
    """What a period costs, with the household and the rules of that period."""
    return charge_lines(facts.meters, period, facts.household_in(period), context.rules_of(session, period))


def load_balances(session: Session, account_ids: Sequence[int]) -> dict[int, Balance]:
    """The last entry of each account; accounts without entries are absent."""
    query = select(
        col(Account.id),
        of_last_entry(LedgerEntry.balance_after_kopecks),
        of_last_entry(LedgerEntry.sequence),
    ).where(is_among(col(Account.id), account_ids))
    rows: Sequence[Any] = session.connection().execute(query).all()
    return {
        account_id: Balance(kopecks, sequence)
        for account_id, kopecks, sequence in rows
        if sequence is not None
    }


def _balances_before(session: Session, context: RunContext, account_ids: Sequence[int]) -> dict[int, Balance]:
    """What these accounts owe before their bill; of one that was posted, what it opened with."""
    if not context.is_posted:
        return load_balances(session, account_ids)
    rows = session.connection().execute(
        select(col(Bill.account_id), col(Bill.opening_kopecks)).where(
            is_among(col(Bill.account_id), account_ids), col(Bill.period) == context.period.code
        )
    )
    return {account_id: Balance(kopecks, 0) for account_id, kopecks in rows}


def _load_facts_in_two_depths(
    session: Session, context: RunContext, account_ids: Sequence[int]
) -> tuple[dict[int, BillingFacts], list[int]]:
    """Two months of readings tell all about a meter that reports; only the others need their history.

    These are the second of what is returned.
    """
    period, known = context.period, context.known_until
    facts = load_facts(session, account_ids, period, period.plus(-1), known)
    deep = [i for i, one in facts.items() if i in context.late or _needs_history(one, period)]
    readings = load_readings(session, deep, period, None, known) if deep else {}
    return facts | {account_id: facts[account_id].with_readings(readings) for account_id in deep}, deep


def _needs_history(facts: BillingFacts, period: Period) -> bool:
    before = period.plus(-1)
    for meters in facts.meters.values():
        for meter in meters:
            if not _reports(meter, before, period):
                return True
    return False


def _reports(meter: BilledMeter, before: Period, period: Period) -> bool:
    """Whether it was read in both months, or in the only one since it was installed, and always trusted."""
    settled = [reading.period for reading in meter.life.readings if reading.is_settled]
    is_read = settled == [before, period] or (settled == [period] and meter.life.installed_in == period)
    return is_read and not meter.lapses and not is_lapsed(meter, period)


def _closes_silence(facts: BillingFacts, period: Period) -> bool:
    """Whether some meter has a reading now and had none in the period before."""
    before = period.plus(-1)
    return any(
        meter.life.readings
        and meter.life.readings[-1].period == period
        and meter.life.installed_in < period
        and not any(r.period == before and r.is_settled for r in meter.life.readings)
        for meters in facts.meters.values()
        for meter in meters
    )


def _restate(
    session: Session,
    context: RunContext,
    facts: BillingFacts,
    charged: ChargedSoFar,
) -> list[Recalculation]:
    """Recalculate what news can have changed: estimated periods, and all of them after late news.

    A late reading may split a stretch that was spread over earlier months already.
    """
    if not charged:
        return []
    is_late = facts.account_id in context.late
    periods = sorted(
        {
            period
            for (_service, period), before in charged.items()
            if is_late or before.method is not Method.METER
        }
    )
    now = [
        line
        for period in periods
        for line in _lines_of(session, context, facts, period)
        or no_lines(period, facts.household_in(period), context.rules_of(session, period))
    ]
    return recalculations(charged, now)
