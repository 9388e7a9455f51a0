"""What is said about bank statements: titles of columns, mistakes in files, what an import did."""

from avk_app.domain.register import RowProblem
from avk_app.texts import errors
from avk_app.texts.register import LINE, WHOLE_LINE

TITLES = {
    "operation_on": "Дата поступления",
    "document_number": "Номер документа",
    "amount": "Сумма",
    "payer_account": "Счёт плательщика",
    "payer_name": "Плательщик",
    "payer_inn": "ИНН плательщика",
    "payee_account": "Счёт получателя",
    "purpose": "Назначение платежа",
}
MESSAGES = {
    "statement_empty_file": "файл пустой",
    "statement_signature": "это не выписка: первая строка должна быть 1CClientBankExchange",
    "statement_too_large": "файл больше {limit} МБ: выгрузите выписку за меньший срок",
    "statement_too_many_lines": "поступлений больше {limit}: выгрузите выписку за меньший срок",
    "statement_encoding": "не удалось прочесть буквы: нужна кодировка windows-1251 или UTF-8",
    "statement_version": "версия формата «{version}» порталу не знакома: нужна от 1.00 до 1.03",
    "statement_foreign_account": "это выписка другого счёта: деньги за воду приходят на {own}",
    "statement_cut_short": "файл обрывается: выгрузите выписку заново",
    "statement_after_end": "строка после конца файла",
    "statement_unfinished": "раздел, который здесь начат, не закончен",
    "statement_key_repeated": "«{key}» стоит в документе дважды с разными значениями",
    "statement_garbage": "непонятная строка «{text}»",
    "statement_empty": "здесь должно что-то стоять",
    "statement_date": "нужна дата, например 05.11.2026",
    "statement_future": "эта дата ещё не наступила",
    "statement_nothing": "сумма должна быть больше нуля",
    "statement_too_long": "текст длиннее {limit} знаков",
    "statement_no_heading": "нет строки с названиями столбцов: {titles}. Другие названия задаёт --csv-map",
    "statement_column_repeated": "такой столбец стоит дважды",
    "amount_format": "нужна сумма цифрами, например 418,47",
}
STATED = "всего поступило"


def describe(problem: RowProblem) -> str:
    """One mistake with its place in the file."""
    code, column = problem.problem.code, problem.problem.field
    template = MESSAGES.get(code) or errors.MESSAGES[code]
    message = template.format(**dict(problem.problem.values))
    form = LINE if column else WHOLE_LINE
    return form.format(line=problem.line, title=TITLES.get(column, STATED), message=message)
