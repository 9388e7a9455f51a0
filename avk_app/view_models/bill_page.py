"""The page of a bill as finished strings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from avk_app import routes
from avk_app.domain.bill_changes import ChangeKind
from avk_app.domain.bill_codes import bill_number
from avk_app.domain.policy import PolicyKey
from avk_app.models.billing import LineKind
from avk_app.money import format_kopecks
from avk_app.services.bill_page_result import BalanceMove, BillPage, BillSummary, ExplainedLine
from avk_app.texts import bill_page as texts
from avk_app.texts.meters import grouped_account_number
from avk_app.texts.russian import capitalized, format_date, format_day, period_name
from avk_app.texts.tariffs import SERVICE_NAMES
from avk_app.view_models.bill_acts import line_acts
from avk_app.view_models.bill_changes import BarView, change_bars, change_lead
from avk_app.view_models.bill_steps import StepView, line_steps
from avk_app.view_models.vat import vat_notes


@dataclass(frozen=True)
class LineView:
    """A charge line with its derivation and its acts."""

    title: str
    amount: str
    steps: list[StepView]
    acts: list[str]
    note: str


@dataclass(frozen=True)
class ExtraView:
    """Lines of one kind beside the month's own, folded under their sum."""

    title: str
    amount: str
    lines: list[LineView]


@dataclass(frozen=True)
class SumView:
    """One line of how the sum came about."""

    label: str
    amount: str


@dataclass(frozen=True)
class MonthChoice:
    """A bill to choose."""

    code: str
    label: str


@dataclass(frozen=True)
class BillView:
    """One bill; empty before it is loaded."""

    title: str = ""
    account: str = ""
    address: str = ""
    number: str = ""
    period_code: str = ""
    due_label: str = ""
    due_amount: str = ""
    due_badge: str = ""
    due_tone: str = ""
    due_notes: list[str] = field(default_factory=list)
    pdf_href: str = ""
    pay_href: str = ""
    change_lead: str = ""
    bars: list[BarView] = field(default_factory=list)
    lines: list[LineView] = field(default_factory=list)
    extras: list[ExtraView] = field(default_factory=list)
    sums: list[SumView] = field(default_factory=list)
    result_label: str = ""
    result_amount: str = ""
    vat: str = ""


NO_BILL = BillView()
_EXTRAS = {
    LineKind.RECALCULATION: texts.CHANGES[ChangeKind.RECALCULATION],
    LineKind.CREDIT: texts.CHANGES[ChangeKind.CREDIT],
    LineKind.PENALTY: texts.PENALTIES,
}


def bill_view(page: BillPage, today: date) -> BillView:
    """Finished strings for a bill: every number of it, and where it came from."""
    month = period_name(page.period)
    due = page.due_kopecks
    badge, tone = _due_badge(page, today)
    return BillView(
        title=texts.TITLE.format(month=month),
        account=grouped_account_number(page.account_number),
        address=page.address,
        number=bill_number(page.account_number, page.period),
        period_code=str(page.period.code),
        due_label=_due_label(page),
        due_amount=format_kopecks(max(due, 0)),
        due_badge=badge,
        due_tone=tone,
        due_notes=list(_due_notes(page)),
        pdf_href=f"{routes.BILL_PDF}?period={page.period.code}",
        pay_href=_pay_href(page),
        change_lead=change_lead(page),
        bars=change_bars(page),
        lines=[_line(page, line) for line in page.lines if line.kind is LineKind.CHARGE],
        extras=[_extra(page, kind) for kind in _EXTRAS if any(line.kind is kind for line in page.lines)],
        sums=list(_sums(page)),
        result_label=texts.RESULT if due >= 0 else texts.RESULT_ADVANCE,
        result_amount=format_kopecks(abs(due)),
        vat="".join(vat_notes(texts.VAT, page.vat)),
    )


def month_choices(bills: Sequence[BillSummary]) -> list[MonthChoice]:
    """The bills to choose from, each with what its month cost."""
    return [
        MonthChoice(
            str(bill.period.code),
            texts.MONTH_CHOICE.format(
                month=capitalized(period_name(bill.period)), amount=format_kopecks(bill.month_kopecks)
            ),
        )
        for bill in bills
    ]


def _due_label(page: BillPage) -> str:
    if page.due_kopecks <= 0:
        return texts.NOTHING_DUE
    return texts.DUE if page.is_newest else texts.WAS_DUE


def _due_badge(page: BillPage, today: date) -> tuple[str, str]:
    """How the newest bill stands with its day, and the tone to say it in; older ones need no badge."""
    if page.due_kopecks <= 0 or not page.is_newest:
        return "", ""
    if page.balance_kopecks <= 0:
        return texts.PAID, "ok"
    if today > page.pay_by_on:
        return texts.DUE_WAS.format(day=format_day(page.pay_by_on)), "bad"
    return texts.DUE_UNTIL.format(day=format_day(page.pay_by_on)), "warn"


def _due_notes(page: BillPage) -> Iterator[str]:
    if page.due_kopecks > 0 and page.opening_kopecks > 0:
        yield texts.OLD_DEBT.format(amount=format_kopecks(page.opening_kopecks))
    elif page.due_kopecks > 0 and page.is_newest:
        yield texts.DUE_HINT.format(day=format_date(_first_penalty_day(page)))
    elif page.due_kopecks < 0:
        yield texts.ADVANCE.format(amount=format_kopecks(-page.due_kopecks))
    elif page.due_kopecks == 0:
        yield texts.NO_DEBT
    if page.is_newest and page.moves_since:
        moved = sum(move.amount_kopecks for move in page.moves_since)
        wording = texts.PAID_SINCE if moved < 0 else texts.CHANGED_SINCE
        yield f"{wording.format(amount=format_kopecks(abs(moved)))} {_balance(page.balance_kopecks)}"


def _first_penalty_day(page: BillPage) -> date:
    """Days before it cost nothing, counted from the statutory due day."""
    first = page.acts.rule_on(PolicyKey.PENALTY_FIRST_DAY, page.period.first_day).value
    return date.fromordinal(page.due_on.toordinal() + first)


def _pay_href(page: BillPage) -> str:
    """Where what is owed is paid: of an older bill its own month, "" when nothing is owed."""
    if page.is_newest:
        return routes.PAYMENTS if page.balance_kopecks > 0 else ""
    return f"{routes.PAYMENTS}?period={page.period.code}" if page.due_kopecks > 0 else ""


def _balance(kopecks: int) -> str:
    if kopecks > 0:
        return texts.NOW_OWED.format(amount=format_kopecks(kopecks))
    return texts.NOW_ADVANCE.format(amount=format_kopecks(-kopecks)) if kopecks else texts.NOW_NOTHING


def _extra(page: BillPage, kind: LineKind) -> ExtraView:
    lines = [line for line in page.lines if line.kind is kind]
    total = sum(line.amount_kopecks for line in lines)
    return ExtraView(_EXTRAS[kind], format_kopecks(total), [_line(page, line) for line in lines])


def _line(page: BillPage, line: ExplainedLine) -> LineView:
    return LineView(
        title=_line_title(line),
        amount=format_kopecks(line.amount_kopecks),
        steps=line_steps(page, line),
        acts=line_acts(page, line),
        note=_note(line),
    )


def _note(line: ExplainedLine) -> str:
    if line.kind is not LineKind.CREDIT:
        return ""
    return texts.CREDIT_WHY if line.amount_kopecks < 0 else texts.CREDIT_BACK_WHY


def _line_title(line: ExplainedLine) -> str:
    month = period_name(line.period)
    if line.kind is LineKind.PENALTY:
        return texts.PENALTY.format(month=month)
    service = SERVICE_NAMES[line.service]
    if line.kind is LineKind.CHARGE:
        return service
    return texts.FOR_MONTH.format(month=capitalized(month), service=service.lower())


def _sums(page: BillPage) -> Iterator[SumView]:
    """From the bill before to this one; the amounts add up to the result."""
    yield from _opening(page)
    yield SumView(
        texts.CHARGED_FOR.format(month=period_name(page.period)), format_kopecks(page.charged_kopecks)
    )
    if page.penalty_kopecks:
        yield SumView(texts.PENALTIES, format_kopecks(page.penalty_kopecks))


def _opening(page: BillPage) -> Iterator[SumView]:
    if page.compared_with is not None and page.are_moves_whole:
        label = texts.BILL_BEFORE.format(month=period_name(page.compared_with))
        yield SumView(label, format_kopecks(page.before_kopecks))
        yield from _moves(page.moves_before)
    elif page.opening_kopecks or page.compared_with is not None:
        label = texts.EARLIER_ADVANCE if page.opening_kopecks < 0 else texts.EARLIER_DEBT
        yield SumView(label, format_kopecks(page.opening_kopecks))


def _moves(moves: Iterable[BalanceMove]) -> Iterator[SumView]:
    for move in moves:
        what = texts.MOVES[move.kind]
        if move.channel is not None:
            what = f"{what} {texts.CHANNELS[move.channel]}"
        label = texts.MOVE_ON.format(what=what, day=format_date(move.effective_on))
        yield SumView(label, format_kopecks(move.amount_kopecks))
