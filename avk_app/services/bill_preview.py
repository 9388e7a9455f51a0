"""The coming bill: what this month costs with readings that are not sent yet, and without any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from avk_app import clock
from avk_app.domain.billing import ChargeLine, Water, charge_lines
from avk_app.domain.charges import included_vat_kopecks
from avk_app.domain.consumption import DialReading
from avk_app.domain.metering import BilledMeter, Method
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.errors import DomainError, NotFound
from avk_app.services.access import Actor, get_own_account
from avk_app.services.billing_facts import BillingFacts, load_facts
from avk_app.services.billing_rules import load_month_rules
from avk_app.services.policy import get_policy_value
from avk_app.services.readings_check import CheckedReading


@dataclass(frozen=True)
class BillPreview:
    """What a period would cost: the total is the sum of rounded lines, VAT included.

    `ends_silence`: a reading stands for several months, so the earlier ones will be recalculated, too.
    """

    period: Period
    lines: tuple[ChargeLine, ...]
    total_kopecks: int
    vat_kopecks: int
    ends_silence: bool = False


def preview_bill(
    session: Session, actor: Actor, period: Period, typed_litres: Mapping[int, int]
) -> BillPreview:
    """The bill of the actor's account as it would be with these dial values (meter id → litres).

    Nothing is stored. A lower value than before counts as a full turn of the dial. Raises NotFound,
    RowsHaveGap and what `charge_lines` raises.
    """
    account = get_own_account(session, actor)
    facts = load_facts(session, [account.id or 0], period)[account.id or 0]
    lines = tuple(
        charge_lines(
            _with_typed(facts, period, typed_litres),
            period,
            facts.household_in(period),
            load_month_rules(session, period),
        )
    )
    total = sum(line.amount_kopecks for line in lines)
    vat_percent = get_policy_value(session, PolicyKey.VAT_PERCENT, period.first_day)
    return BillPreview(period, lines, total, included_vat_kopecks(total, vat_percent), _ends_silence(lines))


def _ends_silence(lines: Sequence[ChargeLine]) -> bool:
    return any(
        meter.method is Method.METER and meter.months > 1
        for line in lines
        for water in line.waters
        for meter in water.meters
    )


def _with_typed(
    facts: BillingFacts, period: Period, typed_litres: Mapping[int, int]
) -> dict[Water, Sequence[BilledMeter]]:
    return {
        water: [
            _with_reading(meter, period, typed_litres[meter.meter_id])
            if meter.meter_id in typed_litres
            else meter
            for meter in meters
        ]
        for water, meters in facts.meters.items()
    }


def _with_reading(meter: BilledMeter, period: Period, value_litres: int) -> BilledMeter:
    earlier = tuple(reading for reading in meter.life.readings if reading.period < period)
    before = earlier[-1].value_litres if earlier else meter.life.initial_litres
    typed = DialReading(period, value_litres, rolled_over=value_litres < before)
    return meter._replace(life=meter.life._replace(readings=(*earlier, typed)))


def find_coming_bill(
    session: Session, actor: Actor, period: Period, checked: Sequence[CheckedReading] = ()
) -> BillPreview | None:
    """The bill of the current period as it would be with what was typed so far.

    Values that cannot be meant are left out. None for an earlier period, which has its bill already, and
    where charging itself would refuse. Raises NotFound.
    """
    if period != Period.of(clock.today()):
        return None
    typed = {one.meter_id: one.value_litres for one in checked if _can_be_meant(one)}
    try:
        return preview_bill(session, actor, period, typed)
    except NotFound:
        raise
    except DomainError:
        return None


def _can_be_meant(checked: CheckedReading) -> bool:
    return checked.problem is None and not checked.verdict.is_doubtful
