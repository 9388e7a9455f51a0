"""The file of interruptions: column titles, what stands in cells, and what is said about mistakes."""

from avk_app.domain.billing import ChargedService
from avk_app.domain.interruption_lines import InterruptionWords
from avk_app.domain.register import RowProblem
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
  без изменений: {unchanged}"""


def describe(row: RowProblem) -> str:
    """One mistake with its place in the file."""
    column, values = row.problem.field, dict(row.problem.values)
    template = MESSAGES.get(row.problem.code) or register.MESSAGES[row.problem.code]
    form = register.LINE if column else register.WHOLE_LINE
    title = TITLES.get(column, column)
    return form.format(line=row.line, title=title, message=template.format(**values))
