"""Invariants of ledger and bills: an empty list means that the books are whole."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from avk_app.services.checks_lines import find_broken_lines
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
    "a bill opens with the balance before its first entry": """
        SELECT bill.account_id, bill.period FROM bill
        LEFT JOIN (
            SELECT line.bill_id, MIN(entry.sequence) AS sequence FROM charge_line AS line
            JOIN ledger_entry AS entry ON entry.charge_line_id = line.id GROUP BY line.bill_id
        ) AS posted ON posted.bill_id = bill.id
        LEFT JOIN ledger_entry AS entry
            ON entry.account_id = bill.account_id AND entry.sequence = posted.sequence
        WHERE opening_kopecks <> entry.balance_after_kopecks
              - CASE WHEN entry.debit = 'receivable' THEN entry.amount_kopecks ELSE -entry.amount_kopecks END
           OR (entry.id IS NULL AND opening_kopecks <> 0 AND opening_kopecks NOT IN (
               SELECT balance_after_kopecks FROM ledger_entry WHERE account_id = bill.account_id))
    """,
    "the VAT of a bill is that of the months its lines are for": """
        WITH rate AS (
            SELECT period, (
                SELECT value FROM policy_rule WHERE key = 'vat_percent'
                AND CAST(REPLACE(CAST(valid_from AS VARCHAR(10)), '-', '') AS INTEGER) <= period * 100 + 1
                ORDER BY valid_from DESC LIMIT 1
            ) AS percent FROM (SELECT DISTINCT period FROM charge_line) AS charged
        ), part AS (
            SELECT bill_id, percent, CAST(SUM(amount_kopecks) AS BIGINT) AS kopecks FROM charge_line
            JOIN rate ON rate.period = charge_line.period WHERE kind <> 'penalty' GROUP BY bill_id, percent
        ), vat AS (
            SELECT bill_id, SUM(CASE WHEN kopecks < 0 THEN -1 ELSE 1 END
                * ((2 * ABS(kopecks) * percent + 100 + percent) / (2 * (100 + percent)))) AS kopecks
            FROM part GROUP BY bill_id
        )
        SELECT account_id, period FROM bill LEFT JOIN vat ON vat.bill_id = bill.id
        WHERE COALESCE(vat.kopecks, 0) <> vat_kopecks
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
    examples: dict[str, list[str]] = defaultdict(list)
    for name, account, what in find_broken_lines(session):
        examples[name].append(f"{account}/{what}")
    broken += [BrokenInvariant(name, tuple(found[:MAX_EXAMPLES])) for name, found in examples.items()]
    on_progress(1)
    if seals := find_broken_seals(session)[:MAX_EXAMPLES]:
        broken.append(BrokenInvariant("the hash chain over the entries is whole", tuple(map(str, seals))))
    on_progress(1)
    return broken
