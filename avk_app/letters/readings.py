"""The letter that asks a subscriber to look at the dial again."""

from avk_app import routes
from avk_app.domain.account_numbers import format_account_number
from avk_app.domain.period import Period
from avk_app.letters import FOOT, Wording


def clarify_letter(
    number: str, meter: str, period: Period, value: str, question: str, origin: str
) -> Wording:
    """`meter` is its serial, `value` what the dial is said to show, `question` what staff ask."""
    month = f"{period.month:02d}.{period.year}"
    return Wording(
        f"Уточните показание водомера за {month}",
        f"Здравствуйте!\n\nЛицевой счёт: {format_account_number(number)}\nВодомер № {meter}\n"
        f"Показание за {month}: {value}\n\nПросим уточнить: {question}\n\n"
        f"Посмотрите на водомер ещё раз и передайте показание снова: {origin}{routes.READINGS}\n"
        "Если всё верно, передайте его же или позвоните нам. До этого счёт считаем без него.\n\n"
        f"{FOOT}\n",
    )
