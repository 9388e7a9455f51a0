"""`python -m benchmarks.charge run URL` charges a copy of the city and prints the seconds and the bills;
`compare` and `check` time what proves it afterwards.

A process of its own, with little imported, because the workers of a run import it again.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime

from sqlalchemy import Engine

from avk_app.domain.period import Period
from avk_app.services.billing_comparison import compare_month
from avk_app.services.billing_context import make_context
from avk_app.services.billing_run import run_billing
from avk_app.services.checks import check_books
from avk_app.services.database import build_engine, reading
from benchmarks.billing_sql import charge_by_sql

PERIOD = Period(2026, 10)
KNOWN = datetime(2026, 11, 2, 3, tzinfo=UTC)
RUN, SQL, COMPARE, CHECK = "run", "sql", "compare", "check"


def charge(how: str, url: str) -> tuple[float, int]:
    """Seconds, and how many accounts were charged (0 by SQL)."""
    engine = build_engine(url)
    if how == RUN:
        start = time.perf_counter()
        bills = run_billing(engine, PERIOD, KNOWN, workers=os.cpu_count() or 1).accounts
        return time.perf_counter() - start, bills
    if how in (COMPARE, CHECK):
        return _prove(engine, how), 0
    with reading(engine) as session:
        context = make_context(session, PERIOD, KNOWN, None)
    start = time.perf_counter()
    charge_by_sql(engine, context)
    return time.perf_counter() - start, 0


def _prove(engine: Engine, how: str) -> float:
    start = time.perf_counter()
    if how == COMPARE:
        assert compare_month(engine, PERIOD).differences == []
    else:
        with reading(engine) as session:
            assert check_books(session) == []
    return time.perf_counter() - start


if __name__ == "__main__":
    print(json.dumps(charge(*sys.argv[1:])))
