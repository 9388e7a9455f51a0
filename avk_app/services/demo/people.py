"""Made-up subscribers with names that agree in gender, and contacts that reach nobody."""

from dataclasses import dataclass
from random import Random

from avk_app.services.demo.chance import happens
from avk_app.services.demo.data import read_words
from avk_app.services.demo.names import surname_of_a_woman

_WOMEN_PERMILLE, _EMAIL_PERMILLE, _PHONE_PERMILLE = 580, 800, 930
_LETTERS = (*map(chr, range(ord("а"), ord("я") + 1)), "ё")
_IN_LATIN = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh sch _ y _ e yu ya e".replace("_", "")
_LATIN = dict(zip(_LETTERS, _IN_LATIN.split(" "), strict=True))


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
    surname = rng.choice(read_words("surnames"))
    his, her = rng.choice(read_words("patronymics")).split("/")
    if happens(rng, _WOMEN_PERMILLE):
        surname, first_name, patronymic = surname_of_a_woman(surname), rng.choice(read_words("women")), her
    else:
        first_name, patronymic = rng.choice(read_words("men")), his
    email = email_of(surname, index) if happens(rng, _EMAIL_PERMILLE) else ""
    phone = phone_of(index) if happens(rng, _PHONE_PERMILLE) else ""
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
