"""What the readings page shows once readings were sent: the receipt, kept and printed."""

from dataclasses import dataclass, field
from datetime import datetime

from avk_app import clock
from avk_app.domain.period import Period
from avk_app.domain.readings import acceptance_number
from avk_app.services.readings_form import MeterForm, ReadingsForm, SentReading
from avk_app.services.readings_receipt import ReadingReceipt
from avk_app.texts import readings as texts
from avk_app.texts.meters import grouped_account_number, meter_name, meter_number
from avk_app.texts.russian import format_full_moment, period_name
from avk_app.volume import format_cubic_metres, format_dial


@dataclass(frozen=True)
class SentLine:
    """One meter on the receipt."""

    name: str
    serial: str
    value: str
    consumption: str
    status: str
    tone: str
    remark: str
    question: str = ""


@dataclass(frozen=True)
class ReceiptView:
    """What was accepted; `number` is "" when nothing stands."""

    title: str = ""
    number: str = ""
    moment: str = ""
    account: str = ""
    lines: list[SentLine] = field(default_factory=list)
    is_whole: bool = True


def sent_view(form: ReadingsForm, receipt: ReadingReceipt | None = None) -> ReceiptView:
    """What stands for the period, under the number just given or the newest one."""
    sent = [meter.sent for meter in form.meters if meter.sent is not None]
    if not sent:
        return ReceiptView()
    number, moment = (receipt.number, receipt.submitted_at) if receipt else _newest(form.period, sent)
    title = texts.RECEIPT_ACCEPTED if receipt else texts.RECEIPT_SENT
    return ReceiptView(
        title=title.format(period=period_name(form.period)),
        number=number,
        moment=format_full_moment(clock.to_city(moment)),
        account=grouped_account_number(form.account_number),
        lines=[_sent_line(meter, form, number) for meter in form.meters],
        is_whole=len(sent) == len(form.meters),
    )


def _newest(period: Period, sent: list[SentReading]) -> tuple[str, datetime]:
    newest = max(sent, key=lambda one: one.received_at)
    return _number(period, newest), newest.received_at


def _number(period: Period, sent: SentReading) -> str:
    return "" if sent.submission_id is None else acceptance_number(period, sent.submission_id)


def _sent_line(meter: MeterForm, form: ReadingsForm, number: str) -> SentLine:
    name, serial = meter_name(meter.kind, meter.place), meter_number(meter.serial)
    if meter.sent is None:
        return SentLine(name, serial, "", "", texts.NOT_SENT, "", "")
    own_number = _number(form.period, meter.sent)
    return SentLine(
        name=name,
        serial=serial,
        value=format_dial(meter.sent.value_litres, meter.digits),
        consumption=texts.CONSUMPTION.format(volume=format_cubic_metres(meter.sent.consumption_litres)),
        status=texts.STATUSES[meter.sent.status],
        tone=texts.STATUS_TONES[meter.sent.status],
        remark=f"№\u00a0{own_number}" if own_number not in ("", number) else "",
        question=texts.asked(meter.sent.question),
    )
