"""«Таймер нормы» in words."""

from avk_app.domain.norm_timer import TimerReason
from avk_app.texts.russian import NounForms, counted

TITLE = "Таймер нормы"
NOW_BY_AVERAGE = "Сейчас, по среднему"
USUAL = "По водомеру было бы"
MONTHS: NounForms = ("месяц", "месяца", "месяцев")
BY_NORM_NOW = "Счёт уже идёт по нормативу"
WHAT_TO_DO = {
    TimerReason.SILENT: "Передайте показания: счёт снова пойдёт по водомеру, а начисленное пересчитаем.",
    TimerReason.LAPSED: "Закажите поверку и сообщите нам: счёт снова пойдёт по водомеру.",
}
WHY = {
    TimerReason.SILENT: "Показаний нет больше месяца, поэтому расход считаем без водомера.",
    TimerReason.LAPSED: "Срок поверки вышел, поэтому показания в расчёт не идут.",
}


def months_left(months: int) -> str:
    """«По среднему посчитаем ещё 2 месяца, считая этот»."""
    return f"По среднему посчитаем ещё {counted(months, MONTHS)}, считая этот"


def from_day(day: str, coefficient: str) -> str:
    """«С 1 января, по нормативу × 3»."""
    return f"С {day}, {by_norm(coefficient)}"


def by_norm(coefficient: str) -> str:
    """«по нормативу», «по нормативу × 3»."""
    return f"по нормативу{coefficient}"


def norm_now(coefficient: str) -> str:
    """«Сейчас, по нормативу × 3»."""
    return f"Сейчас, {by_norm(coefficient)}"


def about(amount: str) -> str:
    """«около 814 ₽»."""
    return f"около {amount}"


def lapse_cost(norm: str, usual: str) -> str:
    """«Месяц тогда будет стоить около 814 ₽ вместо 155 ₽.»"""
    return f"Месяц тогда будет стоить около\u00a0{norm} вместо\u00a0{usual}."
