"""The provider's usual test cards, and what happens to each."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What paying with a card comes to."""

    PAID = "paid"
    DECLINED = "card_declined"
    NO_MONEY = "insufficient_funds"
    CONFIRM = "confirm"
    CONFIRM_ALWAYS = "confirm_always"
    DISPUTED = "disputed"
    FAILS_LATER = "fails_later"
    REAL_CARD = "test_mode_live_card"


@dataclass(frozen=True)
class TestCard:
    """`name` fills the form by link; `token` is how the API names the same card without a form."""

    number: str
    name: str
    token: str
    outcome: Outcome


CARDS = (
    TestCard("4242424242424242", "paid", "pm_card_visa", Outcome.PAID),
    TestCard("4000000000000002", "declined", "pm_card_visa_chargeDeclined", Outcome.DECLINED),
    TestCard(
        "4000000000009995", "no-money", "pm_card_visa_chargeDeclinedInsufficientFunds", Outcome.NO_MONEY
    ),
    TestCard("4000002500003155", "confirm", "pm_card_authenticationRequiredOnSetup", Outcome.CONFIRM),
    TestCard("4000002760003184", "confirm-always", "pm_card_authenticationRequired", Outcome.CONFIRM_ALWAYS),
    TestCard("4000000000000259", "disputed", "pm_card_createDispute", Outcome.DISPUTED),
    TestCard("4000000000000341", "fails-later", "pm_card_chargeCustomerFail", Outcome.FAILS_LATER),
)
_BY_NUMBER = {card.number: card for card in CARDS}
BY_NAME = {card.name: card for card in CARDS}
BY_TOKEN = {card.token: card for card in CARDS}
DECLINE_MESSAGES = {
    Outcome.DECLINED: "Your card was declined.",
    Outcome.NO_MONEY: "Your card has insufficient funds.",
    Outcome.FAILS_LATER: "Your card was declined.",
    Outcome.REAL_CARD: "Your request was in test mode, but used a non test card.",
}
_DECLINE_CODES = {
    Outcome.DECLINED: "generic_decline",
    Outcome.NO_MONEY: "insufficient_funds",
    Outcome.FAILS_LATER: "generic_decline",
    Outcome.REAL_CARD: "test_mode_live_card",
}


def outcome_of(number: str) -> Outcome:
    """A well-formed number that is no test card may be somebody's own: it never pays."""
    card = _BY_NUMBER.get(number)
    return card.outcome if card else Outcome.REAL_CARD


def decline_code(outcome: Outcome) -> str:
    return _DECLINE_CODES[outcome]


def is_luhn_valid(number: str) -> bool:
    """The check digit of card numbers (ISO/IEC 7812): every second digit from the right counts double."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = sum(divmod(2 * digit, 10)[0] + 2 * digit % 10 for digit in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0
