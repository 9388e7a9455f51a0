"""How meters are called: «Холодная вода · кухня», «№ 40128877»."""

from avk_app.models.meters import MeterKind

WITHOUT_VERIFICATION = "сначала по среднему, а потом по повышенному нормативу"
"""How a bill is made while a dial may not be trusted: every page says it with these words."""
KIND_NAMES = {MeterKind.COLD: "Холодная вода", MeterKind.HOT: "Горячая вода"}


def meter_name(kind: MeterKind, place: str) -> str:
    """«Холодная вода · кухня»; the place may be unknown."""
    return f"{KIND_NAMES[kind]} · {place}" if place else KIND_NAMES[kind]


def meter_number(serial: str) -> str:
    """«№ 40128877», never broken across lines."""
    return f"№\u00a0{serial}"


def grouped_account_number(number: str) -> str:
    """«38 0104 2217», as the bill prints it."""
    return f"{number[:2]}\u202f{number[2:6]}\u202f{number[6:]}"
