"""How fast one may try to sign in: limits slow down, and never lock the owner out.

Failed attempts of the last hour are counted in four ways: by one address at one account or login (the
pair), by one address at all, at one account or login from everywhere, and with one surname on all
numbers. Past its free attempts each count asks for a wait after the last failure that doubles up to a
minute.

An address from which an account was opened before answers for its own failures there and nothing
else: no stranger can make it wait. An address that failed nowhere in the last hour (a fresh one) has a
larger share of what is counted from everywhere: a stranger's addresses stop being fresh with their
first failure, so that the owner who comes from a new address still gets in. Only who commands more
than a hundred addresses in an hour makes new addresses wait, and is held to about a hundred guesses by
the same rule (OWASP Authentication Cheat Sheet, "Account Lockout"; RFC 4226, section 7.3).
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

COUNTING_WINDOW = timedelta(hours=1)
KNOWN_FOR = timedelta(days=90)
LONGEST_WAIT_SECONDS = 60
IPV6_NETWORK_BITS = 64


@dataclass(frozen=True)
class Limit:
    """So many failures are free within the window; the next asks for this wait, then twice as long."""

    free_failures: int
    first_wait_seconds: int


PAIR = Limit(free_failures=5, first_wait_seconds=5)
# Mobile operators put whole districts behind one address.
ADDRESS = Limit(free_failures=30, first_wait_seconds=2)
SUBJECT = Limit(free_failures=20, first_wait_seconds=5)
FRESH_SUBJECT = Limit(free_failures=120, first_wait_seconds=5)
# In a city of 100,000 accounts the commonest surname is typed wrongly by many people.
NAME = Limit(free_failures=60, first_wait_seconds=2)
FRESH_NAME = Limit(free_failures=300, first_wait_seconds=2)


@dataclass(frozen=True)
class Tally:
    """Failures within the window, and how long ago the last of them was."""

    failures: int = 0
    seconds_since_last: int = 0


@dataclass(frozen=True)
class Standing:
    """What is known about the one who wants to try. `is_known`: this pair signed in before."""

    is_known: bool
    pair: Tally
    address: Tally
    subject: Tally
    name: Tally


def seconds_to_wait(standing: Standing) -> int:
    """0 when the attempt may be made now, else the seconds (at most a minute) until it may."""
    waits = [_wait(PAIR, standing.pair)]
    if not standing.is_known:
        is_fresh = standing.address.failures == 0
        waits += [
            _wait(ADDRESS, standing.address),
            _wait(FRESH_SUBJECT if is_fresh else SUBJECT, standing.subject),
            _wait(FRESH_NAME if is_fresh else NAME, standing.name),
        ]
    return max(waits)


def _wait(limit: Limit, tally: Tally) -> int:
    beyond = tally.failures - limit.free_failures
    if beyond < 0:
        return 0
    doublings = min(beyond, LONGEST_WAIT_SECONDS.bit_length())
    whole = min(limit.first_wait_seconds << doublings, LONGEST_WAIT_SECONDS)
    return max(0, whole - tally.seconds_since_last)


def network_of(address: str) -> str:
    """What limits count as one: an IPv4 address, or the /64 that one IPv6 customer is given."""
    try:
        parsed = ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
