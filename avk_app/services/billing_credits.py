"""Credits of a slice: what hours without a service take off its bills. Where nothing was off, no query."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain

from sqlmodel import Session

from avk_app.domain.billing import ChargeLine
from avk_app.domain.interruptions import Credit, InterruptionTerms, ServiceMonth, find_credits
from avk_app.domain.period import Period
from avk_app.domain.recalculation import Recalculation
from avk_app.services.billing_charged import ChargedSoFar, load_charged, load_credited
from avk_app.services.billing_context import RunContext
from avk_app.services.billing_interruptions import BreaksByService, find_interrupted, load_breaks


@dataclass(frozen=True)
class CreditFacts:
    """By account: when its services were off, and what its months were charged and credited so far."""

    breaks: Mapping[int, BreaksByService]
    charged: Mapping[int, ChargedSoFar]
    credited: Mapping[int, Mapping[ServiceMonth, int]]
    terms_of: Callable[[Period], InterruptionTerms]

    def credits_of(
        self, account_id: int, lines: Sequence[ChargeLine], restated: Sequence[Recalculation]
    ) -> tuple[Credit, ...]:
        """Of a bill with these lines: for its own month, and for earlier ones that news changed."""
        breaks, credited = self.breaks.get(account_id, {}), self.credited.get(account_id, {})
        if not breaks and not credited:
            return ()
        charges = {month: so_far.amount_kopecks for month, so_far in self.charged.get(account_id, {}).items()}
        for line in chain[ChargeLine | Recalculation](lines, restated):
            month = (line.service, line.period)
            charges[month] = charges.get(month, 0) + line.amount_kopecks
        return tuple(find_credits(charges, breaks, credited, self.terms_of))


def load_credit_facts(
    session: Session, context: RunContext, account_ids: Sequence[int], charged: Mapping[int, ChargedSoFar]
) -> CreditFacts:
    """What credits of these accounts need. `charged`: of those whose past months are charged again.

    Only they, and those of whose past interruptions became known, may get a credit for an earlier month.
    """
    terms_of = partial(context.interruption_terms_of, session)
    if not context.interruptions.is_any:
        return CreditFacts({}, {}, {}, terms_of)
    period, known, before = context.period, context.known_until, context.charged_before
    fresh = context.interruptions.fresh
    off = find_interrupted(session, account_ids, fresh)
    back = {account_id for account_id, reaches_back in off.items() if reaches_back} - charged.keys()
    past = back | charged.keys()
    return CreditFacts(
        load_breaks(session, past, period, known)
        | load_breaks(session, off.keys() - past, period, known, only=fresh),
        {**charged, **load_charged(session, back, before)},
        load_credited(session, past, before),
        terms_of,
    )
