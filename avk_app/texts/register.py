"""The register's own words: column titles, what stands in cells, and what is said about mistakes."""

from collections.abc import Mapping

from avk_app.domain.register import RegisterWords, RowProblem
from avk_app.gateways.spreadsheets import UnreadableTable
from avk_app.texts import errors

TITLES = {
    "account_number": "Лицевой счёт",
    "surname": "Фамилия",
    "first_name": "Имя",
    "patronymic": "Отчество",
    "email": "Электронная почта",
    "phone": "Телефон",
    "district": "Район",
    "street": "Улица",
    "house": "Дом",
    "flat": "Квартира",
    "is_private_house": "Частный дом",
    "registered_persons": "Зарегистрировано человек",
    "opened_on": "Счёт открыт",
    "has_hot_water": "Горячая вода в доме",
    "closed_on": "Счёт закрыт",
    "serial": "Номер водомера",
    "kind": "Вода",
    "place": "Место",
    "digits": "Чёрных цифр",
    "installed_on": "Установлен",
    "initial_litres": "Начальное показание",
    "verified_on": "Поверен",
    "verification_due_on": "Поверка до",
    "last_reading": "Последнее показание",
    "last_reading_on": "Дата показания",
    "removed_on": "Снят",
}
WORDS = RegisterWords(
    titles={title.casefold(): column for column, title in TITLES.items()},
    kinds={"холодная": "cold", "горячая": "hot"},
    answers={"да": True, "нет": False, "": False},
)
MESSAGES = {
    "register_empty": "заполните эту ячейку",
    "register_too_long": "текст длиннее {limit} знаков",
    "register_word": "напишите одно из слов: {words}",
    "register_number": "напишите целое число от {least} до {most}",
    "register_date": "напишите дату, например 22.11.2026",
    "register_future": "эта дата ещё не наступила",
    "register_due_before_verified": "срок поверки раньше самой поверки",
    "register_read_before_installed": "показание раньше, чем установлен водомер",
    "register_closed_before_opened": "счёт закрыт раньше, чем открыт",
    "register_removed_before_installed": "водомер снят раньше, чем установлен",
    "register_read_after_removed": "показание позже, чем снят водомер",
    "register_formula": "в ячейке формула: вставьте вместо неё значение",
    "register_differs": "в строке {line} у этого лицевого счёта здесь стоит другое",
    "register_serial_repeated": "этот водомер уже был у этого лицевого счёта",
    "register_column_unknown": "столбца «{title}» в шаблоне нет",
    "register_column_missing": "такого столбца нет в первой строке",
    "register_column_repeated": "такой столбец стоит дважды",
    "register_no_lines": "в файле только заголовок, строк с абонентами нет",
    "phone_format": "проверьте телефон: например, +7 902 123-45-67",
    "email_format": "проверьте адрес: например, ivanova@example.com",
}
TABLES = {
    "table_not_found": "Файл не открывается: проверьте путь и права.",
    "table_empty": "Файл пустой.",
    "table_too_large": "Файл больше {limit} МБ: разделите его на части.",
    "table_too_large_unpacked": "Распакованный файл больше {limit} МБ: сохраните таблицу как CSV.",
    "table_old_excel": "Это старый формат Excel (.xls): сохраните файл как .xlsx или CSV.",
    "table_binary": "Это не таблица: нужен файл CSV или XLSX.",
    "table_encoding": "Не удалось прочесть буквы: сохраните CSV в кодировке UTF-8 или windows-1251.",
    "table_broken_line": "Строка {line}: проверьте кавычки, ячейка не кончается.",
    "table_broken_xlsx": "Файл XLSX повреждён: откройте его в Excel и сохраните заново.",
    "table_too_many_rows": "Строк больше {limit}: разделите файл на части.",
    "table_too_many_columns": "Строка {line}: столбцов больше {limit}. Это точно таблица по шаблону?",
    "table_cell_too_long": "Строка {line}: в ячейке больше {limit} знаков. Это точно таблица по шаблону?",
}
LINE = "строка {line}, столбец «{title}»: {message}"
WHOLE_LINE = "строка {line}: {message}"
MORE = "…и ещё: {count}. Исправьте эти и проверьте файл снова."
NOTHING_LOADED = "Ничего не загружено. Ошибок: {count}."
DONE = "Загружено."
DRY_RUN = "Проверка: в базе ничего не изменено. Загрузка сделает вот что:"
COUNTS = """  новых лицевых счетов: {accounts_added}
  изменятся контакты или число жильцов: {accounts_changed}
  без изменений: {accounts_unchanged}
  новых водомеров: {meters_added}
  новых показаний: {readings_added}
  поверено заново: {meters_verified}
  снято водомеров: {meters_removed}
  закрыто лицевых счетов: {accounts_closed}"""


def describe(problem: RowProblem) -> str:
    """One mistake with its place in the file."""
    return describe_in(TITLES, {}, problem)


def describe_in(titles: Mapping[str, str], messages: Mapping[str, str], problem: RowProblem) -> str:
    """One mistake in a file with these titles, which may have messages of its own."""
    code, column = problem.problem.code, problem.problem.field
    template = messages.get(code) or MESSAGES.get(code) or errors.MESSAGES[code]
    message = template.format(**dict(problem.problem.values))
    form = LINE if column else WHOLE_LINE
    return form.format(line=problem.line, title=titles.get(column, column), message=message)


def describe_table(error: UnreadableTable) -> str:
    """Why the file cannot be read at all."""
    return TABLES[error.code].format(line=error.line, limit=error.limit)
