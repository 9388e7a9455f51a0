"""Why a month, or one account of it, could not be charged, and what to do about it."""

from avk_app.domain.billing_turn import EarlierMonthNotCharged, MonthNotBegun, ReadingsStillTaken
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
