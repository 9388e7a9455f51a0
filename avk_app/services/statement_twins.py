"""Transfers that may be known under another fingerprint: one of two formats leaves out number or payer."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlmodel import Session, col, select

from avk_app.domain.masking import mask_bank_account
from avk_app.domain.statement import StatementLine
from avk_app.models import BankStatementLine
from avk_app.services.id_lists import is_among

_What = tuple[date, int, str]
_Origin = tuple[str, str]


def find_perhaps_known(session: Session, lines: Mapping[str, StatementLine]) -> set[str]:
    """The fingerprints of new lines that differ from a stored one only by what one of them leaves out."""
    stored = _load_origins(session, lines.values())
    return {
        mark
        for mark, line in lines.items()
        if any(
            _may_be_one(_origin(line.document_number, line.payer_account), known)
            for known in stored[_what(line)]
        )
    }


def _load_origins(session: Session, lines: Collection[StatementLine]) -> defaultdict[_What, set[_Origin]]:
    """Document number and masked payer's account of the stored lines of these days and amounts."""
    found: defaultdict[_What, set[_Origin]] = defaultdict(set)
    if lines:
        days = [line.operation_on for line in lines]
        rows = session.exec(
            select(BankStatementLine).where(
                col(BankStatementLine.operation_on).between(min(days), max(days)),
                is_among(col(BankStatementLine.amount_kopecks), {line.amount_kopecks for line in lines}),
            )
        )
        for row in rows:
            found[_what(row)].add((row.document_number.lstrip("0"), row.payer_account))
    return found


def _what(line: StatementLine | BankStatementLine) -> _What:
    return line.operation_on, line.amount_kopecks, line.purpose.casefold()


def _origin(document_number: str, payer_account: str) -> _Origin:
    return document_number.lstrip("0"), mask_bank_account(payer_account)


def _may_be_one(new: _Origin, known: _Origin) -> bool:
    """What says the same and no less is a second, equal transfer: its fingerprint tells so."""
    return new != known and all(
        one == other or not (one and other) for one, other in zip(new, known, strict=True)
    )
