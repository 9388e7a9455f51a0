"""Made-up subscribers with names that agree in gender, and contacts that reach nobody."""

from dataclasses import dataclass
from random import Random

from avk_app.services.demo.names import MEN, PATRONYMICS, SURNAMES, WOMEN, surname_of_a_woman

_WOMEN_SHARE = 0.58
_EMAIL_SHARE = 0.8
_PHONE_SHARE = 0.93
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh sch . y . e yu ya".replace(".", "").split(" "),
        strict=True,
    )
)


@dataclass(frozen=True)
class Person:
    """A subscriber's name, e-mail and phone ("" where there is none)."""

    surname: str
    first_name: str
    patronymic: str
    email: str
    phone: str


def make_person(rng: Random, index: int) -> Person:
    """Somebody for the account with this number in the city."""
    surname, (his, her) = rng.choice(SURNAMES), rng.choice(PATRONYMICS)
    if rng.random() < _WOMEN_SHARE:
        surname, first_name, patronymic = surname_of_a_woman(surname), rng.choice(WOMEN), her
    else:
        first_name, patronymic = rng.choice(MEN), his
    email = email_of(surname, index) if rng.random() < _EMAIL_SHARE else ""
    phone = phone_of(index) if rng.random() < _PHONE_SHARE else ""
    return Person(surname, first_name, patronymic, email, phone)


def email_of(surname: str, index: int) -> str:
    """An address at example.com, which RFC 2606 keeps free: no letter can reach a stranger."""
    return f"{in_latin(surname)}.{index}@example.com"


def phone_of(index: int) -> str:
    """A mobile number of the demo, +7902 and seven digits."""
    return f"+7902{index:07d}"


def in_latin(text: str) -> str:
    """«Щербаков» → «scherbakov»."""
    return "".join(_LATIN[letter] for letter in text.lower())
