"""Whose money a bank transfer is, read from its purpose.

Certain is only a transfer that names one account that exists, and names no other number as an account.
Everything else is doubtful: a person decides, with the accounts that may be meant.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from avk_app.domain import statement_words as words
from avk_app.domain.account_numbers import ACCOUNT_NUMBER_LENGTH, numbers_one_slip_away
from avk_app.domain.names import surname_key
from avk_app.domain.period import Period
from avk_app.domain.statement import StatementLine

MAX_SUGGESTIONS = 5
_SHORTEST, _LONGEST = ACCOUNT_NUMBER_LENGTH - 2, ACCOUNT_NUMBER_LENGTH + 2
_RUN = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9])*")
_PART_BEFORE = re.compile(r"[0-9][.,/]$|\+$")
_LIST_BEFORE = re.compile(r"(?:[0-9][0-9 -]*[.,/+])+$")
_LOOK_BACK = 40
_DOTS = str.maketrans("еЕ", "ёЁ")
_FRACTION = re.compile(r"[.,/](?![0-9](?:[ -]?[0-9]){9}(?![ -]?[0-9]))[0-9]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class Doubt(StrEnum):
    """Why a person must look at a transfer."""

    NO_NUMBER = "no_number"
    SEVERAL_ACCOUNTS = "several_accounts"
    MISTYPED_NUMBER = "mistyped_number"
    CLOSED_ACCOUNT = "closed_account"
    OVER_CAP = "over_cap"
    PERHAPS_KNOWN = "perhaps_known"


@dataclass(frozen=True)
class Purpose:
    """What a purpose names: numbers after «л/с» as they are written, other ten-digit ones, one period."""

    marked: tuple[str, ...]
    unmarked: tuple[str, ...]
    period: Period | None

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(self.marked + self.unmarked)


@dataclass(frozen=True)
class KnownAccount:
    """An account as far as matching needs it; `owed_kopecks` is known of closed ones only."""

    id: int
    number: str
    surname: str
    closed_on: date | None
    owed_kopecks: int = 0


@dataclass(frozen=True)
class Verdict:
    """The account, when it is certain (`doubt` is None then)."""

    account: KnownAccount | None
    doubt: Doubt | None


def read_purpose(purpose: str, payer_inn: str = "") -> Purpose:
    """Find account numbers and the period in a purpose without line ends."""
    marked, unmarked, taken = [], [], []
    for marker in words.ACCOUNT_MARKER.finditer(purpose):
        run = _RUN.match(purpose, marker.end())
        if run is not None:
            number = _number_at_start(run[0])
            marked += [number] if number else []
            unmarked += [other for other in _whole_numbers(re.split("[ -]", run[0])) if other != number]
            taken.append(run.start())
    for run in _RUN.finditer(purpose):
        if run.start() not in taken:
            unmarked += _whole_numbers(_free_groups(purpose, run))
    others = (number for number in unmarked if number != payer_inn)
    return Purpose(tuple(dict.fromkeys(marked)), tuple(dict.fromkeys(others)), _named_period(purpose))


def judge(purpose: Purpose, known: Mapping[str, KnownAccount]) -> Verdict:
    """The account that the purpose names beyond doubt; `known` are accounts by number."""
    found = [known[number] for number in known.keys() & purpose.numbers]
    if len(found) > 1 or (found and len(purpose.marked) > 1):
        return Verdict(None, Doubt.SEVERAL_ACCOUNTS)
    if purpose.marked and not known.keys() & set(purpose.marked):
        return Verdict(None, Doubt.MISTYPED_NUMBER)
    return Verdict(found[0], None) if found else Verdict(None, Doubt.NO_NUMBER)


def look_again(verdict: Verdict, line: StatementLine, cap_kopecks: int) -> Verdict:
    """A named account is doubtful after all when it was closed by then and owes less, for no bill will come
    that an advance could settle, or when the sum is beyond belief."""
    account = verdict.account
    if account is None:
        return verdict
    is_closed = account.closed_on is not None and account.closed_on <= line.operation_on
    if is_closed and line.amount_kopecks > account.owed_kopecks:
        return Verdict(None, Doubt.CLOSED_ACCOUNT)
    return Verdict(None, Doubt.OVER_CAP) if line.amount_kopecks > cap_kopecks else verdict


def numbers_perhaps_meant(purpose: Purpose) -> set[str]:
    """Every number that `suggest` wants to know about."""
    return set(purpose.numbers).union(*map(numbers_one_slip_away, purpose.numbers))


def suggest(purpose: Purpose, known: Mapping[str, KnownAccount], witness: str) -> tuple[KnownAccount, ...]:
    """Accounts that may be meant: those named as they are; those a slip away when `witness`, the words of
    payer and purpose, holds their subscriber's surname."""
    named = [known[number] for number in (*purpose.marked, *purpose.unmarked) if number in known]
    names = words_of(witness)
    close = sorted(numbers_perhaps_meant(purpose) & known.keys() - purpose.numbers)
    near = [known[number] for number in close if surname_key(known[number].surname) in names]
    return tuple(dict.fromkeys([*named, *near]))


def words_of(text: str) -> frozenset[str]:
    """The words of a text as names are compared: without case and ё."""
    return frozenset(surname_key(word) for word in _WORD.findall(text))


def name_spellings(text: str) -> set[str]:
    """How a register may write the names in a text that a bank gives in capitals and without ё."""
    titles = {word.title() for word in _WORD.findall(text)}
    dotted = {
        f"{title[:place]}{letter.translate(_DOTS)}{title[place + 1 :]}"
        for title in titles
        for place, letter in enumerate(title)
    }
    return titles | dotted


def _number_at_start(run: str) -> str:
    """The first groups that make ten digits; else what somebody wrote instead, "" when it is too far off."""
    groups, digits = re.split("[ -]", run), ""
    for group in groups:
        digits += group
        if len(digits) == ACCOUNT_NUMBER_LENGTH:
            return digits
    written = groups[0] if len(groups[0]) >= _SHORTEST else digits
    return written if _SHORTEST <= len(written) <= _LONGEST else ""


def _free_groups(purpose: str, run: re.Match[str]) -> list[str]:
    """The run's groups that are no telephone, tax or bank code, nor part of an amount or a date.

    A whole number right after another («3801042130,3801042148») is one of a list, whatever stands between.
    """
    before = purpose[max(0, run.start() - _LOOK_BACK) : run.start()]
    groups = re.split("[ -]", run[0])
    listed = _LIST_BEFORE.search(before) if len(_number_at_start(run[0])) == ACCOUNT_NUMBER_LENGTH else None
    if words.OTHER_NUMBER.search(before[: listed.start()] if listed else before):
        return []
    if _FRACTION.match(purpose, run.end()):
        groups.pop()
    return groups[1:] if _PART_BEFORE.search(before) and not listed else groups


def _whole_numbers(groups: list[str]) -> list[str]:
    """Ten digits that stand alone, or that the groups since the last such number make together."""
    found, digits = [], ""
    for group in groups:
        digits = group if len(group) == ACCOUNT_NUMBER_LENGTH else digits + group
        if len(digits) == ACCOUNT_NUMBER_LENGTH:
            found.append(digits)
            digits = ""
    return found


def _named_period(purpose: str) -> Period | None:
    """The only month with its year; None when there are several or none."""
    named = set(_periods(purpose))
    months = {found["stem"].casefold() for found in words.MONTH.finditer(purpose)}
    return named.pop() if len(named) == 1 and len(months) <= 1 else None


def _periods(purpose: str) -> Iterator[Period]:
    for found in words.MONTH.finditer(purpose):
        if found["year"]:
            yield Period(int(found["year"]), words.MONTH_STEMS.index(found["stem"].casefold()) + 1)
    for month, year in words.NUMERIC_MONTH.findall(purpose):
        yield Period(int(year), int(month))
