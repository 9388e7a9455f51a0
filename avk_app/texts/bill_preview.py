"""The coming bill in words."""

from avk_app.domain.billing import ChargedService
from avk_app.domain.metering import Method

SERVICES = {ChargedService.WATER: "Вода", ChargedService.WASTEWATER: "Водоотведение"}
REMARKS = {
    Method.METER: "По вашим показаниям. Сам счёт придёт в начале следующего месяца.",
    Method.AVERAGE: "Где показаний за этот месяц нет, посчитали по среднему.",
    Method.NORM: "Где водомера нет или показаний нет давно, посчитали по нормативу.",
    Method.RAISED_NORM: (
        "Где нет водомера, его поверка давно вышла или к нему дважды не пустили, "
        "посчитали по повышенному нормативу."
    ),
}
ENDS_SILENCE = "Это за один месяц. Прошлые, без показаний, пересчитаем отдельной строкой."


def title(month: str) -> str:
    """«Предварительный счёт за ноябрь»."""
    return f"Предварительный счёт за {month}"


def line(service: ChargedService, volume: str, rate: str, coefficient: str) -> str:
    """«Вода 7,405 м³ × 20,85»."""
    return f"{SERVICES[service]} {volume} ×\u00a0{rate}{coefficient}"
