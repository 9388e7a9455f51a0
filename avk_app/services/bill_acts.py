"""The acts behind a bill: which dated row was in force and what it says, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, String, cast, literal, select, union_all
from sqlmodel import Session, col

from avk_app.domain.billing import ChargedService, Water
from avk_app.domain.dated import row_in_force
from avk_app.domain.policy import PolicyKey
from avk_app.models import Norm, PolicyRule, TariffRate

BILL_RULES = (
    PolicyKey.VAT_PERCENT,
    PolicyKey.AVERAGE_MONTHS,
    PolicyKey.AVERAGE_PERIODS,
    PolicyKey.LAPSED_VERIFICATION_PERIODS,
    PolicyKey.RAISED_NORM_HUNDREDTHS,
    PolicyKey.STATUTORY_DUE_DAY,
    PolicyKey.PENALTY_FIRST_DAY,
    PolicyKey.PENALTY_CAP_BASIS_POINTS,
    PolicyKey.KEY_RATE_BASIS_POINTS,
    PolicyKey.INTERRUPTION_CREDIT_BASIS_POINTS,
)
_TARIFF, _NORM, _RULE = "tariff", "norm", "rule"


@dataclass(frozen=True)
class Act:
    """A dated value and the act that set it. `value` is in the unit of its kind."""

    value: int
    valid_from: date
    valid_until: date | None
    act: str
    is_sample: bool


@dataclass(frozen=True)
class BillActs:
    """Every row that a bill of this utility may have been made with, by kind and name."""

    rows: dict[tuple[str, str], tuple[Act, ...]]

    def tariff_on(self, service: ChargedService, day: date) -> Act:
        """The rate of a service in kopecks a cubic metre. Raises RowsHaveGap, RowsOverlap."""
        return self._on(_TARIFF, service, day)

    def norm_on(self, water: Water, day: date) -> Act:
        """Litres a person and month. Raises RowsHaveGap, RowsOverlap."""
        return self._on(_NORM, water, day)

    def rule_on(self, key: PolicyKey, day: date) -> Act:
        """One of BILL_RULES. Raises RowsHaveGap, RowsOverlap."""
        return self._on(_RULE, key, day)

    def _on(self, kind: str, name: str, day: date) -> Act:
        return row_in_force(self.rows.get((kind, name), ()), day, name)


def load_acts(session: Session) -> BillActs:
    """All tariffs and norms, and the rules that bills name."""
    rate, litres, value = TariffRate.rate_kopecks_per_m3, Norm.litres_per_person, PolicyRule.value
    tariffs = _columns(_TARIFF, TariffRate.service, rate, TariffRate.valid_until, TariffRate)
    norms = _columns(_NORM, Norm.water, litres, Norm.valid_until, Norm)
    rules = _columns(_RULE, PolicyRule.key, value, cast(literal(None), Date), PolicyRule)
    query = union_all(tariffs, norms, rules.where(col(PolicyRule.key).in_(BILL_RULES)))
    return BillActs(_grouped(session.connection().execute(query)))


def _columns(kind: str, name: Any, value: Any, until: Any, model: Any) -> Any:
    return select(
        literal(kind).label("kind"),
        cast(name, String).label("name"),
        col(value).label("value"),
        col(model.valid_from).label("valid_from"),
        until.label("valid_until"),
        col(model.act).label("act"),
        col(model.is_sample).label("is_sample"),
    )


def _grouped(rows: Iterable[Any]) -> dict[tuple[str, str], tuple[Act, ...]]:
    found: dict[tuple[str, str], tuple[Act, ...]] = {}
    for kind, name, value, valid_from, valid_until, act, is_sample in rows:
        known = found.get((kind, name), ())
        found[kind, name] = (*known, Act(value, valid_from, valid_until, act, is_sample))
    return found
