"""What the operator's commands about bills and books say."""

from avk_app.money import format_kopecks

BILLING = "Расчёт начислений"
TOTALS = "{period}: счетов {accounts}, начислено {charged}, пени {penalty}"
CREDITED = "В том числе снижено за отключения: {amount}"
CREDITS_TAKEN_BACK = "В том числе возвращено к оплате, снижено было лишнее: {amount}"
LINES_BY_METHOD = "Строк по способам: {lines}"
METHODS = {
    "meter": "по водомеру",
    "average": "по среднему",
    "norm": "по нормативу",
    "raised_norm": "по повышенному нормативу",
    "interruption": "снижений за отключения",
}
CHANGES = "Самые большие изменения к прошлому месяцу:"
CHANGE_LINE = "  {account_number}: {before} → {now} ({difference})"
NOTHING_WRITTEN = "Это проба: ничего не записано."
CHECKING = "Проверяем книги"
BOOKS_ARE_WHOLE = "Книги сходятся."
BROKEN = "Не сходится: {name}"
BROKEN_EXAMPLES = "  например: {examples}"
UNDER_WAY = "{period}: другой расчёт ещё идёт. Дождитесь его конца и повторите: начислится то, что осталось."
NOT_CHARGED = "{period}: начислений ещё не было, сверять нечего. Сначала начислите: billing run"
COMPARING = "Сверка с начисленным"
COMPARED = "{period}: пересчитано счетов {bills}, строк отличается {count}"
DIFFERENCE_LINE = "  {account_number}, {service}, {period}: начислено {posted}, по данным {recomputed}"
NO_LINE = "нет строки"
PRINTING = "Квитанции"
PRINTED = "{period}: квитанций напечатано {made}, уже были {kept}; папка {folder}"
NOTHING_TO_PRINT = "{period}: счетов ещё нет. Сначала начислите: billing run"


def credited(credited_kopecks: int) -> str:
    """What hours without a service took off a month's bills (below zero), or what was taken back of it."""
    form = CREDITED if credited_kopecks < 0 else CREDITS_TAKEN_BACK
    return form.format(amount=format_kopecks(abs(credited_kopecks)))
