"""Limits on sign-in: they slow a guesser down and let the owner in."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.limits import (
    COUNTING_WINDOW,
    FRESH_NAME,
    FRESH_SUBJECT,
    LONGEST_WAIT_SECONDS,
    Standing,
    Tally,
    network_of,
    seconds_to_wait,
)

HOUR = int(COUNTING_WINDOW.total_seconds())
HOME, CAFE = "home", "café"


@dataclass(frozen=True)
class Failure:
    at: int
    address: str
    subject: str
    name: str


class Door:
    """Attempts as the service keeps them: whoever is let through has failed until the right one comes."""

    def __init__(self, known: Iterable[tuple[str, str]] = ()) -> None:
        self.known = set(known)
        self.failures: list[Failure] = []

    def wait(self, at: int, address: str, subject: str = "owner", name: str = "Иванов") -> int:
        recent = [failure for failure in self.failures if failure.at > at - HOUR]

        def tally(chosen: list[Failure]) -> Tally:
            return Tally(len(chosen), at - chosen[-1].at) if chosen else Tally()

        return seconds_to_wait(
            Standing(
                is_known=(subject, address) in self.known,
                pair=tally([f for f in recent if (f.subject, f.address) == (subject, address)]),
                address=tally([f for f in recent if f.address == address]),
                subject=tally([f for f in recent if f.subject == subject]),
                name=tally([f for f in recent if f.name == name]),
            )
        )

    def guess(self, at: int, address: str, subject: str = "owner", name: str = "Иванов") -> bool:
        if self.wait(at, address, subject, name):
            return False
        self.failures.append(Failure(at, address, subject, name))
        return True


NOBODY_FAILED = Standing(is_known=False, pair=Tally(), address=Tally(), subject=Tally(), name=Tally())


def test_the_first_attempt_never_waits() -> None:
    assert seconds_to_wait(NOBODY_FAILED) == 0


@pytest.mark.parametrize(
    ("failures", "ago", "wait"),
    [
        (4, 0, 0),
        (5, 0, 5),
        (5, 3, 2),
        (5, 5, 0),
        (6, 0, 10),
        (7, 0, 20),
        (8, 0, 40),
        (9, 0, 60),
        (900, 0, 60),
    ],
)
def test_waits_at_one_account_double_up_to_a_minute(failures: int, ago: int, wait: int) -> None:
    tally = Tally(failures, ago)
    assert seconds_to_wait(Standing(True, tally, tally, tally, tally)) == wait


@pytest.mark.parametrize(
    ("address", "subject", "name", "wait"),
    [
        (29, 0, 0, 0),
        (30, 0, 0, 2),
        (1, 20, 0, 5),
        (0, 20, 0, 0),
        (0, 120, 0, 5),
        (1, 0, 60, 2),
        (0, 0, 60, 0),
        (0, 0, 300, 2),
    ],
)
def test_strangers_answer_for_what_comes_from_everywhere(
    address: int, subject: int, name: int, wait: int
) -> None:
    strangers = Standing(False, Tally(), Tally(address), Tally(subject), Tally(name))
    known = Standing(True, Tally(), Tally(address), Tally(subject), Tally(name))
    assert seconds_to_wait(strangers) == wait
    assert seconds_to_wait(known) == 0


attacks = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 30)), max_size=250)


@given(attacks)
def test_the_owner_at_home_never_waits_for_a_stranger(attack: list[tuple[int, int]]) -> None:
    door, now = Door(known=[("owner", HOME)]), 0
    for pause, address in attack:
        now += pause
        door.guess(now, f"bot {address}")
        assert door.wait(now, HOME) == 0


@given(attacks)
def test_the_owner_at_a_new_address_gets_in_past_thirty_hammering_ones(attack: list[tuple[int, int]]) -> None:
    door, now = Door(), 0
    for pause, address in attack:
        now += pause
        door.guess(now, f"bot {address}")
        assert door.wait(now, CAFE) == 0


def test_the_owner_at_a_new_address_gets_in_during_a_steady_storm() -> None:
    door = Door()
    for second in range(3 * HOUR):
        door.guess(second, f"bot {second % 30}")
        assert door.wait(second, CAFE) == 0


@given(st.lists(st.tuples(st.integers(0, 600), st.sampled_from([HOME, CAFE, "bot"]))))
def test_a_wait_is_never_longer_than_a_minute_and_then_over(tries: list[tuple[int, str]]) -> None:
    door, now = Door(), 0
    for pause, address in tries:
        now += pause
        door.guess(now, address)
        wait = door.wait(now, HOME)
        assert 0 <= wait <= LONGEST_WAIT_SECONDS
        assert door.wait(now + wait, HOME) == 0


def test_one_address_guesses_at_one_account_about_once_a_minute() -> None:
    door = Door()
    assert sum(door.guess(second, "bot") for second in range(HOUR)) <= 5 + 5 + 60


def test_unlimited_addresses_guess_at_one_account_a_bounded_number_of_times() -> None:
    door = Door()
    guesses = sum(door.guess(second // 4, f"bot {second}") for second in range(4 * HOUR))
    assert guesses <= FRESH_SUBJECT.free_failures + 5 + 60


def test_one_surname_on_all_numbers_from_unlimited_addresses_is_bounded_too() -> None:
    door = Door()
    guesses = sum(door.guess(second // 4, f"bot {second}", f"number {second}") for second in range(4 * HOUR))
    assert guesses <= FRESH_NAME.free_failures + 6 + 60


def test_one_address_walks_through_few_numbers_whatever_the_surname() -> None:
    door = Door()
    guesses = sum(door.guess(second, "bot", f"number {second}", f"name {second}") for second in range(HOUR))
    assert guesses <= 30 + 6 + 60


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_one_line_is_one_address(address: str, network: str) -> None:
    assert network_of(address) == network
