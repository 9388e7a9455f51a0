"""Russian forms: nouns after numbers, dates as people say them, numbers as words. Pure formatting."""

from datetime import date, datetime

from avk_app.domain.period import Period

NounForms = tuple[str, str, str]

DAYS: NounForms = ("день", "дня", "дней")
METERS: NounForms = ("водомер", "водомера", "водомеров")
MINUTES_LATER: NounForms = ("минуту", "минуты", "минут")
HOURS: NounForms = ("час", "часа", "часов")
HOURS_GENITIVE: NounForms = ("часа", "часов", "часов")
MINUTES: NounForms = ("минута", "минуты", "минут")
TIMES: NounForms = ("раз", "раза", "раз")
PERSONS: NounForms = ("человек", "человека", "человек")

_MONTHS = (
    ("январь", "января"),
    ("февраль", "февраля"),
    ("март", "марта"),
    ("апрель", "апреля"),
    ("май", "мая"),
    ("июнь", "июня"),
    ("июль", "июля"),
    ("август", "августа"),
    ("сентябрь", "сентября"),
    ("октябрь", "октября"),
    ("ноябрь", "ноября"),
    ("декабрь", "декабря"),
)
_GENITIVE_NUMERALS = (
    "нуля",
    "одного",
    "двух",
    "трёх",
    "четырёх",
    "пяти",
    "шести",
    "семи",
    "восьми",
    "девяти",
)
_MINUTES_AN_HOUR = 60
_FEW_OR_ONE = (1, 2, 3, 4)
_NAMED_DAYS = {0: "сегодня", 1: "вчера", -1: "завтра"}


def plural(number: int, forms: NounForms) -> str:
    """The noun that stands after the number: 1 день, 2 дня, 5 дней, 21 день, 112 дней."""
    tens, ones = divmod(abs(number) % 100, 10)
    if tens == 1 or ones not in _FEW_OR_ONE:
        return forms[2]
    return forms[0] if ones == 1 else forms[1]


def counted(number: int, forms: NounForms) -> str:
    """«4 дня», with a no-break space."""
    return f"{number}\u00a0{plural(number, forms)}"


def format_duration(minutes: int) -> str:
    """«4 часа», «1 час 30 минут», «30 минут»."""
    hours, rest = divmod(minutes, _MINUTES_AN_HOUR)
    if hours and rest:
        return f"{counted(hours, HOURS)} {counted(rest, MINUTES)}"
    return counted(hours, HOURS) if hours else counted(rest, MINUTES)


def genitive_numeral(number: int) -> str:
    """«двух», «пяти»; larger numbers stay digits."""
    return _GENITIVE_NUMERALS[number] if 0 <= number < len(_GENITIVE_NUMERALS) else str(number)


def remaining_days(days: int) -> str:
    """«осталось 4 дня», «остался 1 день», «сегодня последний день»."""
    if days == 0:
        return "сегодня последний день"
    verb = "остался" if plural(days, DAYS) == DAYS[0] else "осталось"
    return f"{verb}\u00a0{counted(days, DAYS)}"


def format_date(day: date) -> str:
    """«22 ноября 2026»."""
    return f"{format_day(day)}\u00a0{day.year}"


def format_day(day: date) -> str:
    """«22 ноября»."""
    return f"{day.day}\u00a0{_MONTHS[day.month - 1][1]}"


def format_near_date(day: date, today: date) -> str:
    """«сегодня», «вчера», «завтра»; «22 ноября» of this year; else with the year."""
    if named := _NAMED_DAYS.get((today - day).days):
        return named
    return format_day(day) if day.year == today.year else format_date(day)


def format_moment(city_moment: datetime, today: date) -> str:
    """«сегодня в 14:05», «24 октября в 9:30». The moment is already on the city's clocks."""
    return f"{format_near_date(city_moment.date(), today)} в\u00a0{city_moment.hour}:{city_moment.minute:02d}"


def format_full_moment(city_moment: datetime) -> str:
    """«22 ноября 2026, 14:05», for what is printed and kept."""
    return f"{format_date(city_moment.date())}, {city_moment.hour}:{city_moment.minute:02d}"


def month_name(period: Period) -> str:
    """«ноябрь»."""
    return _MONTHS[period.month - 1][0]


def period_name(period: Period) -> str:
    """«ноябрь 2026»."""
    return f"{month_name(period)}\u00a0{period.year}"


def period_genitive(period: Period) -> str:
    """«ноября 2026»: after «с» and «до»."""
    return f"{_MONTHS[period.month - 1][1]}\u00a0{period.year}"


def capitalized(sentence: str) -> str:
    """The first letter large, the rest as it is."""
    return sentence[:1].upper() + sentence[1:]
