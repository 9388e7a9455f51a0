"""Interruptions: the file's titles and cells, what is said about mistakes, what the commands say."""

from datetime import datetime

from avk_app.clock import to_city
from avk_app.domain.billing import ChargedService
from avk_app.domain.interruption_lines import InterruptionWords
from avk_app.domain.register import RowProblem
from avk_app.services.interruptions_withdrawal import RecordedInterruption
from avk_app.texts import register

TITLES = {
    "district": "Район",
    "street": "Улица",
    "house": "Дом",
    "service": "Услуга",
    "started_at": "Отключили",
    "ended_at": "Включили",
    "reason": "Причина или акт",
}
WORDS = InterruptionWords(
    titles={title.casefold(): column for column, title in TITLES.items()},
    services={"водоснабжение": ChargedService.WATER, "водоотведение": ChargedService.WASTEWATER},
)
MESSAGES = {
    "interruption_moment": "напишите дату и время, например 22.11.2026 09:00",
    "interruption_future": "это время ещё не наступило: записывайте то, что уже случилось",
    "interruption_order": "включили раньше, чем отключили: проверьте оба времени",
    "interruption_house_unknown": "такого дома ни у кого нет: проверьте район, улицу и номер",
    "interruption_house_ambiguous": "таких домов несколько, укажите район: {names}",
    "interruption_repeated": "это отключение дома уже стоит в строке {line}",
    "interruption_ended_already": "уже записано, что включили {ended}",
}
COUNTS = """  новых отключений домов: {added}
  дописано, когда включили: {ended}
  без изменений: {unchanged}
  отозваны раньше, снова не записаны: {withdrawn}"""
SERVICES = {service: word for word, service in WORDS.services.items()}
RECORDED = "{interruption_id}  {address}  {service}  {started} — {ended}  {reason}{withdrawn}"
GOES_ON = "ещё не включили"
WITHDRAWN_NOTE = "  отозвано: {reason}"
NOTHING_OFF = "Отключений не записано."
MORE_OFF = "Показаны первые {count}: выберите улицу, --street."
WITHDRAWN = "{recorded}\nЧто по нему снижено, вернёт следующий расчёт начислений."
WITHDRAWN_ALREADY = "Это отключение уже отозвано."
NOT_FOUND = {
    "member": "Сотрудника с таким логином нет.",
    "interruption": "Отключения с таким номером нет, или вам нельзя его отозвать: "
    "это делают оператор и администратор.",
}


def describe(row: RowProblem) -> str:
    """One mistake with its place in the file."""
    return register.describe_in(TITLES, MESSAGES, row)


def recorded(one: RecordedInterruption) -> str:
    """One interruption with its number, by the clocks of the city."""
    return RECORDED.format(
        interruption_id=one.interruption_id,
        address=", ".join(filter(None, (one.district, one.street, one.house))),
        service=SERVICES[one.service],
        started=_moment(one.started_at),
        ended=_moment(one.ended_at) if one.ended_at else GOES_ON,
        reason=one.reason,
        withdrawn=WITHDRAWN_NOTE.format(reason=one.withdrawn_reason) if one.withdrawn_reason else "",
    )


def _moment(moment: datetime) -> str:
    """As the file writes it."""
    return f"{to_city(moment):%d.%m.%Y %H:%M}"
