"""Cells of a register's line, parsed and checked column by column."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from avk_app.domain.account_numbers import parse_account_number
from avk_app.domain.contacts import parse_email
from avk_app.domain.phones import parse_phone
from avk_app.domain.plain_text import clean_line
from avk_app.domain.register import RegisterAccount, RegisterMeter, RegisterReading, RegisterWords
from avk_app.errors import FieldProblem, InvalidInput
from avk_app.volume import parse_dial

T = TypeVar("T")
Line = Mapping[str, str]
"""The cells of one line by column key."""

REQUIRED_COLUMNS = (
    "account_number", "surname", "first_name", "street", "house", "registered_persons", "opened_on",
    "serial", "kind", "installed_on", "verified_on", "verification_due_on",
)  # fmt: skip
OPTIONAL_COLUMNS = (
    "patronymic", "email", "phone", "district", "flat", "is_private_house",
    "has_hot_water", "closed_on", "place", "digits", "initial_litres", "last_reading", "last_reading_on",
    "removed_on",
)  # fmt: skip
_METER_COLUMNS = (
    "serial", "kind", "place", "digits", "installed_on", "initial_litres", "verified_on",
    "verification_due_on", "last_reading", "last_reading_on", "removed_on",
)  # fmt: skip
_LENGTHS = {
    "surname": 80, "first_name": 80, "patronymic": 80, "email": 254, "phone": 40, "district": 80,
    "street": 120, "house": 16, "flat": 16, "serial": 32, "place": 40,
}  # fmt: skip
_DATE = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})(?: \d{2}:\d{2})?", re.ASCII)
_MOST_PERSONS = 50
_FEWEST_DIGITS, _MOST_DIGITS, _USUAL_DIGITS = 4, 8, 5
_EARLIEST_YEAR = 1900


class LineParser:
    """One line on its way; gathers its problems and goes on after each."""

    def __init__(self, line: int, cells: Line, words: RegisterWords, today: date) -> None:
        self.line, self._cells, self._words, self._today = line, cells, words, today
        self.problems: list[FieldProblem] = []

    def parse(self) -> RegisterAccount | None:
        """The account of this line with its meter, or None when `problems` says why not."""
        self._refuse_formulas()
        account = RegisterAccount(
            line=self.line,
            number=self._take("account_number", parse_account_number, ""),
            surname=self._text("surname"),
            first_name=self._text("first_name"),
            patronymic=self._text("patronymic"),
            email=self._optional("email", parse_email),
            phone=self._optional("phone", parse_phone),
            district=self._text("district"),
            street=self._text("street"),
            house=self._text("house"),
            flat=self._text("flat"),
            is_private_house=self._word("is_private_house", self._words.answers, False),
            registered_persons=self._number("registered_persons", 0, _MOST_PERSONS, 0),
            opened_on=self._past("opened_on"),
            has_hot_water=self._word("has_hot_water", self._words.answers, False),
            closed_on=self._past_or_none("closed_on"),
            meters=self._meters(),
        )
        if account.closed_on and account.closed_on < account.opened_on:
            self._complain("closed_on", "register_closed_before_opened")
        return None if self.problems else account

    def _meters(self) -> tuple[RegisterMeter, ...]:
        """An account without meters leaves all their columns empty."""
        if not any(self._cells.get(column, "") for column in _METER_COLUMNS):
            return ()
        digits = self._number("digits", _FEWEST_DIGITS, _MOST_DIGITS, _USUAL_DIGITS)
        verified_on = self._past("verified_on")
        due_on = self._take("verification_due_on", parse_day, self._today)
        if due_on < verified_on:
            self._complain("verification_due_on", "register_due_before_verified")
        meter = RegisterMeter(
            line=self.line,
            serial=self._text("serial"),
            kind=self._word("kind", self._words.kinds, ""),
            place=self._text("place"),
            digits=digits,
            installed_on=self._past("installed_on"),
            initial_litres=self._dial("initial_litres", digits) or 0,
            verified_on=verified_on,
            verification_due_on=due_on,
            last_reading=self._last_reading(digits),
            removed_on=self._past_or_none("removed_on"),
        )
        self._compare_days(meter)
        return (meter,)

    def _compare_days(self, meter: RegisterMeter) -> None:
        """A meter is installed, read and removed in this order."""
        read_on = meter.last_reading.taken_on if meter.last_reading else meter.installed_on
        if read_on < meter.installed_on:
            self._complain("last_reading_on", "register_read_before_installed")
        if meter.removed_on and meter.removed_on < meter.installed_on:
            self._complain("removed_on", "register_removed_before_installed")
        elif meter.removed_on and meter.removed_on < read_on:
            self._complain("last_reading_on", "register_read_after_removed")

    def _last_reading(self, digits: int) -> RegisterReading | None:
        value = self._dial("last_reading", digits)
        if value is None:
            if self._cells.get("last_reading_on"):
                self._complain("last_reading", "register_empty")
            return None
        return RegisterReading(value, self._past("last_reading_on"))

    def _take(self, column: str, parser: Callable[[str, str], T], instead: T) -> T:
        """The parsed cell; on a problem it is noted, and `instead` stands in until the line is refused."""
        text = self._cells.get(column, "")
        if not text:
            self._complain(column, "register_empty")
            return instead
        try:
            return parser(text, column)
        except InvalidInput as error:
            self.problems += error.problems
            return instead

    def _optional(self, column: str, parser: Callable[[str, str], str]) -> str:
        return self._take(column, parser, "") if self._cells.get(column) else ""

    def _text(self, column: str) -> str:
        text = clean_line(self._cells.get(column, ""))
        if not text and column in REQUIRED_COLUMNS:
            self._complain(column, "register_empty")
        if len(text) > _LENGTHS[column]:
            self._complain(column, "register_too_long", ("limit", _LENGTHS[column]))
        return text

    def _word(self, column: str, words: Mapping[str, T], instead: T) -> T:
        word = self._cells.get(column, "").casefold()
        if word in words:
            return words[word]
        self._complain(column, "register_word", ("words", ", ".join(filter(None, words))))
        return instead

    def _number(self, column: str, least: int, most: int, instead: int) -> int:
        text = self._cells.get(column, "")
        if not text and column not in REQUIRED_COLUMNS:
            return instead
        if re.fullmatch(r"\d{1,3}", text, re.ASCII) and least <= int(text) <= most:
            return int(text)
        self._complain(column, "register_number", ("least", least), ("most", most))
        return instead

    def _dial(self, column: str, digits: int) -> int | None:
        if not self._cells.get(column):
            return None
        return self._take(column, lambda text, name: parse_dial(text, digits, name), 0)

    def _past(self, column: str) -> date:
        day = self._take(column, parse_day, self._today)
        if day > self._today:
            self._complain(column, "register_future")
        return day

    def _past_or_none(self, column: str) -> date | None:
        return self._past(column) if self._cells.get(column) else None

    def _refuse_formulas(self) -> None:
        for column, text in self._cells.items():
            if text.startswith("="):
                self._complain(column, "register_formula")

    def _complain(self, column: str, code: str, *values: tuple[str, str | int]) -> None:
        self.problems.append(FieldProblem(column, code, values))


def parse_day(text: str, column: str) -> date:
    """22.11.2026 or 2026-11-22. Raises InvalidInput (`register_date`)."""
    match = _DATE.fullmatch(text)
    problem = InvalidInput((FieldProblem(column, "register_date"),))
    if match is None:
        raise problem
    day, month, year = match.group(1, 2, 3) if match.group(1) else match.group(6, 5, 4)
    try:
        parsed = date(int(year), int(month), int(day))
    except ValueError:
        raise problem from None
    if parsed.year < _EARLIEST_YEAR:
        raise problem
    return parsed
