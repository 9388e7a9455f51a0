"""The dashboard: what to do now, the last readings, the year of water."""

from datetime import date

from avk_app.domain.verification import VerificationStage
from avk_app.texts.meters import WITHOUT_VERIFICATION
from avk_app.texts.russian import METERS, capitalized, counted, format_date, format_day, remaining_days

TITLE = "Главная"
GREETING = "Здравствуйте"
ACCOUNT = "Лицевой счёт"
LOADING = "Загружаем"
TASKS = "Что сделать"

SEND_READINGS = "Передать показания"
FINISH_READINGS = "Передать остальные"
CLARIFY_READINGS = "Уточнить показание"
REVIEW_READINGS = "Посмотреть или поправить"
SENT = "✓ готово"
CLARIFY_LEAD = "Одно из показаний надо уточнить"
CLARIFY_DETAIL = "Посмотрите на водомер ещё раз и поправьте цифры."
LATE_DETAIL = "Передайте сейчас: примем и пересчитаем начисленное без показаний."
DONE_DETAIL = "Поправить можно до конца месяца."

LAST_READINGS = "Последние показания"
NEVER_READ = "показаний ещё не было"
NO_METERS_TITLE = "Водомеров на этом счёте нет"
NO_METERS = "Объём воды считают по нормативу. Если водомер установлен, позвоните нам или задайте вопрос."
ASK = "Задать вопрос"

SWITCH_LABEL = "Показан лицевой счёт"
SWITCH = "Показать"
ACCOUNT_GONE = "Этот лицевой счёт вам больше не открыт. Выйдите и войдите заново."

YEAR_TITLE = "Расход воды, м³"
YEAR_EMPTY = "Здесь появится расход по месяцам, когда вы передадите первые показания."
COLD = "холодная"
HOT = "горячая"
ESTIMATED = "оценка"
ESTIMATED_MEANS = "Штриховка — оценка: показаний за месяц не было или их ещё проверяют."
AS_TABLE = "Показать таблицей"
YEAR_CAPTION = "Расход воды по месяцам, м³"
COLUMN_MONTH = "Месяц"
COLUMN_COLD = "Холодная"
COLUMN_HOT = "Горячая"
COLUMN_TOTAL = "Всего"
UNKNOWN = "—"
CLOSED_DETAIL = "Показания передавать больше не нужно. Последняя квитанция придёт уже после закрытия."

_LAPSED = (
    f"Пока поверки нет, показания не идут в расчёт: платите {WITHOUT_VERIFICATION}. "
    "Закажите поверку и сообщите нам о ней."
)
_AHEAD = f"Потом платить придётся не по водомеру: {WITHOUT_VERIFICATION}."


def closed_lead(day: date) -> str:
    """«Лицевой счёт закрыт 31 октября 2026.»."""
    return f"Лицевой счёт закрыт {format_date(day)}."


def greeting(name: str) -> str:
    """«Здравствуйте, Пётр Сергеевич»; without a name just the word."""
    return f"{GREETING}, {name}" if name else GREETING


def readings_title(month: str) -> str:
    """«Показания за ноябрь»."""
    return f"Показания за {month}"


def readings_due(days: int, closes_on: date) -> tuple[str, str]:
    """What stands out and what follows it: («Осталось 4 дня», «: до 26 ноября»)."""
    if days < 0:
        return "Приём закончился", f" {format_day(closes_on)}"
    joint = ", " if days == 0 else ": до "
    return capitalized(remaining_days(days)), f"{joint}{format_day(closes_on)}"


def readings_sent(moment: str) -> tuple[str, str]:
    """(«Переданы», « сегодня в 14:05»)."""
    return "Переданы", f" {moment}"


def readings_detail(meters: int, sent: int, previous: str) -> str:
    """«2 водомера. Прошлые показания пришли 24 октября.»"""
    if sent:
        return f"Передано {sent} из {meters}."
    last_time = f" Прошлые показания пришли {previous}." if previous else ""
    return f"{counted(meters, METERS)}.{last_time}"


def verification_lead(stage: VerificationStage, due_on: date, meters: int) -> str:
    """«Поверка водомера истекает 18 января 2027.»"""
    of_what = "водомера" if meters == 1 else "водомеров"
    if stage is VerificationStage.LAPSED:
        return f"Срок поверки {of_what} вышел {format_date(due_on)}."
    return f"Поверка {of_what} истекает {format_date(due_on)}."


def verification_detail(stage: VerificationStage, meters: list[str], days: int, cost: str) -> str:
    """Which meters, how long there is, what happens otherwise and what that costs, in plain words."""
    which = "; ".join(meters)
    if stage is VerificationStage.LAPSED:
        return f"{which}. {_LAPSED} {cost}".strip()
    return f"{which}. {capitalized(remaining_days(days))}. {_AHEAD} {cost}".strip()


def year_total(total: str, average: str) -> str:
    """«За год 96,4 м³, в среднем 8,0 м³ в месяц.»"""
    return f"За год {total}\u202fм³, в среднем {average}\u202fм³ в\u00a0месяц."


def year_summary(first: str, last: str, total: str, highest: str) -> str:
    """What a screen reader says in place of the bars."""
    return f"{YEAR_TITLE}: {first} — {last}. {total} Больше всего: {highest}. Числа — в таблице ниже."
