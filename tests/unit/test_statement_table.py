"""A statement as a table: the bank's own titles, lines above the heading, columns that nobody asked for."""

from pathlib import Path

import pytest

from avk_app.domain.statement import Statement, WrongStatement, fingerprints
from avk_app.domain.statement_file import parse_exchange
from avk_app.domain.statement_table import MAX_LINES_ABOVE_HEADING, parse_table
from avk_app.errors import ConfigError, DomainError
from avk_app.gateways.statements import read_statement, read_titles
from avk_app.texts.statement import TITLES
from tests.databases import ROOT
from tests.statements import OWN, PAYERS, TODAY, document, exchange_file

TEMPLATES = ROOT / "avk_app" / "data" / "templates"
LINE = {
    "operation_on": "05.11.2026", "document_number": "1201", "amount": "418,47", "payer_account": PAYERS,
    "payer_name": "Соколова Анна Сергеевна", "payer_inn": "", "payee_account": OWN,
    "purpose": "Оплата по л/с 3801042213 за октябрь 2026",
}  # fmt: skip


def table_of(*changes: dict[str, str], heading: list[str] | None = None) -> Statement:
    lines = [heading or list(TITLES.values()), *(list((LINE | change).values()) for change in changes)]
    return parse_table(enumerate(lines, 1), TITLES, OWN, TODAY)


def refusal(*changes: dict[str, str], heading: list[str] | None = None) -> list[tuple[int, str, str]]:
    with pytest.raises(WrongStatement) as refused:
        table_of(*changes, heading=heading)
    return [(p.line, p.problem.field, p.problem.code) for p in refused.value.problems]


def test_a_table_and_an_exchange_file_tell_the_same_transfer() -> None:
    exchange = parse_exchange(exchange_file(document()).encode(), OWN, TODAY)
    assert fingerprints(table_of({}).lines) == fingerprints(exchange.lines)


@pytest.mark.parametrize("amount", ["", "0", "0,00", "-418,47", "\u2212418,47"])
def test_what_is_not_above_zero_went_out(amount: str) -> None:
    statement = table_of({}, {"amount": amount})
    assert (len(statement.lines), statement.outgoing) == (1, 1)


def test_a_payee_is_looked_at_when_there_is_one() -> None:
    statement = table_of({"payee_account": PAYERS, "payer_account": OWN}, {"payee_account": PAYERS})
    assert (statement.lines, statement.outgoing, statement.foreign) == ((), 1, 1)


def test_mistakes_are_named_by_line_and_column() -> None:
    assert refusal({}, {"amount": "много"}, {"operation_on": "32.01.2026"}) == [
        (3, "amount", "amount_format"),
        (4, "operation_on", "statement_date"),
    ]


def test_a_title_may_not_stand_twice() -> None:
    heading = list(TITLES.values())[:-2] + [TITLES["purpose"]] * 2
    assert refusal({}, heading=heading) == [(1, "purpose", "statement_column_repeated")]


def test_lines_above_the_heading_are_passed_over_but_not_for_ever() -> None:
    rows = [["Выписка"]] * MAX_LINES_ABOVE_HEADING + [list(TITLES.values()), list(LINE.values())]
    assert len(parse_table(enumerate(rows, 1), TITLES, OWN, TODAY).lines) == 1
    with pytest.raises(WrongStatement):
        parse_table(enumerate([["Выписка"], *rows], 1), TITLES, OWN, TODAY)


def test_the_template_is_read(tmp_path: Path) -> None:
    statement = read_statement(TEMPLATES / "statement.csv", TITLES, OWN, TODAY)
    assert (statement.incoming_kopecks, statement.outgoing) == (1_668_47, 1)


def test_a_bank_calls_its_columns_as_it_likes(tmp_path: Path) -> None:
    titles = read_titles(TEMPLATES / "statement-map.toml", TITLES)
    file = tmp_path / "bank.csv"
    file.write_text(
        "Выписка по счёту;;\nДата операции;Поступление;Списание;Основание операции\n"
        "05.11.2026;1 418,47;;л/с 3801042213\n06.11.2026;;500,00;комиссия\n",
        "cp1251",
    )
    statement = read_statement(file, titles, OWN, TODAY)
    assert (statement.incoming_kopecks, statement.outgoing) == (1_418_47, 1)


@pytest.mark.parametrize("text", ["", "[columns", "columns = 1", '[columns]\nsum = "Сумма"', "\x00"])
def test_a_broken_map_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"map\.toml"):
        read_titles(tmp_path / "map.toml", TITLES)


@pytest.mark.parametrize(
    "data", [b"", b" \r\n", b"\x00\x01", b"a;b\n1;2\n", b"\xd0\xcf\x11\xe0", b"PK\x03\x04"]
)
def test_what_is_no_statement_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    with pytest.raises(DomainError):
        read_statement(tmp_path / "file", TITLES, OWN, TODAY)
    with pytest.raises(DomainError):
        read_statement(tmp_path / "missing", TITLES, OWN, TODAY)
