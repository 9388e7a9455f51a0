"""What the commands about unusual readings say."""

from avk_app import clock
from avk_app.services.readings_doubtful import DoubtfulReading
from avk_app.texts.meters import grouped_account_number, meter_name, meter_number
from avk_app.texts.readings import FLAGS, asked
from avk_app.texts.russian import format_full_moment, period_name
from avk_app.volume import format_cubic_metres, format_dial

NOTHING_WAITS = "Показаний на проверке нет."
ACCEPTED = "Показание {reading_id} принято: следующий расчёт его учтёт."
ASKED = "Показание {reading_id}: абонента попросили уточнить."
NOT_FOUND = {
    "member": "Сотрудника с таким логином нет.",
    "reading": "Такого показания нет, или решать о нём вам нельзя: это делают оператор и администратор.",
}
CONFLICTS = {
    "reading_replaced": "Это показание уже заменено другим: посмотрите readings doubtful.",
    "reading_accepted": "Это показание уже принято.",
}
_WAITING = """№ {reading_id} · {account} · {meter}, {serial} · {period}
  показание {value}, расход {used}, {usual}
  {why} · получено {moment}"""
_USUAL = "обычно {volume} в месяц"
_UNKNOWN = "обычный расход ещё не известен"


def doubtful_reading(reading: DoubtfulReading) -> str:
    """One reading that waits, with what staff compare it with."""
    waiting = _WAITING.format(
        reading_id=reading.reading_id,
        account=grouped_account_number(reading.account_number),
        meter=meter_name(reading.kind, reading.place),
        serial=meter_number(reading.serial),
        period=period_name(reading.period),
        value=format_dial(reading.value_litres, reading.digits),
        used=format_cubic_metres(reading.used_litres),
        usual=_usual(reading.usual_litres),
        why=", ".join(FLAGS[flag] for flag in reading.flags),
        moment=format_full_moment(clock.to_city(reading.received_at)),
    )
    return f"{waiting}\n  {asked(reading.question)}" if reading.question else waiting


def _usual(litres: int | None) -> str:
    return _UNKNOWN if litres is None else _USUAL.format(volume=format_cubic_metres(litres))
