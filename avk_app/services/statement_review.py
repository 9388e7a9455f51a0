"""Doubtful transfers: a person who handles money says whose each is, or that it is nobody's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from avk_app.domain.account_numbers import parse_account_number
from avk_app.domain.masking import mask_name
from avk_app.domain.statement_matching import (
    MAX_SUGGESTIONS,
    Doubt,
    KnownAccount,
    numbers_perhaps_meant,
    read_purpose,
    suggest,
)
from avk_app.errors import Conflict, NotFound
from avk_app.models import Account, BankStatementLine
from avk_app.models.payments import PaymentChannel
from avk_app.models.statements import StatementLineStatus
from avk_app.services import audit
from avk_app.services.access import Actor, may_handle_money
from avk_app.services.console import Console, console_or, session_of
from avk_app.services.ledger import receive_payment
from avk_app.services.receipts import issue_receipt
from avk_app.services.statement_namesakes import load_namesakes
from avk_app.services.statement_rows import load_known_accounts

MOST_LISTED = 500


@dataclass(frozen=True)
class SuggestedAccount:
    """An account that may be meant."""

    account_number: str
    surname: str
    closed_on: date | None


@dataclass(frozen=True)
class DoubtfulLine:
    """A transfer that waits for a person, with why and whose it may be, the likeliest first."""

    line_id: int
    operation_on: date
    document_number: str
    amount_kopecks: int
    payer_name: str
    payer_account: str
    purpose: str
    doubt: Doubt
    suggestions: tuple[SuggestedAccount, ...]


def list_doubtful_lines(session: Session, actor: Actor | Console) -> list[DoubtfulLine]:
    """What waits, oldest first, at most 500. Others than money staff see nothing."""
    rows = session.exec(
        select(BankStatementLine)
        .where(
            col(BankStatementLine.status) == StatementLineStatus.DOUBTFUL, console_or(may_handle_money, actor)
        )
        .order_by(col(BankStatementLine.operation_on), col(BankStatementLine.id))
        .limit(MOST_LISTED)
    ).all()
    purposes = [read_purpose(row.purpose) for row in rows]
    wanted: set[str] = set().union(*map(numbers_perhaps_meant, purposes))
    known = load_known_accounts(session, wanted)
    witnesses = [f"{row.payer_name} {row.purpose}" for row in rows]
    namesakes = load_namesakes(session, witnesses)
    return [
        _doubtful(row, (*suggest(purpose, known, witness), *people))
        for row, purpose, witness, people in zip(rows, purposes, witnesses, namesakes, strict=True)
    ]


def assign_statement_line(
    session: Session, actor: Actor | Console, line_id: int, account_number: str
) -> None:
    """Credit a doubtful transfer, or one put aside by mistake, to an account; closed ones may be paid for.

    Raises InvalidInput for a number that is none, NotFound for the line or the account, Conflict when the
    line was credited meanwhile.
    """
    number = parse_account_number(account_number, "account_number")
    row = _waiting_line(session, actor, line_id)
    account_id = session.exec(select(Account.id).where(col(Account.number) == number)).first()
    if account_id is None:
        raise NotFound("account")
    payment = receive_payment(
        session,
        account_id,
        PaymentChannel.BANK_TRANSFER,
        row.amount_kopecks,
        row.operation_on,
        read_purpose(row.purpose).period,
    )
    issue_receipt(session, payment)
    row.payment_id = payment.id
    _settle(session, actor, row, StatementLineStatus.ASSIGNED)


def mark_not_ours(session: Session, actor: Actor | Console, line_id: int) -> None:
    """Put aside a transfer that pays for nobody's water. Raises NotFound, Conflict when it was credited."""
    _settle(session, actor, _waiting_line(session, actor, line_id), StatementLineStatus.NOT_OURS)


def _waiting_line(session: Session, actor: Actor | Console, line_id: int) -> BankStatementLine:
    row = session.exec(
        select(BankStatementLine)
        .where(col(BankStatementLine.id) == line_id, console_or(may_handle_money, actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound("statement_line")
    if row.payment_id is not None:
        raise Conflict("statement_line")
    return row


def _settle(
    session: Session, actor: Actor | Console, row: BankStatementLine, status: StatementLineStatus
) -> None:
    """Nobody needs the payer's name any more."""
    row.status, row.payer_name = status, mask_name(row.payer_name)
    session.flush()
    audit.record(session, session_of(actor), f"statement.{status}", "bank_statement_line", row.id)


def _doubtful(row: BankStatementLine, suggestions: Iterable[KnownAccount]) -> DoubtfulLine:
    assert row.id is not None
    assert row.doubt is not None
    return DoubtfulLine(
        line_id=row.id,
        operation_on=row.operation_on,
        document_number=row.document_number,
        amount_kopecks=row.amount_kopecks,
        payer_name=row.payer_name,
        payer_account=row.payer_account,
        purpose=row.purpose,
        doubt=row.doubt,
        suggestions=tuple(
            SuggestedAccount(account.number, account.surname, account.closed_on)
            for account in list(dict.fromkeys(suggestions))[:MAX_SUGGESTIONS]
        ),
    )
