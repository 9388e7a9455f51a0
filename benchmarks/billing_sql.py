"""The month as one hand-written, set-based SQL transaction: what the billing run is compared with.

It knows all four methods, several meters, turned dials and months that an account was open for in part, and
writes the same bills, lines (`basis` to the letter) and entries. It knows no recalculation, no penalty, no
news after the run and no account that breaks a rule: the first month of the demo city has none of these.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from avk_app.domain.billing import ChargedService, MonthRules, Water
from avk_app.domain.period import Period
from avk_app.services.billing_context import RunContext

_MONTHS = 12
_CREATE_ACCOUNTS = """
CREATE TEMP TABLE opened AS
SELECT a.id, p.has_hot_water, COALESCE((SELECT persons FROM registration r WHERE r.premise_id = p.id
        AND r.valid_from <= CASE WHEN a.opened_on > {first_day} THEN a.opened_on ELSE {first_day} END
        ORDER BY r.valid_from DESC LIMIT 1), 0) AS persons,
    a.meter_refused_on IS NOT NULL AND a.meter_refused_on <= {first_day} AS is_refused,
    {refused} AS refused, {days_between} + 1 AS days,
    COALESCE(e.balance_after_kopecks, 0) AS opening, COALESCE(e.sequence, 0) AS sequence
FROM account a JOIN premise p ON p.id = a.premise_id
LEFT JOIN ledger_entry e ON e.account_id = a.id
    AND e.sequence = (SELECT max(sequence) FROM ledger_entry WHERE account_id = a.id)
WHERE a.opened_on <= {last_day} AND (a.closed_on IS NULL OR a.closed_on >= {first_day})
"""
# Months between two verifications when the earlier one had expired.
_CREATE_LAPSES = """
CREATE TEMP TABLE lapse AS
WITH verified AS (
    SELECT meter_id AS id, verified_on, due_on FROM past_verification
    UNION ALL
    SELECT id, verified_on, verification_due_on FROM meter
    WHERE id IN (SELECT meter_id FROM past_verification)),
followed AS (
    SELECT id, due_on, LEAD(verified_on) OVER (PARTITION BY id ORDER BY verified_on) AS next_on FROM verified)
SELECT id, {lapse_first} AS first_month, {lapse_last} AS last_month FROM followed
WHERE {lapse_first} <= {lapse_last}
"""
_CREATE_DIALS = """
CREATE TEMP TABLE dial AS
SELECT id, account_id, kind, initial_litres, {installed} AS installed, {due} AS due,
    CASE digits WHEN 4 THEN 10000000 WHEN 5 THEN 100000000 WHEN 6 THEN 1000000000
    WHEN 7 THEN 10000000000 ELSE 100000000000 END AS capacity,
    CASE WHEN {due} < {month} THEN {month} - {due} ELSE COALESCE(
        (SELECT MAX({month} - l.first_month + 1) FROM lapse l WHERE l.id = meter.id
            AND {month} BETWEEN l.first_month AND l.last_month), 0) END AS lapsed
FROM meter WHERE {installed} <= {month} AND (removed_on IS NULL OR {removed} >= {month})
"""
# Meters that were read this month and the month before: one join.
_CREATE_READ = """
CREATE TEMP TABLE used AS
SELECT d.id, d.account_id, d.kind, 0 AS method, {month} - 1 AS since, {month} AS until,
    COALESCE(b.value_litres, d.initial_litres) AS since_litres, r.value_litres AS until_litres,
    r.value_litres - COALESCE(b.value_litres, d.initial_litres)
        + CASE WHEN r.value_litres < COALESCE(b.value_litres, d.initial_litres) THEN d.capacity ELSE 0 END
        AS used,
    r.value_litres - COALESCE(b.value_litres, d.initial_litres)
        + CASE WHEN r.value_litres < COALESCE(b.value_litres, d.initial_litres) THEN d.capacity ELSE 0 END
        AS volume
FROM dial d
JOIN reading r ON r.meter_id = d.id AND r.period = {code} AND r.status = 'accepted'
    AND r.received_at <= {known}
LEFT JOIN reading b ON b.meter_id = d.id AND b.period = {code_before} AND b.status = 'accepted'
    AND b.received_at <= {known}
WHERE d.lapsed = 0 AND (b.id IS NOT NULL OR d.installed = {month})
    AND NOT EXISTS (SELECT 1 FROM lapse l WHERE l.id = d.id
        AND {month} - 1 BETWEEN l.first_month AND l.last_month)
"""
# All the others need their history: windows over every reading that may be trusted.
_CREATE_POINTS = """
CREATE TEMP TABLE point AS
WITH silent AS (SELECT * FROM dial WHERE id NOT IN (SELECT id FROM used)),
trusted AS (
    SELECT id, capacity, installed - 1 AS month, initial_litres AS litres FROM silent
    UNION ALL
    SELECT s.id, s.capacity, r.period / 100 * 12 + r.period % 100 - 1, r.value_litres
    FROM silent s JOIN reading r ON r.meter_id = s.id AND r.period <= {code}
    WHERE r.status = 'accepted' AND r.received_at <= {known}
        AND r.period / 100 * 12 + r.period % 100 - 1 <= s.due
        AND NOT EXISTS (SELECT 1 FROM lapse l WHERE l.id = s.id
            AND r.period / 100 * 12 + r.period % 100 - 1 BETWEEN l.first_month AND l.last_month)),
stepped AS (
    SELECT id, capacity, month, litres, LAG(litres) OVER own AS before, LAG(month) OVER own AS month_before
    FROM trusted WINDOW own AS (PARTITION BY id ORDER BY month)),
counted AS (
    SELECT id, month, litres,
        (SELECT COUNT(*) FROM lapse l WHERE l.id = stepped.id AND l.first_month <= month) AS stretch,
        SUM(COALESCE(litres - before
        + CASE WHEN litres < before THEN capacity ELSE 0 END, 0))
        OVER (PARTITION BY id ORDER BY month) AS total
    FROM stepped
    WHERE NOT (month = {month} AND EXISTS (SELECT 1 FROM lapse l WHERE l.id = stepped.id
        AND month_before < l.first_month AND l.first_month <= {month})))
SELECT id, month, litres, stretch, {total} AS total, MAX(month) OVER (PARTITION BY id) AS last_month,
    MIN(month) OVER (PARTITION BY id, stretch) AS first_month
FROM counted
"""
_INSERT_SILENT = """
INSERT INTO used
SELECT id, account_id, kind, method, since, until, since_litres, until_litres, used,
    CASE WHEN method = 0 THEN used - used * (until - since - 1) / (until - since)
    ELSE (2 * used + until - since) / (2 * (until - since)) END
FROM (
    SELECT d.id, d.account_id, d.kind, CASE WHEN u.month = {month} THEN 0 ELSE 1 END AS method,
        s.month AS since, u.month AS until, s.litres AS since_litres, u.litres AS until_litres,
        u.total - s.total AS used
    FROM dial d
    JOIN point u ON u.id = d.id AND u.month = u.last_month
    JOIN point s ON s.id = d.id AND s.month = CASE
        WHEN u.month = {month} THEN
            (SELECT max(month) FROM point WHERE id = d.id AND month < {month})
        ELSE COALESCE((SELECT max(month) FROM point
            WHERE id = d.id AND stretch = u.stretch AND month <= u.month - {average_months}),
            u.first_month) END
    WHERE u.month = {month} OR (
        {month} - {least_of_due_and_last} <=
            CASE WHEN d.lapsed > 0 THEN {lapsed_periods} ELSE {average_periods} END
        AND u.month - s.month >= {minimum_months})
) found
"""
_CREATE_PARTS = """
CREATE TEMP TABLE part AS
SELECT d.account_id, d.kind, d.id, u.method, d.lapsed, d.installed,
    CASE WHEN u.method = 1 AND o.days < {days} THEN (2 * u.volume * o.days + {days}) / (2 * {days})
    ELSE u.volume END AS volume,
    u.since, u.until, u.since_litres, u.until_litres, u.used, o.days
FROM dial d JOIN opened o ON o.id = d.account_id LEFT JOIN used u ON u.id = d.id
ORDER BY d.account_id, d.id
"""
_CREATE_WATERS = """
CREATE TEMP TABLE water AS
WITH wanted AS (
    SELECT id AS account_id, 'cold' AS kind FROM opened
    UNION ALL SELECT id, 'hot' FROM opened WHERE has_hot_water
        OR EXISTS (SELECT 1 FROM meter m WHERE m.account_id = opened.id AND m.kind = 'hot')),
summed AS (
    SELECT account_id, kind, COUNT(*) AS meters, COUNT(method) AS known, MAX(lapsed) AS lapsed,
        MIN(installed) AS installed, SUM(volume) AS volume, MAX(method) AS method,
        {joined_meters} AS texts, {joined_silent} AS silent
    FROM part GROUP BY account_id, kind),
judged AS (
    SELECT w.account_id, w.kind, o.persons, o.days, s.texts, s.volume AS by_meters,
        CASE WHEN o.is_refused AND s.installed < o.refused THEN NULL ELSE s.silent END AS silent,
        CASE WHEN o.is_refused AND (s.meters IS NULL OR s.installed < o.refused) THEN 3
            WHEN s.meters = s.known THEN s.method
            WHEN s.lapsed > {lapsed_periods} THEN 3 ELSE 2 END AS method,
        CASE w.kind WHEN 'cold' THEN {cold_norm} ELSE {hot_norm} END AS norm
    FROM wanted w JOIN opened o ON o.id = w.account_id
    LEFT JOIN summed s ON s.account_id = w.account_id AND s.kind = w.kind),
priced AS (
    SELECT account_id, kind, method, persons, days, norm, texts, silent,
        CASE WHEN method < 2 THEN by_meters
        ELSE (2 * persons * norm * days + {days}) / (2 * {days}) END AS volume
    FROM judged)
SELECT account_id, kind, method, {volume} AS volume,
    '{{"water":"' || kind || '","method":"' || {method_name} || '","volume_litres":' || volume
    || CASE WHEN method < 2 THEN ',"meters":[' || texts || ']'
        ELSE CASE WHEN silent IS NULL THEN '' ELSE ',"silent_meters":[' || silent || ']' END
        || ',"persons":' || persons || ',"norm_litres":' || norm || ',"days":[' || days || ',{days}]' END
    || '}}' AS text
FROM priced
"""
_METER_TEXT = """'{{"id":' || id || ',"method":"' || {method_name} || '","volume_litres":' || volume
    || ',"since":[' || (since / 12 * 100 + since % 12 + 1) || ',' || since_litres
    || '],"until":[' || (until / 12 * 100 + until % 12 + 1) || ',' || until_litres
    || '],"months":' || (until - since)
    || CASE WHEN used <> until_litres - since_litres
        THEN ',"turned_litres":' || (used - until_litres + since_litres) ELSE '' END
    || CASE WHEN method = 1 AND days < {days} THEN ',"days":[' || days || ',{days}]' ELSE '' END
    || '}}'"""
_METHOD_NAME = (
    "CASE method WHEN 0 THEN 'meter' WHEN 1 THEN 'average' WHEN 2 THEN 'norm' ELSE 'raised_norm' END"
)
_CREATE_LINES = """
CREATE TEMP TABLE line AS
WITH sold AS (
    SELECT c.account_id, 1 AS place, 'water' AS service, {water_rate} AS rate, c.method, c.volume,
        CASE c.method WHEN 3 THEN {raised} ELSE 100 END AS coefficient, c.text
    FROM water c WHERE c.kind = 'cold'
    UNION ALL
    SELECT c.account_id, 2, 'wastewater', {wastewater_rate},
        CASE WHEN h.method > c.method THEN h.method ELSE c.method END,
        c.volume + COALESCE(h.volume, 0), 100, c.text || COALESCE(',' || h.text, '')
    FROM water c LEFT JOIN water h ON h.account_id = c.account_id AND h.kind = 'hot'
    WHERE c.kind = 'cold')
SELECT account_id, place, service, rate, {method_name} AS method, volume, coefficient,
    (2 * volume * rate * coefficient + 100000) / 200000 AS amount,
    '{{"waters":[' || text || ']}}' AS basis
FROM sold
"""
_INSERT_BILLS = """
INSERT INTO bill (account_id, period, opening_kopecks, charged_kopecks, penalty_kopecks, due_kopecks,
    vat_kopecks, pay_by_on, due_on, issued_at)
SELECT o.id, {code}, o.opening, l.amount, 0, o.opening + l.amount,
    (2 * l.amount * {vat} + 100 + {vat}) / (2 * (100 + {vat})), {pay_by_on}, {due_on}, {known}
FROM opened o JOIN (SELECT account_id, {amount} AS amount FROM line GROUP BY account_id) l
    ON l.account_id = o.id
ORDER BY o.id
"""
_INSERT_LINES = """
INSERT INTO charge_line (bill_id, kind, service, period, method, volume_litres,
    rate_kopecks_per_m3, coefficient_hundredths, amount_kopecks, basis)
SELECT b.id, 'charge', l.service, {code}, l.method, l.volume, l.rate, l.coefficient,
    l.amount, l.basis
FROM line l JOIN bill b ON b.account_id = l.account_id AND b.period = {code}
ORDER BY b.id, l.place
"""
_INSERT_ENTRIES = """
INSERT INTO ledger_entry (account_id, sequence, kind, debit, credit, amount_kopecks, balance_after_kopecks,
    period, effective_on, posted_at, charge_line_id)
SELECT o.id, o.sequence + ROW_NUMBER() OVER own, 'charge', 'receivable', l.service || '_income',
    l.amount_kopecks, o.opening + SUM(l.amount_kopecks) OVER own, {code}, {last_day}, {known}, l.id
FROM charge_line l JOIN bill b ON b.id = l.bill_id JOIN opened o ON o.id = b.account_id
WHERE l.period = {code} AND l.amount_kopecks > 0
WINDOW own AS (PARTITION BY o.id ORDER BY l.id)
ORDER BY l.id
"""
_STEPS = (
    _CREATE_ACCOUNTS,
    "CREATE UNIQUE INDEX opened_id ON opened (id)",
    _CREATE_LAPSES,
    "CREATE INDEX lapse_of_dial ON lapse (id)",
    _CREATE_DIALS,
    _CREATE_READ,
    _CREATE_POINTS,
    "CREATE INDEX point_of_dial ON point (id, month)",
    "CREATE INDEX used_by_dial ON used (id)",
    _INSERT_SILENT,
    _CREATE_PARTS,
    _CREATE_WATERS,
    "CREATE INDEX water_of_account ON water (account_id, kind)",
    _CREATE_LINES,
    "CREATE INDEX line_of_account ON line (account_id)",
    _INSERT_BILLS,
    _INSERT_LINES,
    _INSERT_ENTRIES,
)
_TEMPORARY = ("opened", "lapse", "dial", "used", "point", "part", "water", "line")


@dataclass(frozen=True)
class _Dialect:
    """How the two databases say the same thing."""

    is_postgres: bool

    def day(self, value: object) -> str:
        return f"DATE '{value}'" if self.is_postgres else f"'{value}'"

    def moment(self, value: datetime) -> str:
        text = value.replace(tzinfo=None).isoformat(" ", "microseconds")
        return f"TIMESTAMP '{text}'" if self.is_postgres else f"'{text}'"

    def month(self, column: str) -> str:
        if self.is_postgres:
            return f"(EXTRACT(YEAR FROM {column})::int * 12 + EXTRACT(MONTH FROM {column})::int - 1)"
        return f"(CAST(substr({column}, 1, 4) AS INT) * 12 + CAST(substr({column}, 6, 2) AS INT) - 1)"

    def days_between(self, first_day: str, last_day: str) -> str:
        last = f"CASE WHEN a.closed_on < {last_day} THEN a.closed_on ELSE {last_day} END"
        first = f"CASE WHEN a.opened_on > {first_day} THEN a.opened_on ELSE {first_day} END"
        if self.is_postgres:
            return f"({last}) - ({first})"
        return f"CAST(julianday({last}) - julianday({first}) AS INT)"

    def joined(self, text: str) -> str:
        """SQLite joins in the order of the rows, which `part` has."""
        return f"string_agg({text}, ',' ORDER BY id)" if self.is_postgres else f"group_concat({text})"

    def whole(self, text: str) -> str:
        return f"({text})::bigint" if self.is_postgres else text


def statements(is_postgres: bool, context: RunContext) -> list[str]:
    """The transaction, step by step, for one period."""
    say, period = _Dialect(is_postgres), context.period
    first_day, last_day = say.day(period.first_day), say.day(period.last_day)
    names = {"method_name": _METHOD_NAME, "days": period.days}
    values: dict[str, Any] = names | _numbers(period, context.rules[period])
    values |= {
        "first_day": first_day,
        "last_day": last_day,
        "known": say.moment(context.known_until),
        "pay_by_on": say.day(context.terms.pay_by_on),
        "due_on": say.day(context.terms.due_on),
        "vat": context.vat_percents[period],
        "days_between": say.days_between(first_day, last_day),
        "refused": say.month("a.meter_refused_on"),
        "installed": say.month("installed_on"),
        "removed": say.month("removed_on"),
        "due": say.month("verification_due_on"),
        "lapse_first": f"{say.month('due_on')} + 1",
        "lapse_last": f"{say.month('next_on')} - 1",
        "least_of_due_and_last": "CASE WHEN d.due < u.month THEN d.due ELSE u.month END",
        "total": say.whole("total"),
        "volume": say.whole("volume"),
        "amount": say.whole("SUM(amount)"),
        "joined_meters": say.joined(_METER_TEXT.format(**names)),
        "joined_silent": say.joined(
            f"CASE WHEN method IS NULL THEN {'id::text' if is_postgres else 'id'} END"
        ),
    }
    return [step.format(**values) for step in _STEPS]


def _numbers(period: Period, rules: MonthRules) -> dict[str, int]:
    return {
        "code": period.code,
        "code_before": period.plus(-1).code,
        "month": period.year * _MONTHS + period.month - 1,
        "average_months": rules.terms.average_months,
        "minimum_months": rules.terms.minimum_months,
        "average_periods": rules.terms.average_periods,
        "lapsed_periods": rules.terms.lapsed_periods,
        "cold_norm": rules.norms_litres[Water.COLD],
        "hot_norm": rules.norms_litres[Water.HOT],
        "water_rate": rules.rates_kopecks_per_m3[ChargedService.WATER],
        "wastewater_rate": rules.rates_kopecks_per_m3[ChargedService.WASTEWATER],
        "raised": rules.raised_hundredths,
    }


def charge_by_sql(engine: Engine, context: RunContext) -> None:
    """Charge the month in one durable transaction by the raw driver, with the same settings as ours."""
    is_postgres = engine.dialect.name == "postgresql"
    pooled = engine.raw_connection()
    cursor = pooled.cursor()
    if not is_postgres:
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA temp_store=MEMORY")
        cursor.execute("BEGIN IMMEDIATE")
    for statement in statements(is_postgres, context):
        cursor.execute(statement)
        if is_postgres and statement.lstrip().startswith("CREATE TEMP TABLE"):
            cursor.execute(f"ANALYZE {statement.split()[3]}")
    cursor.execute("COMMIT")
    for name in _TEMPORARY:
        cursor.execute(f"DROP TABLE {name}")
    pooled.commit() if is_postgres else None
    pooled.close()
