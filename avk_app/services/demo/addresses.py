"""Every premise of the demo city, counted: the same number is always the same address."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from avk_app.services.demo.data import read_table

_STRIDE = 7_919  # a prime that doesn't divide the city's size: neighbours in number live far apart


@dataclass(frozen=True)
class Address:
    """Where a premise is; a private house has no flat."""

    district: str
    street: str
    house: str
    flat: str

    @property
    def is_private_house(self) -> bool:
        return not self.flat

    @property
    def is_heated_centrally(self) -> bool:
        """Whether hot water comes by pipe: to every second building with flats."""
        return not self.is_private_house and int(self.house) % 2 == 0


@dataclass(frozen=True)
class _Street:
    district: str
    name: str
    houses: int
    flats_a_house: int
    houses_before: int

    @property
    def premises(self) -> int:
        return self.houses * max(self.flats_a_house, 1)

    def address(self, place: int) -> Address:
        house, flat = divmod(place, max(self.flats_a_house, 1))
        number = str(self.houses_before + house + 1)
        return Address(self.district, self.name, number, str(flat + 1) if self.flats_a_house else "")


def city_size() -> int:
    """How many premises the city has, and so how many accounts it can have."""
    return _ends()[-1]


def address_at(index: int) -> Address:
    """The address of the account with this number in the city, from 1; no two have the same."""
    place = index * _STRIDE % city_size()
    street = bisect_right(_ends(), place)
    return _streets()[street].address(place - (_ends()[street - 1] if street else 0))


@cache
def _streets() -> list[_Street]:
    """House numbers go on where the street stopped in the district before."""
    built: Counter[str] = Counter()
    streets = []
    for district, names, houses, *flats in read_table("streets"):
        for name in names.split(", "):
            streets.append(_Street(district, name, int(houses), int(flats[0]) if flats else 0, built[name]))
            built[name] += int(houses)
    return streets


@cache
def _ends() -> list[int]:
    return list(accumulate(street.premises for street in _streets()))
