"""A statement's exchange file gives exactly the money that came in, or every mistake with its line."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.statement import MAX_PURPOSE_LENGTH, Statement, WrongStatement, fingerprints
from avk_app.domain.statement_file import parse_exchange
from avk_app.errors import DomainError
from avk_app.texts.statement import describe
from tests.statements import DOCUMENT, HEAD, OWN, PAYERS, TODAY, account_section, document, exchange_file


def parsed(text: str, encoding: str = "cp1251") -> Statement:
    return parse_exchange(text.encode(encoding), OWN, TODAY)


def problems_of(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(WrongStatement) as refused:
        parsed(text)
    assert all(map(describe, refused.value.problems))
    return [(p.line, p.problem.field, p.problem.code) for p in refused.value.problems]


def test_a_transfer_is_read_with_all_that_identifies_it() -> None:
    (line,) = parsed(exchange_file(document())).lines
    assert line.line == 8
    assert (line.operation_on, line.document_number) == (date(2026, 11, 5), "1201")
    assert (line.amount_kopecks, line.payer_account) == (418_47, PAYERS)
    assert (line.payer_name, line.payer_inn) == ("Соколова Анна Сергеевна", "381100000000")
    assert line.purpose == DOCUMENT["НазначениеПлатежа"]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_the_usual_encodings_and_line_ends_read_the_same(encoding: str, line_end: str) -> None:
    text = exchange_file(document())
    assert parsed(text.replace("\n", line_end), encoding) == parsed(text)


def test_the_encoding_of_dos_is_read_when_the_file_names_it() -> None:
    text = exchange_file(document(), head=HEAD.replace("=Windows", "=DOS"))
    assert parsed(text, "cp866").lines == parsed(text).lines


def test_only_money_that_came_in_counts() -> None:
    statement = parsed(
        exchange_file(
            document(),
            document(ПлательщикСчет=OWN, ПолучательСчет=PAYERS),
            document(ПолучательСчет="40702810000000000001"),
            document(ДатаПоступило=""),
            document(Сумма="12"),
        )
    )
    assert [line.amount_kopecks for line in statement.lines] == [418_47, 12_00]
    assert (statement.outgoing, statement.foreign, statement.waiting) == (1, 1, 1)
    assert statement.incoming_kopecks == 430_47


def test_what_the_bank_states_is_added_up_over_its_sections() -> None:
    text = exchange_file(account_section("400.00"), account_section("18.47"), document())
    assert parsed(text).stated_kopecks == 418_47
    assert parsed(exchange_file(account_section("5.00", account=PAYERS), document())).stated_kopecks is None


def test_a_purpose_in_parts_or_in_several_lines_is_one() -> None:
    parts = {"НазначениеПлатежа": "", "НазначениеПлатежа1": "л/с 3801042213", "НазначениеПлатежа2": "май"}
    assert parsed(exchange_file(document(**parts))).lines[0].purpose == "л/с 3801042213 май"
    broken = document(НазначениеПлатежа="л/с\n3801042213")
    assert parsed(exchange_file(broken)).lines[0].purpose == "л/с 3801042213"
    endless = document(НазначениеПлатежа="\n".join(["я"] * MAX_PURPOSE_LENGTH))
    assert problems_of(exchange_file(endless)) == [(8, "purpose", "statement_too_long")]


@pytest.mark.parametrize("ends", ["", "КонецФайла"])
def test_a_document_without_its_end_spoils_the_file(ends: str) -> None:
    cut = document().replace("КонецДокумента\n", "")
    codes = {code for _line, _field, code in problems_of(exchange_file(cut, end=ends))}
    assert codes & {"statement_unfinished", "statement_cut_short"}


def test_a_file_that_was_cut_short_is_refused() -> None:
    assert problems_of(exchange_file(document(), end="")) == [(20, "", "statement_cut_short")]


def test_another_document_may_not_begin_inside_one() -> None:
    cut = document().replace("КонецДокумента\n", "")
    assert problems_of(exchange_file(cut, document())) == [(8, "", "statement_unfinished")]


def test_what_follows_the_end_is_not_lost_in_silence() -> None:
    text = exchange_file(document()) + exchange_file(document())
    assert problems_of(text)[0] == (21, "", "statement_after_end")


@pytest.mark.parametrize("version", ["", "2.00", "1.03x"])
def test_an_unknown_version_is_refused(version: str) -> None:
    head = HEAD.replace("ВерсияФормата=1.03", f"ВерсияФормата={version}")
    assert problems_of(exchange_file(document(), head=head)) == [(1, "", "statement_version")]


def test_a_statement_of_another_account_is_refused() -> None:
    text = exchange_file(document(), head=HEAD.replace(OWN, PAYERS))
    assert problems_of(text) == [(1, "", "statement_foreign_account")]


def test_our_account_may_be_one_of_several() -> None:
    text = exchange_file(document(), head=f"{HEAD}РасчСчет={PAYERS}\n")
    assert len(parsed(text).lines) == 1


def test_a_key_repeated_with_another_value_is_a_mistake_and_with_the_same_is_not() -> None:
    twice = document().replace("Сумма=418.47", "Сумма=418.47\nСумма=418.47")
    assert len(parsed(exchange_file(twice)).lines) == 1
    other = document().replace("Сумма=418.47", "Сумма=418.47\nСумма=1.00")
    assert problems_of(exchange_file(other)) == [(12, "", "statement_key_repeated")]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"Сумма": ""}, "amount", "amount_format"),
        ({"Сумма": "0.00"}, "amount", "statement_nothing"),
        ({"Сумма": "-5.00"}, "amount", "amount_format"),
        ({"Сумма": "1e9"}, "amount", "amount_format"),
        ({"Сумма": "1.005"}, "amount", "amount_format"),
        ({"ДатаПоступило": "31.02.2026"}, "operation_on", "statement_date"),
        ({"ДатаПоступило": "вчера"}, "operation_on", "statement_date"),
        ({"ДатаПоступило": "23.11.2026"}, "operation_on", "statement_future"),
        ({"ПолучательСчет": ""}, "payee_account", "statement_empty"),
        ({"НазначениеПлатежа": "я" * (MAX_PURPOSE_LENGTH + 1)}, "purpose", "statement_too_long"),
    ],
)
def test_each_mistake_is_named_with_its_document_and_key(
    changes: dict[str, str], field: str, code: str
) -> None:
    assert problems_of(exchange_file(document(**changes))) == [(8, field, code)]


def test_garbage_is_named_by_its_line() -> None:
    assert problems_of(exchange_file("что это\n", document())) == [(8, "", "statement_garbage")]


@pytest.mark.parametrize("data", [b"", b"\x00", b"PK\x03\x04", b"1C", "1CClientBank".encode("utf-16")])
def test_what_is_no_statement_is_refused(data: bytes) -> None:
    with pytest.raises(WrongStatement):
        parse_exchange(data, OWN, TODAY)


@given(st.binary())
def test_any_bytes_are_a_statement_or_a_refusal(data: bytes) -> None:
    for prefix in (b"", exchange_file(document(), end="").encode("cp1251")):
        try:
            parse_exchange(prefix + data, OWN, TODAY)
        except DomainError:
            continue


@given(st.lists(st.sampled_from(exchange_file(account_section("1"), document()).split("\n"))))
def test_lines_in_any_order_are_a_statement_or_a_refusal(lines: list[str]) -> None:
    try:
        statement = parsed("\n".join(["1CClientBankExchange", "ВерсияФормата=1.03", *lines, "КонецФайла"]))
    except DomainError:
        return
    assert all(line.amount_kopecks == 418_47 for line in statement.lines)


@given(st.lists(st.integers(1, 10**12), max_size=20))
def test_the_sum_is_the_sum_of_the_documents(amounts: list[int]) -> None:
    documents = [document(Сумма=f"{kopecks // 100}.{kopecks % 100:02d}") for kopecks in amounts]
    assert parsed(exchange_file(*documents)).incoming_kopecks == sum(amounts)


def test_equal_transfers_of_one_file_are_told_apart_and_other_spellings_are_not() -> None:
    text = exchange_file(document(), document(), document(Номер="1202"))
    marks = fingerprints(parsed(text).lines)
    assert len(set(marks)) == 3
    respelt = document(Номер="001201", НазначениеПлатежа=f"  {DOCUMENT['НазначениеПлатежа'].upper()} ")
    assert fingerprints(parsed(exchange_file(respelt)).lines) == marks[:1]
