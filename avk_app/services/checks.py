"""Invariants of ledger and bills: an empty list means that the books are whole."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import text
from sqlmodel import Session

from avk_app.services.checks_lines import find_wrong_lines
from avk_app.services.checks_payments import PAYMENT_QUERIES
from avk_app.services.seals import find_broken_seals

MAX_EXAMPLES = 20


@dataclass(frozen=True)
class BrokenInvariant:
    """What does not hold, and a few of the objects that show it."""

    name: str
    examples: tuple[str, ...]


_QUERIES = {
    "the balance after each entry is the one before plus its amount": """
        SELECT account_id, sequence FROM (
            SELECT account_id, sequence, balance_after_kopecks,
                   COALESCE(LAG(balance_after_kopecks) OVER history, 0)
                   + CASE WHEN debit = 'receivable' THEN amount_kopecks ELSE -amount_kopecks END AS expected,
                   ROW_NUMBER() OVER history AS place
            FROM ledger_entry WINDOW history AS (PARTITION BY account_id ORDER BY sequence)
        ) AS steps WHERE balance_after_kopecks <> expected OR sequence <> place
    """,
    "every entry has the receivable on one side": """
        SELECT account_id, sequence FROM ledger_entry
        WHERE (debit = 'receivable') = (credit = 'receivable')
    """,
    "a bill's lines add up to what it charges": """
        SELECT bill.account_id, bill.period FROM bill
        LEFT JOIN (
            SELECT bill_id,
                   SUM(CASE WHEN kind <> 'penalty' THEN amount_kopecks ELSE 0 END) AS charged,
                   SUM(CASE WHEN kind = 'penalty' THEN amount_kopecks ELSE 0 END) AS penalty
            FROM charge_line GROUP BY bill_id
        ) AS lines ON lines.bill_id = bill.id
        WHERE COALESCE(charged, 0) <> charged_kopecks OR COALESCE(penalty, 0) <> penalty_kopecks
           OR opening_kopecks + charged_kopecks + penalty_kopecks <> due_kopecks
    """,
    "every line of a bill is posted once with its amount": """
        SELECT bill.account_id, line.id FROM charge_line AS line
        JOIN bill ON bill.id = line.bill_id
        LEFT JOIN ledger_entry AS entry ON entry.charge_line_id = line.id
        WHERE line.amount_kopecks <> COALESCE(
            CASE WHEN entry.debit = 'receivable' THEN entry.amount_kopecks ELSE -entry.amount_kopecks END, 0
        )
    """,
    "every payment is posted once with its amount": """
        SELECT payment.account_id, payment.id FROM payment
        LEFT JOIN ledger_entry AS entry ON entry.payment_id = payment.id
        WHERE entry.id IS NULL OR entry.amount_kopecks <> payment.amount_kopecks OR entry.debit <> 'money'
    """,
    "a transfer of a bank statement is credited once with its amount and day": """
        SELECT line.operation_on, line.id FROM bank_statement_line AS line
        LEFT JOIN payment ON payment.id = line.payment_id
        WHERE (line.payment_id IS NULL) <> (line.status IN ('doubtful', 'not_ours'))
           OR payment.amount_kopecks <> line.amount_kopecks OR payment.paid_on <> line.operation_on
           OR payment.channel <> 'bank_transfer'
    """,
    "no service of a period is charged twice": """
        SELECT bill.account_id, line.period FROM charge_line AS line
        JOIN bill ON bill.id = line.bill_id WHERE line.kind = 'charge'
        GROUP BY bill.account_id, line.period, line.service HAVING COUNT(*) > 1
    """,
    "a meter has one current reading a period": """
        SELECT meter_id, period FROM reading WHERE status <> 'replaced'
        GROUP BY meter_id, period HAVING COUNT(*) > 1
    """,
}


STEPS = len(_QUERIES) + len(PAYMENT_QUERIES) + 2
"""The queries, the lines and the seals."""


def check_books(
    session: Session, on_progress: Callable[[int], None] = lambda _steps: None
) -> list[BrokenInvariant]:
    """Everything that does not hold. Reads the whole ledger; writes nothing.

    `on_progress` is told how many of the STEPS came on top.
    """
    broken = []
    for name, query in (_QUERIES | PAYMENT_QUERIES).items():
        rows = session.connection().execute(text(f"{query} LIMIT {MAX_EXAMPLES}")).all()
        if rows:
            broken.append(BrokenInvariant(name, tuple(f"{row[0]}/{row[1]}" for row in rows)))
        on_progress(1)
    if wrong := list(islice(find_wrong_lines(session), MAX_EXAMPLES)):
        name = "each line equals its recomputation"
        broken.append(BrokenInvariant(name, tuple(f"{account}/{line}" for account, line in wrong)))
    on_progress(1)
    if seals := find_broken_seals(session)[:MAX_EXAMPLES]:
        broken.append(BrokenInvariant("the hash chain over the entries is whole", tuple(map(str, seals))))
    on_progress(1)
    return broken
