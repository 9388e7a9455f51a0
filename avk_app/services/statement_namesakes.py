"""Accounts whose subscriber's whole name a transfer gives: somebody may have left out the number."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import Session, col, select

from avk_app.domain.names import surname_key
from avk_app.domain.statement_matching import KnownAccount, name_spellings, words_of
from avk_app.models import Account
from avk_app.services.id_lists import is_among_texts


def load_namesakes(session: Session, witnesses: Sequence[str]) -> list[tuple[KnownAccount, ...]]:
    """For each text the accounts whose surname, first name and patronymic all stand in it."""
    texts = [words_of(witness) for witness in witnesses]
    people = _people_named(session, set().union(*map(name_spellings, witnesses)))
    return [
        tuple(account for word in sorted(words) for names, account in people.get(word, ()) if names <= words)
        for words in texts
    ]


def _people_named(
    session: Session, spellings: set[str]
) -> dict[str, list[tuple[frozenset[str], KnownAccount]]]:
    """Accounts with the names of their subscribers, by surname; all names as `surname_key` makes them."""
    rows = session.exec(
        select(Account)
        .where(is_among_texts(col(Account.surname), spellings))
        .where(is_among_texts(col(Account.first_name), spellings))
        .order_by(col(Account.number))
    )
    people = defaultdict(list)
    for row in rows:
        names = frozenset(map(surname_key, filter(None, (row.surname, row.first_name, row.patronymic))))
        known = KnownAccount(row.id or 0, row.number, row.surname, row.closed_on)
        people[surname_key(row.surname)].append((names, known))
    return people
