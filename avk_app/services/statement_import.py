"""Taking a bank statement in: each transfer once, the certain ones credited, the others kept for a person.

A file is taken in whole or not at all, in one transaction; a line that is known already changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, literal
from sqlmodel import Session, col, select

from avk_app import clock
from avk_app.domain.masking import mask_bank_account, mask_name
from avk_app.domain.period import Period
from avk_app.domain.policy import PolicyKey
from avk_app.domain.statement import Statement, StatementLine, fingerprints
from avk_app.domain.statement_matching import Doubt, Verdict, judge, look_again, read_purpose
from avk_app.errors import InvariantError, NotFound
from avk_app.models import Account, BankStatementLine
from avk_app.models.payments import PaymentChannel
from avk_app.models.statements import StatementLineStatus
from avk_app.services import audit
from avk_app.services.access import Actor, may_handle_money
from avk_app.services.bulk import insert_rows
from avk_app.services.console import Console, console_or, session_of
from avk_app.services.id_lists import is_among, is_among_texts
from avk_app.services.ledger import ReceivedPayment
from avk_app.services.ledger_bulk import receive_payments
from avk_app.services.policy import get_policy_value
from avk_app.services.receipts_bulk import issue_receipts
from avk_app.services.statement_rows import StatementLineRow, load_known_accounts
from avk_app.services.statement_twins import find_perhaps_known

IMPORT_LOCK = 71_042_014
PERHAPS_KNOWN = Verdict(None, Doubt.PERHAPS_KNOWN)


@dataclass(frozen=True)
class Tally:
    """How many lines, and their sum in kopecks."""

    count: int
    kopecks: int


@dataclass(frozen=True)
class StatementReport:
    """What an import did, or would do. `matched + doubtful + known = incoming`, to the kopeck.

    `doubts` counts the doubtful by reason; `stated_kopecks` is what the bank says came in, if it says so.
    """

    incoming: Tally
    matched: Tally
    doubtful: Tally
    known: Tally
    doubts: Mapping[Doubt, int]
    outgoing: int
    foreign: int
    waiting: int
    stated_kopecks: int | None


@dataclass(frozen=True)
class _NewLine:
    """A line that is not in the database, and what was found out about it."""

    line: StatementLine
    fingerprint: str
    verdict: Verdict
    period: Period | None


def import_statement(
    session: Session, actor: Actor | Console, statement: Statement, *, is_dry_run: bool = False
) -> StatementReport:
    """Take the statement in, or only say what that would do. Raises NotFound for others than money staff."""
    if session.exec(select(literal(1)).where(console_or(may_handle_money, actor))).first() is None:
        raise NotFound("statement")
    if not is_dry_run:
        _queue_up(session)
    judged = _judged(session, _new_lines(session, statement.lines))
    report = _report(statement, judged)
    if not is_dry_run:
        _write(session, judged)
        audit.record(session, session_of(actor), "statement.import", "statement", None, _summary(report))
    return report


def _queue_up(session: Session) -> None:
    """Imports go one by one: two of the same file would both find its lines new. SQLite's writers do so
    anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.exec(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))


def _new_lines(session: Session, lines: Sequence[StatementLine]) -> dict[str, StatementLine]:
    """The lines that the database lacks, by fingerprint."""
    marked = dict(zip(fingerprints(lines), lines, strict=True))
    query = select(col(BankStatementLine.fingerprint)).where(
        is_among_texts(col(BankStatementLine.fingerprint), marked)
    )
    known = set(session.exec(query))
    return {mark: line for mark, line in marked.items() if mark not in known}


def _judged(session: Session, lines: Mapping[str, StatementLine]) -> list[_NewLine]:
    purposes = [read_purpose(line.purpose, line.payer_inn) for line in lines.values()]
    known = load_known_accounts(session, frozenset().union(*(purpose.numbers for purpose in purposes)))
    cap = get_policy_value(session, PolicyKey.PAYMENT_CAP_KOPECKS, clock.today())
    twins = find_perhaps_known(session, lines)
    judged = []
    for (mark, line), purpose in zip(lines.items(), purposes, strict=True):
        verdict = PERHAPS_KNOWN if mark in twins else look_again(judge(purpose, known), line, cap)
        if verdict.account:  # a closed account's debt is taken once
            left = verdict.account.owed_kopecks - line.amount_kopecks
            known[verdict.account.number] = replace(verdict.account, owed_kopecks=left)
        judged.append(_NewLine(line, mark, verdict, purpose.period))
    return judged


def _write(session: Session, lines: Sequence[_NewLine]) -> None:
    now = clock.now()
    certain = [(line, line.verdict.account) for line in lines if line.verdict.account is not None]
    _lock_accounts(session, {account.id for _line, account in certain})
    payment_ids = receive_payments(
        session,
        [
            ReceivedPayment(
                account_id=account.id,
                channel=PaymentChannel.BANK_TRANSFER,
                amount_kopecks=new.line.amount_kopecks,
                paid_on=new.line.operation_on,
                received_at=now,
                named_period=new.period,
            )
            for new, account in certain
        ],
    )
    issue_receipts(session, payment_ids)
    ids = dict(zip((new.fingerprint for new, _account in certain), payment_ids, strict=True))
    rows = [_row(new, ids.get(new.fingerprint)) for new in lines]
    insert_rows(session.connection(), BankStatementLine, rows)


def _lock_accounts(session: Session, account_ids: Iterable[int]) -> None:
    """Nobody posts to these accounts until the end of the transaction; all are locked in one order."""
    session.exec(
        select(Account.id)
        .where(is_among(col(Account.id), sorted(account_ids)))
        .order_by(col(Account.id))
        .with_for_update(key_share=True)
    ).all()


def _row(new: _NewLine, payment_id: int | None) -> StatementLineRow:
    line = new.line
    return StatementLineRow(
        fingerprint=new.fingerprint,
        operation_on=line.operation_on,
        document_number=line.document_number,
        amount_kopecks=line.amount_kopecks,
        payer_name=mask_name(line.payer_name) if payment_id else line.payer_name,
        payer_account=mask_bank_account(line.payer_account),
        purpose=line.purpose,
        status=StatementLineStatus.MATCHED if payment_id else StatementLineStatus.DOUBTFUL,
        doubt=new.verdict.doubt,
        payment_id=payment_id,
        imported_at=clock.now(),
    )


def _report(statement: Statement, judged: Sequence[_NewLine]) -> StatementReport:
    incoming = _tally(statement.lines)
    matched = _tally(new.line for new in judged if new.verdict.account is not None)
    doubtful = _tally(new.line for new in judged if new.verdict.account is None)
    fresh = {new.line.line for new in judged}
    known = _tally(line for line in statement.lines if line.line not in fresh)
    if matched.kopecks + doubtful.kopecks + known.kopecks != incoming.kopecks:
        raise InvariantError("a statement's lines do not add up to what came in")
    return StatementReport(
        incoming=incoming,
        matched=matched,
        doubtful=doubtful,
        known=known,
        doubts=Counter(new.verdict.doubt for new in judged if new.verdict.doubt is not None),
        outgoing=statement.outgoing,
        foreign=statement.foreign,
        waiting=statement.waiting,
        stated_kopecks=statement.stated_kopecks,
    )


def _tally(lines: Iterable[StatementLine]) -> Tally:
    amounts = [line.amount_kopecks for line in lines]
    return Tally(len(amounts), sum(amounts))


def _summary(report: StatementReport) -> str:
    tallies = (("matched", report.matched), ("doubtful", report.doubtful), ("known", report.known))
    return ", ".join(f"{name}={tally.count}/{tally.kopecks}" for name, tally in tallies)
