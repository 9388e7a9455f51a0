"""The demo city, account by account: each is made from the seed and its own number only.

So the first hundred accounts of a city of 100,000 are the city of a hundred, and memory holds one chunk.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from avk_app.clock import CITY_ZONE
from avk_app.domain.account_numbers import with_check_digit
from avk_app.models.readings import ReadingSource
from avk_app.services.demo.addresses import address_at
from avk_app.services.demo.calendar import History
from avk_app.services.demo.chance import happens
from avk_app.services.demo.households import (
    Household,
    make_household,
    second_home_household,
    showcase_household,
)
from avk_app.services.demo.meters import Dial, make_dials
from avk_app.services.demo.people import Person, email_of, make_person, phone_of
from avk_app.services.demo.readings import (
    Visit,
    make_visits,
    reading_rows,
    removal_visit,
    values_by_month,
    with_correction,
)
from avk_app.services.demo.rows import (
    AccountRow,
    MeterRow,
    PastVerificationRow,
    PremiseRow,
    ReadingRow,
    RegistrationRow,
    SubmissionRow,
)

SHOWCASE, FIRST_HOME, SECOND_HOME = 1, 2, 3
"""Numbers of the accounts whose owners have logins."""
FEWEST_ACCOUNTS = SECOND_HOME
ACCOUNTS_A_CHUNK = 1_000
_REFUSED_PERMILLE, _FAMILY_CHANGED_PERMILLE, _GROWING_PERMILLE = 300, 80, 600
_MONTHS_LATE = (0, 0, 0, 0, 0, 0, 0, 0, 0, 4)
_NUMBER_PREFIX, _NUMBER_STRIDE, _NUMBERS = "38", 7_654_321, 10_000_000


@dataclass(frozen=True)
class CityPlan:
    """What the city is made from: `months` whole months lie behind the one that `today` is in."""

    seed: int
    accounts: int
    months: int
    today: date


@dataclass
class Chunk:
    """Rows of some accounts, in the order in which tables may be filled."""

    premises: list[PremiseRow] = field(default_factory=list)
    registrations: list[RegistrationRow] = field(default_factory=list)
    accounts: list[AccountRow] = field(default_factory=list)
    meters: list[MeterRow] = field(default_factory=list)
    past_verifications: list[PastVerificationRow] = field(default_factory=list)
    submissions: list[SubmissionRow] = field(default_factory=list)
    readings: list[ReadingRow] = field(default_factory=list)


def make_city(plan: CityPlan) -> Iterator[Chunk]:
    """All rows of the city, a thousand accounts at a time."""
    builder = _Builder(plan, History.until(plan.today, plan.months))
    for first in range(1, plan.accounts + 1, ACCOUNTS_A_CHUNK):
        yield builder.build(range(first, min(first + ACCOUNTS_A_CHUNK, plan.accounts + 1)))


def account_number(seed: int, index: int) -> str:
    """The number of the account; the city's numbers are scattered, and no two are the same."""
    return with_check_digit(f"{_NUMBER_PREFIX}{(seed + index * _NUMBER_STRIDE) % _NUMBERS:07d}")


def person_at(plan_seed: int, index: int) -> Person:
    """The subscriber of the account. Whoever has a login has all contacts; two accounts share an owner."""
    owner = FIRST_HOME if index == SECOND_HOME else index
    person = make_person(_rng(plan_seed, owner, "person"), owner)
    if owner > FIRST_HOME:
        return person
    return Person(
        person.surname,
        person.first_name,
        person.patronymic,
        email_of(person.surname, owner),
        phone_of(owner),
    )


def _rng(seed: int, index: int, purpose: str) -> Random:
    return Random(f"{seed}/{index}/{purpose}")  # noqa: S311 — a made-up city, no secret


class _Builder:
    """Counts ids; the tables are empty, so they begin with 1."""

    def __init__(self, plan: CityPlan, history: History) -> None:
        self.plan, self.history = plan, history
        self.meter_id = self.submission_id = self.reading_id = 1

    def build(self, indexes: range) -> Chunk:
        chunk = Chunk()
        for index in indexes:
            self._add_account(chunk, index)
        return chunk

    def _add_account(self, chunk: Chunk, index: int) -> None:
        rng = _rng(self.plan.seed, index, "household")
        address = address_at(index)
        household = self._household(rng, index, address.is_private_house)
        chunk.premises.append(
            PremiseRow(
                index,
                address.district,
                address.street,
                address.house,
                address.flat,
                address.is_private_house,
                address.is_heated_centrally or household.has_hot_meter,
            )
        )
        account = self._account(rng, index, household)
        chunk.accounts.append(account)
        chunk.registrations += self._registrations(index, account.opened_on, household.persons)
        self._add_meters(chunk, rng, index, household)

    def _household(self, rng: Random, index: int, is_private_house: bool) -> Household:
        if index == SHOWCASE:
            return showcase_household(self.plan.months)
        if index in {FIRST_HOME, SECOND_HOME}:
            return second_home_household()
        return make_household(rng, is_private_house, self.plan.months)

    def _account(self, rng: Random, index: int, household: Household) -> AccountRow:
        person = person_at(self.plan.seed, index)
        return AccountRow(
            index,
            account_number(self.plan.seed, index),
            index,
            person.surname,
            person.first_name,
            person.patronymic,
            person.email,
            person.phone,
            self._opened_on(rng, household),
            self._meter_refused_on(index, household),
        )

    def _opened_on(self, rng: Random, household: Household) -> date:
        if household.moved_in < 0:
            return self.history.starts_on - timedelta(days=rng.randrange(60, 9_000))
        return self.history.months[household.moved_in].period.first_day + timedelta(days=rng.randrange(9))

    def _registrations(self, index: int, opened_on: date, persons: int) -> Iterator[RegistrationRow]:
        """In some families somebody is born or moves out in the course of the history."""
        yield RegistrationRow(index, opened_on, persons)
        rng = _rng(self.plan.seed, index, "registration")
        if index <= SECOND_HOME or not happens(rng, _FAMILY_CHANGED_PERMILLE):
            return
        changed_on = self.history.starts_on + timedelta(days=rng.randrange(1, 28 * self.plan.months))
        if changed_on > opened_on:
            is_growing = happens(rng, _GROWING_PERMILLE) or persons == 1
            yield RegistrationRow(index, changed_on, persons + (1 if is_growing else -1))

    def _meter_refused_on(self, index: int, household: Household) -> date | None:
        """Some who have no meter though one can be installed were told so, and pay a raised norm."""
        rng = _rng(self.plan.seed, index, "refusal")
        if household.taps or not happens(rng, _REFUSED_PERMILLE):
            return None
        return self.history.starts_on + timedelta(days=rng.randrange(30 * self.plan.months))

    def _add_meters(self, chunk: Chunk, rng: Random, index: int, household: Household) -> None:
        dials = make_dials(rng, household, index, self.history)
        if not dials:
            return
        visits = make_visits(rng, household, self.history)
        submission_id = self._add_submission(chunk, index, visits)
        for nth, dial in enumerate(dials):
            chunk.meters.append(_meter_row(self.meter_id, index, dial))
            chunk.past_verifications += _past_verifications(self.meter_id, dial)
            values = values_by_month(rng, dial, household, nth == 0, len(self.history.months))
            self._add_readings(chunk, dial, values, visits, household if nth == 0 else None, submission_id)
            self.meter_id += 1

    def _add_submission(self, chunk: Chunk, index: int, visits: list[Visit]) -> int | None:
        """Acceptance numbers are kept for what came through the portal this month."""
        if not visits or visits[-1].period != self.history.current.code:
            return None
        visit = visits[-1]
        if visit.source != ReadingSource.WEB.value:
            return None
        key = f"demo-{index}-{visit.period}"
        row = SubmissionRow(self.submission_id, index, visit.period, key, visit.source, visit.moment[1])
        chunk.submissions.append(row)
        self.submission_id += 1
        return row.id

    def _add_readings(
        self,
        chunk: Chunk,
        dial: Dial,
        values: list[int],
        visits: list[Visit],
        corrected_by: Household | None,
        submission_id: int | None,
    ) -> None:
        seen = [visit for visit in visits if dial.first_month <= visit.month < dial.end_month]
        if dial.removed_on is not None:
            seen.append(removal_visit(dial.end_month, dial.removed_on))
        rows = reading_rows(seen, values, dial, self.meter_id, self.reading_id, submission_id)
        if corrected_by is not None and corrected_by.corrected >= 0:
            period = self.history.months[corrected_by.corrected].period.code
            rows = list(with_correction(rows, period, dial.usual_litres))
        chunk.readings += rows
        self.reading_id += len(rows)


def _past_verifications(meter_id: int, dial: Dial) -> Iterator[PastVerificationRow]:
    """A meter that hung before its newest verification had one before; some owners were late by months."""
    if dial.verified_on <= dial.installed_on:
        return
    months_late = _MONTHS_LATE[meter_id % len(_MONTHS_LATE)]
    due_on = max(dial.installed_on, dial.verified_on - timedelta(days=30 * months_late))
    known_at = datetime.combine(dial.verified_on, time(12), CITY_ZONE).astimezone(UTC)
    yield PastVerificationRow(meter_id, dial.installed_on, due_on, known_at)


def _meter_row(meter_id: int, index: int, dial: Dial) -> MeterRow:
    return MeterRow(
        meter_id,
        index,
        dial.serial,
        dial.kind.value,
        dial.place,
        dial.digits,
        dial.installed_on,
        dial.initial_litres,
        dial.verified_on,
        dial.verification_due_on,
        dial.removed_on,
    )
