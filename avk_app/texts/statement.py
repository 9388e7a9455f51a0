"""What is said about bank statements: titles of columns, mistakes in files, what an import did."""

from avk_app.domain.register import RowProblem
from avk_app.domain.statement_matching import Doubt
from avk_app.money import format_kopecks
from avk_app.services.statement_import import StatementReport, Tally
from avk_app.services.statement_review import DoubtfulLine, SuggestedAccount
from avk_app.texts import errors
from avk_app.texts.register import DRY_RUN, LINE, WHOLE_LINE
from avk_app.texts.russian import format_date

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
DONE = "Выписка загружена."
INCOMING = "  поступлений: {tally}"
MATCHED = "  зачислено на лицевые счета: {tally}"
DOUBTFUL = "  ждут решения: {tally}"
BECAUSE = "    {reason}: {count}"
KNOWN = "  были загружены раньше: {tally}"
SKIPPED = "  пропущено: списаний {outgoing}, чужих поступлений {foreign}, без даты поступления {waiting}"
TALLY = "{count} на {sum}"
STATED_DIFFERS = "Внимание: банк указал поступлений на {stated}, а в файле их на {found}. Проверьте выписку."
DECIDE = "Разберите их: python -m avk_app statement doubtful"
REASONS = {
    Doubt.NO_NUMBER: "в назначении нет номера лицевого счёта",
    Doubt.SEVERAL_ACCOUNTS: "названо несколько лицевых счетов",
    Doubt.MISTYPED_NUMBER: "лицевого счёта с таким номером нет, похоже на опечатку",
    Doubt.CLOSED_ACCOUNT: "лицевой счёт закрыт",
    Doubt.OVER_CAP: "сумма слишком большая для одного платежа",
    Doubt.PERHAPS_KNOWN: "похоже, оно уже загружено из файла другого вида",
}
NOTHING_WAITS = "Все поступления разобраны."
WAITING = """№ {line_id} · {day} · {amount} · документ {document}
  плательщик: {payer}
  назначение: {purpose}
  почему ждёт: {reason}"""
PERHAPS = "  возможно, это: {accounts}"
ACCOUNT = "{account_number} ({surname})"
CLOSED = "{account_number} ({surname}, закрыт {day})"
ASSIGNED = "Поступление № {line} зачислено на лицевой счёт {account_number}."
PUT_ASIDE = "Поступление № {line} отложено: это не оплата за воду. Вернуть: statement assign."
NOT_FOUND = {
    "statement_line": "Такого поступления нет: номер показывает statement doubtful.",
    "account": "Лицевого счёта с таким номером нет.",
}
ALREADY_CREDITED = "Это поступление уже зачислено."


def describe(problem: RowProblem) -> str:
    """One mistake with its place in the file."""
    code, column = problem.problem.code, problem.problem.field
    template = MESSAGES.get(code) or errors.MESSAGES[code]
    message = template.format(**dict(problem.problem.values))
    form = LINE if column else WHOLE_LINE
    return form.format(line=problem.line, title=TITLES.get(column, STATED), message=message)


def report(found: StatementReport, *, is_dry_run: bool) -> str:
    """What an import did or would do, for people."""
    lines = [DRY_RUN if is_dry_run else DONE, INCOMING.format(tally=_tally(found.incoming))]
    lines += [MATCHED.format(tally=_tally(found.matched)), DOUBTFUL.format(tally=_tally(found.doubtful))]
    lines += [BECAUSE.format(reason=REASONS[doubt], count=count) for doubt, count in found.doubts.items()]
    lines += [KNOWN.format(tally=_tally(found.known)), SKIPPED.format(**vars(found))]
    if found.stated_kopecks not in (None, found.incoming.kopecks):
        sums = format_kopecks(found.stated_kopecks or 0), format_kopecks(found.incoming.kopecks)
        lines.append(STATED_DIFFERS.format(stated=sums[0], found=sums[1]))
    if found.doubtful.count and not is_dry_run:
        lines.append(DECIDE)
    return "\n".join(lines)


def _tally(tally: Tally) -> str:
    return TALLY.format(count=tally.count, sum=format_kopecks(tally.kopecks))


def doubtful_line(line: DoubtfulLine) -> str:
    """A waiting transfer with all that helps to decide."""
    text = WAITING.format(
        line_id=line.line_id,
        day=format_date(line.operation_on),
        amount=format_kopecks(line.amount_kopecks),
        document=line.document_number,
        payer=f"{line.payer_name} {line.payer_account}".strip(),
        purpose=line.purpose,
        reason=REASONS[line.doubt],
    )
    if not line.suggestions:
        return text
    return f"{text}\n{PERHAPS.format(accounts=', '.join(map(_account, line.suggestions)))}"


def _account(account: SuggestedAccount) -> str:
    day = format_date(account.closed_on) if account.closed_on else ""
    return (CLOSED if day else ACCOUNT).format(**vars(account), day=day)
