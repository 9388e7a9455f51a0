"""The payment form: what is owed, where an amount goes and what each way of paying costs."""

from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from avk_app import routes
from avk_app.domain.offices import Office
from avk_app.domain.payments import FeeTerms, fee_kopecks
from avk_app.domain.period import Period
from avk_app.domain.settlement import Debt, Settled, settle
from avk_app.models.payments import PaymentChannel
from avk_app.money import format_kopecks
from avk_app.services.payments_result import PaymentTerms
from avk_app.texts import payments as texts
from avk_app.texts.russian import capitalized, period_name

CARD = str(PaymentChannel.CARD)
PERCENT = 100
_LATE, _SOON = "bad", "warn"


@dataclass(frozen=True)
class SumView:
    """One line of a sum: what, a word about it, how much."""

    label: str
    note: str
    amount: str


@dataclass(frozen=True)
class PeriodChoice:
    """A month that may be settled first."""

    code: str
    label: str


@dataclass(frozen=True)
class OfficeView:
    """A place to pay at without a fee."""

    name: str
    address: str
    hours: list[str]
    ways: str


@dataclass(frozen=True)
class OwedView:
    """What is owed, and what the form is filled with. `draft` names what the browser may keep of the form,
    `account_id` whose page it is."""

    draft: str = ""
    account_id: int = 0
    label: str = ""
    amount: str = ""
    badge: str = ""
    tone: str = ""
    more: str = ""
    has_bills: bool = False
    sums: list[SumView] = field(default_factory=list)
    suggested: str = ""
    hint: str = ""
    periods: list[PeriodChoice] = field(default_factory=list)
    named: str = ""
    offices: list[OfficeView] = field(default_factory=list)
    has_sample_offices: bool = False


@dataclass(frozen=True)
class ChannelView:
    """A way of paying, for the amount typed. `total` is a dash while there is no amount."""

    code: str
    name: str
    fee: str
    total: str


@dataclass(frozen=True)
class QuoteView:
    """What one amount does: `pay_card` and `pay_wallet` are the words on the button."""

    goes: list[SumView] = field(default_factory=list)
    channels: list[ChannelView] = field(default_factory=list)
    pay_card: str = texts.PAY_UNKNOWN
    pay_wallet: str = texts.PAY_UNKNOWN
    slip_href: str = ""
    has_sample_fees: bool = False


NOTHING_OWED, NO_QUOTE = OwedView(), QuoteView()


def owed_view(
    terms: PaymentTerms, offices: tuple[Office, ...], asked: Period | None, today: date
) -> OwedView:
    """The debt by month and the form's first content; a month asked for is paid first and alone."""
    debts = terms.owed.debts
    named = asked if any(debt.period == asked for debt in debts) else None
    badge, tone = _badge(terms, today)
    return OwedView(
        draft=f"{terms.account_id}:{terms.balance_kopecks}:{named.code if named else ''}",
        account_id=terms.account_id,
        label=_label(terms.balance_kopecks),
        amount=format_kopecks(abs(terms.balance_kopecks)),
        badge=badge,
        tone=tone,
        more=_more(terms.balance_kopecks),
        has_bills=terms.pay_by_on is not None,
        sums=_owed_sums(terms),
        suggested=suggested_amount(terms, named),
        hint=_amount_hint(terms, named),
        periods=_choices(debts) if len(debts) > 1 else [],
        named=str(named.code) if named else "",
        offices=[OfficeView(one.name, one.address, list(one.hours), one.ways) for one in offices],
        has_sample_offices=any(one.is_sample for one in offices),
    )


def suggested_amount(terms: PaymentTerms, named: Period | None) -> str:
    """What the field is filled with: the debt, or that of the month asked for; nothing when none is owed."""
    kopecks = max(0, terms.balance_kopecks)
    for debt in terms.owed.debts:
        if debt.period == named:
            kopecks = debt.principal_kopecks + debt.penalty_kopecks
    return plain_amount(kopecks) if kopecks else ""


def _amount_hint(terms: PaymentTerms, named: Period | None) -> str:
    if terms.balance_kopecks <= 0:
        return texts.AMOUNT_HINT_FREE
    if named and len(terms.owed.debts) > 1:
        return texts.AMOUNT_HINT_MONTH.format(month=period_name(named))
    return texts.AMOUNT_HINT


def plain_amount(kopecks: int) -> str:
    """An amount as it stands in the field: «1234,50»."""
    return f"{kopecks // PERCENT},{kopecks % PERCENT:02d}"


def quote_view(terms: PaymentTerms, amount_kopecks: int | None, named: Period | None) -> QuoteView:
    """What an amount settles and what it costs; None: what is typed is no amount."""
    channels = [_channel(channel, terms.fees[channel], amount_kopecks) for channel in PaymentChannel]
    totals = {one.code: one.total for one in channels}
    return QuoteView(
        goes=_goes(terms, amount_kopecks, named) if amount_kopecks else [],
        channels=channels,
        pay_card=_pay_label(totals[PaymentChannel.CARD]),
        pay_wallet=_pay_label(totals[PaymentChannel.E_WALLET]),
        slip_href=_slip_href(amount_kopecks, named) if amount_kopecks else "",
        has_sample_fees=any(fee.is_sample for fee in terms.fees.values()),
    )


def _slip_href(amount_kopecks: int, named: Period | None) -> str:
    asked = {"amount": plain_amount(amount_kopecks)} | ({"period": str(named.code)} if named else {})
    return f"{routes.PAYMENT_SLIP}?{urlencode(asked)}"


def _pay_label(total: str) -> str:
    return texts.PAY_UNKNOWN if total == texts.NO_TOTAL else texts.PAY.format(total=total)


def _channel(channel: PaymentChannel, terms: FeeTerms, amount_kopecks: int | None) -> ChannelView:
    fee = fee_kopecks(amount_kopecks, terms) if amount_kopecks else 0
    total = format_kopecks(amount_kopecks + fee) if amount_kopecks else texts.NO_TOTAL
    return ChannelView(str(channel), texts.CHANNELS[channel], _fee(channel, terms, fee), total)


def _fee(channel: PaymentChannel, terms: FeeTerms, fee: int) -> str:
    if terms.basis_points == 0 and terms.minimum_kopecks == 0:
        return texts.BANKS_OWN_FEE if channel is PaymentChannel.BANK_TRANSFER else texts.NO_FEE
    told = _terms_told(terms)
    return (
        texts.FEE.format(amount=format_kopecks(fee), terms=told)
        if fee
        else texts.FEE_UNKNOWN.format(terms=told)
    )


def _terms_told(terms: FeeTerms) -> str:
    percent, least = _percent(terms.basis_points), format_kopecks(terms.minimum_kopecks)
    if not terms.minimum_kopecks:
        return texts.FEE_TERMS.format(percent=percent)
    return texts.FEE_TERMS_LEAST.format(percent=percent, least=least)


def _percent(basis_points: int) -> str:
    """150 → «1,5»."""
    whole, part = divmod(basis_points, PERCENT)
    return f"{whole},{part:02d}".rstrip("0").rstrip(",") if part else str(whole)


def _label(balance_kopecks: int) -> str:
    if balance_kopecks > 0:
        return texts.OWED
    return texts.ADVANCE if balance_kopecks < 0 else texts.SETTLED


def _more(balance_kopecks: int) -> str:
    if balance_kopecks > 0:
        return ""
    return texts.ADVANCE_MORE if balance_kopecks < 0 else texts.SETTLED_MORE


def _badge(terms: PaymentTerms, today: date) -> tuple[str, str]:
    if terms.pay_by_on is None or terms.balance_kopecks <= 0:
        return "", ""
    return texts.due_label(terms.pay_by_on, today), _LATE if today > terms.pay_by_on else _SOON


def _owed_sums(terms: PaymentTerms) -> list[SumView]:
    sums = [line for debt in terms.owed.debts for line in _parts_of(debt)]
    if terms.owed.unexplained_kopecks:
        sums.append(SumView(texts.UNEXPLAINED, "", format_kopecks(terms.owed.unexplained_kopecks)))
    return sums


def _parts_of(debt: Debt | Settled) -> list[SumView]:
    month = period_name(debt.period)
    parts = (
        (capitalized(month), debt.principal_kopecks),
        (texts.PENALTY_OF.format(month=month), debt.penalty_kopecks),
    )
    return [SumView(label, "", format_kopecks(kopecks)) for label, kopecks in parts if kopecks]


def _goes(terms: PaymentTerms, amount_kopecks: int, named: Period | None) -> list[SumView]:
    """Money settles bills; what no bill asks for is settled by itself and comes off the advance."""
    settlement = settle(amount_kopecks, terms.owed.debts, named)
    owed = {debt.period: debt for debt in terms.owed.debts}
    lines = [line for part in settlement.settled for line in _settled_lines(part, owed[part.period])]
    if settlement.advance_kopecks:
        lines.append(SumView(texts.FORWARD, texts.FORWARD_NOTE, format_kopecks(settlement.advance_kopecks)))
    return lines


def _settled_lines(part: Settled, debt: Debt) -> list[SumView]:
    month = period_name(part.period)
    parts = (
        (capitalized(month), part.principal_kopecks, debt.principal_kopecks),
        (texts.PENALTY.format(month=month), part.penalty_kopecks, debt.penalty_kopecks),
    )
    return [
        SumView(label, _how_far(owed - paid), format_kopecks(paid)) for label, paid, owed in parts if paid
    ]


def _how_far(left_kopecks: int) -> str:
    return texts.REST_LEFT.format(amount=format_kopecks(left_kopecks)) if left_kopecks else texts.WHOLE


def _choices(debts: tuple[Debt, ...]) -> list[PeriodChoice]:
    months = [PeriodChoice(str(debt.period.code), capitalized(period_name(debt.period))) for debt in debts]
    return [PeriodChoice("", texts.OLDEST_FIRST), *months]
