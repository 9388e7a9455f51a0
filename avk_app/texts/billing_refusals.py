"""Why a month, or one account of it, could not be charged, and what to do about it."""

from datetime import date

from avk_app.domain.billing_turn import EarlierMonthNotCharged, MonthNotBegun, ReadingsStillTaken
from avk_app.domain.period import Period
from avk_app.services.billing_failures import NamedFailure
from avk_app.texts.rules import SUBJECTS
from avk_app.texts.russian import format_date, period_name

Refusal = MonthNotBegun | ReadingsStillTaken | EarlierMonthNotCharged

NOT_BEGUN = "{period} ещё не начался: начислять нечего. Ничего не записано."
STILL_TAKEN = (
    "{period}: показания принимают по {day}. Начислите на следующий день или позже: проведённое не отменить. "
    "Попробовать можно с --dry-run, начислить раньше срока — с --before-readings-close. Ничего не записано."
)
NOT_IN_TURN = (
    "{period}: сначала доведите до конца {earlier} — billing run {code}. Месяцы начисляют подряд. "
    "Ничего не записано."
)
FAILED_ACCOUNT = "  {account}: {reason}"
ACCOUNT, ACCOUNT_AND_METER = "{number}", "{number}, водомер {serial}"
FAILURES = {
    "ReadingGoesBack": (
        "показание за {period} меньше прежнего. Сверьте его с водомером и внесите верное (import readings)."
    ),
    "NobodyRegistered": (
        "расход за {period} считают по нормативу, а зарегистрированных нет. Внесите их число в реестр и "
        "загрузите его (import accounts) или внесите показание (import readings)."
    ),
    "RowsHaveGap": "на {first_day} не задано: {subject}. Допишите строку в avk_app/data и выполните migrate.",
    "RowsOverlap": "на {day} приходятся две строки: {subject}. Оставьте в avk_app/data одну на каждый день.",
}
UNKNOWN_FAILURE = "{code}. Передайте это разработчикам портала."
PUT_RIGHT = "Исправьте и начислите ещё раз — billing run {code}: будут начислены только эти счета."
FAILED = "{period}: не рассчитано счетов — {count}"
FAILED_EARLIER = "Ещё не рассчитано: {period} — {count}. Список и что делать — billing errors {code}."
NO_FAILURES = "{period}: нерассчитанных счетов нет."


def describe_failure(failure: NamedFailure) -> str:
    """One line of the list: the account, its meter where the trouble is there, why, and what to do."""
    account = ACCOUNT_AND_METER if failure.meter_serial else ACCOUNT
    values = {name: _worded(name, value) for name, value in failure.values.items()}
    try:
        reason = FAILURES[failure.code].format(**values)
    except KeyError:
        reason = UNKNOWN_FAILURE.format(code=failure.code)
    account = account.format(number=failure.account_number, serial=failure.meter_serial)
    return FAILED_ACCOUNT.format(account=account, reason=reason)


def _worded(name: str, value: int | str) -> str:
    text = str(value)
    if name == "period":
        return period_name(Period.from_code(int(text.replace("-", ""))))
    if name in ("day", "first_day", "last_day"):
        return format_date(date.fromisoformat(text))
    return SUBJECTS.get(text, text) if name == "subject" else text


def describe_refusal(refusal: Refusal) -> str:
    """The sentence for a month that is not charged: its turn has not come."""
    match refusal:
        case MonthNotBegun(period=period):
            return NOT_BEGUN.format(period=period_name(period))
        case ReadingsStillTaken(period=period, closes_on=day):
            return STILL_TAKEN.format(period=period_name(period), day=format_date(day))
        case EarlierMonthNotCharged(period=period, earlier=month):
            code = f"{month.year}-{month.month:02d}"
            return NOT_IN_TURN.format(period=period_name(period), earlier=period_name(month), code=code)
