"""The file of readings: column titles, what is said about mistakes, what a load did."""

from avk_app.domain.register import RowProblem
from avk_app.services.readings_import import ReadingCounts
from avk_app.texts.register import describe_in

TITLES = {
    "account_number": "Лицевой счёт",
    "serial": "Номер водомера",
    "taken_on": "Дата снятия",
    "value": "Показание",
}
TITLE_KEYS = {title.casefold(): column for column, title in TITLES.items()}
MESSAGES = {
    "readings_no_lines": "в файле только заголовок, показаний нет",
    "readings_repeated": "этот водомер в этом месяце уже стоит в строке {line}",
    "readings_too_old": "этому показанию больше {months} месяцев: проверьте год",
    "readings_meter_unknown": "такого водомера у этого лицевого счёта в этот день не было",
}
_COUNTS = """  принято показаний: {accepted}
  необычных, ждут решения: {doubtful}
  без изменений: {unchanged}
  снято раньше, чем уже известное: {older}"""
_DECIDE = "Разберите необычные: python -m avk_app readings doubtful"


def counts(done: ReadingCounts) -> str:
    """What a load did, or would do, and what is left to decide."""
    told = _COUNTS.format(**vars(done))
    return f"{told}\n{_DECIDE}" if done.doubtful else told


def describe(row: RowProblem) -> str:
    """One mistake with its place in the file."""
    return describe_in(TITLES, MESSAGES, row)
