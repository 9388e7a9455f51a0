"""The coming bill as finished strings."""

from dataclasses import dataclass, field

from avk_app.domain.billing import ChargeLine
from avk_app.money import format_kopecks, format_kopecks_plain
from avk_app.services.bill_preview import BillPreview
from avk_app.texts import bill_preview as texts
from avk_app.texts.russian import month_name
from avk_app.view_models.norm_timer import coefficient_text
from avk_app.volume import format_cubic_metres


@dataclass(frozen=True)
class PreviewLine:
    """One service: volume and rate, and what they come to."""

    label: str
    amount: str


@dataclass(frozen=True)
class PreviewView:
    """`total` is "" when there is nothing to show."""

    title: str = ""
    total: str = ""
    remark: str = ""
    lines: list[PreviewLine] = field(default_factory=list)


NO_PREVIEW = PreviewView()


def preview_view(bill: BillPreview | None) -> PreviewView:
    """The card of the coming bill; an account without lines has none."""
    if bill is None or not bill.lines:
        return NO_PREVIEW
    return PreviewView(
        title=texts.title(month_name(bill.period)),
        total=format_kopecks(bill.total_kopecks),
        remark=texts.ENDS_SILENCE if bill.ends_silence else texts.REMARKS[bill.lines[-1].method],
        lines=[_line(line) for line in bill.lines],
    )


def _line(line: ChargeLine) -> PreviewLine:
    label = texts.line(
        line.service,
        format_cubic_metres(line.volume_litres),
        format_kopecks_plain(line.rate_kopecks_per_m3),
        coefficient_text(line.coefficient_hundredths),
    )
    return PreviewLine(label, format_kopecks(line.amount_kopecks))
