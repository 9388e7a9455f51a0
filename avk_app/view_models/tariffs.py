"""What the page of tariffs shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from avk_app.money import format_kopecks
from avk_app.services.tariffs import Quote, Standing, TariffEntry
from avk_app.texts import tariffs as texts
from avk_app.texts.russian import format_date
from avk_app.volume import format_cubic_metres


@dataclass(frozen=True)
class TariffRow:
    """One dated price of one service."""

    service: str
    hint: str
    price: str
    since: str
    act: str
    standing: str
    tone: str
    is_now: bool
    is_sample: bool


@dataclass(frozen=True)
class QuoteRow:
    """One service of a calculation."""

    service: str
    formula: str
    amount: str


@dataclass(frozen=True)
class QuoteView:
    """A calculation; empty strings and no rows before the first one."""

    rows: list[QuoteRow]
    total: str
    vat: str


NO_QUOTE = QuoteView([], "", "")


def tariff_rows(entries: Sequence[TariffEntry]) -> list[TariffRow]:
    """Finished strings for every rate."""
    return [_tariff_row(entry) for entry in entries]


def quote_view(quote: Quote) -> QuoteView:
    """Finished strings for a calculation; the lines add up to the total."""
    rows = [
        QuoteRow(
            texts.SERVICE_NAMES[line.service],
            texts.VOLUME_TIMES_RATE.format(
                volume=format_cubic_metres(line.volume_litres), rate=format_kopecks(line.rate_kopecks_per_m3)
            ),
            format_kopecks(line.amount_kopecks),
        )
        for line in quote.lines
    ]
    vat = texts.VAT.format(vat=format_kopecks(quote.vat_kopecks))
    return QuoteView(rows, format_kopecks(quote.total_kopecks), vat)


def _tariff_row(entry: TariffEntry) -> TariffRow:
    return TariffRow(
        service=texts.SERVICE_NAMES[entry.service],
        hint=texts.SERVICE_HINTS[entry.service],
        price=format_kopecks(entry.rate_kopecks_per_m3),
        since=texts.FROM_DAY.format(day=format_date(entry.valid_from)),
        act=entry.act,
        standing=texts.STANDINGS[entry.standing],
        tone=texts.STANDING_TONES[entry.standing],
        is_now=entry.standing is Standing.NOW,
        is_sample=entry.is_sample,
    )
