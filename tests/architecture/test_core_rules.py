"""Time, money, transactions, addresses and texts each have one home."""

import ast
import re

from avk_app import routes
from tests.architecture.sources import Source, calls, dotted, sources, sources_under, strings

CLOCK_READERS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns",
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.date.today",
}  # fmt: skip
EXACT = ("domain/", "services/", "models/", "money.py", "volume.py")
RUSSIAN_WORD = re.compile("[а-яё]{4,}", re.IGNORECASE)


def test_only_the_clock_reads_the_time() -> None:
    readers = [
        f"{s.at(call)} {name}"
        for s in sources()
        if s.name != "avk_app/clock.py"
        for call, name in calls(s)
        if name in CLOCK_READERS
    ]
    assert readers == [], "use clock.now() or clock.today(), so that AVK_NOW and tests can set the time"


def _floats(source: Source) -> list[str]:
    return [
        source.at(node)
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
        or (isinstance(node, ast.Attribute) and dotted(node) in ("sa.Float", "sa.Numeric"))
    ]


def test_no_float_comes_near_money_and_litres() -> None:
    found = [place for source in sources_under(*EXACT) for place in _floats(source)]
    assert found == [], "kopecks, litres and scaled rates are integers; divide with money.round_half_up"


def test_transactions_are_committed_at_the_edge_only() -> None:
    commits = [
        f"{s.at(call)} {name}"
        for s in sources_under("services/", "state/", "web/", "jobs/", "pages/", "domain/")
        if s.name != "avk_app/services/database.py"
        for call, name in calls(s)
        if re.search(r"session\.(commit|rollback|begin)$", name)
    ]
    assert commits == [], "a service flushes; services.database.transaction commits once, around it"


def _is_route(value: str) -> bool:
    return value in {v for k, v in vars(routes).items() if k.isupper() and isinstance(v, str) and v != "/"}


def test_addresses_are_spelled_in_routes_only() -> None:
    spelled = [
        f"{s.at(node)} {node.value}"
        for s in sources()
        if s.name != "avk_app/routes.py"
        for node in strings(s)
        if _is_route(str(node.value))
    ]
    assert spelled == [], "write routes.READINGS, not its address"


def test_texts_live_in_texts() -> None:
    inline = [
        f"{s.at(node)} {str(node.value)[:40]}"
        for s in sources_under("pages/", "state/", "services/", "components/", "domain/", "web/", "jobs/")
        for node in strings(s)
        if RUSSIAN_WORD.search(str(node.value)) and not _is_alphabet(s)
    ]
    assert inline == [], "put what people read into texts/<feature>.py"


def _is_alphabet(source: Source) -> bool:
    """Rules about letters themselves: keyboard layouts, the comparison of surnames, what banks write."""
    alphabets = ("domain/keyboard", "domain/names", "domain/surnames", "domain/layout")
    return source.is_under(*alphabets, "domain/statement_words")
