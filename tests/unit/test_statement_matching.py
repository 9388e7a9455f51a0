"""Whose a transfer is: certain only when nothing else can be meant."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avk_app.domain.account_numbers import (
    format_account_number,
    is_account_number,
    numbers_one_slip_away,
    with_check_digit,
)
from avk_app.domain.period import Period
from avk_app.domain.statement_matching import (
    Doubt,
    KnownAccount,
    Verdict,
    judge,
    numbers_perhaps_meant,
    read_purpose,
    suggest,
)
from avk_app.view_models.bill_sheet import payment_purpose

ONE = KnownAccount(1, "3801042130", "Соловьёв-Седой", None)
TWO = KnownAccount(2, "3801042148", "Иванов", date(2026, 1, 1))
KNOWN = {account.number: account for account in (ONE, TWO)}
OCTOBER = Period(2026, 10)
PAYLOADS = st.integers(0, 10**9 - 1).map("{:09d}".format)
NUMBERS = PAYLOADS.map(with_check_digit)


def verdict(purpose: str, payer_inn: str = "") -> Verdict:
    return judge(read_purpose(purpose, payer_inn), KNOWN)


@pytest.mark.parametrize(
    "purpose",
    [
        "Оплата по л/с 3801042130 за октябрь 2026, Иванов П. С.",
        "л/с3801042130",
        "ЛС № 38 0104 2130 за воду",
        "лс:3801-0421-30",
        "л/c 3801042130 (латинская буква)",
        "л.с. 3801042130, 418.47",
        "Лицевой счет: 3801042130",
        "по лицевому счёту №3801042130 от 05.11.2026",
        "лиц.сч.3801042130 кв 17",
        "Л/СЧ 3801042130; 100.00",
        "за воду 3801042130",
        "ИВАНОВ П С; 38 0104 2130; ВОДА",
        "3801042130 10.2026",
        "3801042130 418,47 руб",
        "05.11.2026 3801042130",
        "л/с 3801042130, ещё раз 3801042130",
        "л/с 3801042130 тел. 8 902 123-45-67 ИНН 3801042148",
        "Л/С Иванова, 3801042130",
    ],
)
def test_one_account_that_exists_is_certain(purpose: str) -> None:
    assert verdict(purpose) == Verdict(ONE, None)


@pytest.mark.parametrize(
    ("purpose", "doubt"),
    [
        ("", Doubt.NO_NUMBER),
        ("за воду", Doubt.NO_NUMBER),
        ("ИНН 3801042130", Doubt.NO_NUMBER),
        ("ИНН плательщика 381100000000 КБК 18210102010011000110", Doubt.NO_NUMBER),
        ("тел. 3801042130", Doubt.NO_NUMBER),
        ("+3801042130", Doubt.NO_NUMBER),
        ("сумма 3801042130.00", Doubt.NO_NUMBER),
        ("13801042130", Doubt.NO_NUMBER),
        ("3801042131", Doubt.NO_NUMBER),
        ("л/с 3801042131", Doubt.MISTYPED_NUMBER),
        ("л/с 380104213", Doubt.MISTYPED_NUMBER),
        ("л/с 3801042131, договор 3801042130", Doubt.MISTYPED_NUMBER),
        ("л/с 3801042130 и л/с 3801042148", Doubt.SEVERAL_ACCOUNTS),
        ("лицевые счета 3801042130, 3801042148", Doubt.SEVERAL_ACCOUNTS),
        ("3801042130 3801042148", Doubt.SEVERAL_ACCOUNTS),
        ("л/с 3801042130 л/с 3801042147", Doubt.SEVERAL_ACCOUNTS),
    ],
)
def test_anything_else_is_doubtful_with_its_reason(purpose: str, doubt: Doubt) -> None:
    assert verdict(purpose) == Verdict(None, doubt)


@pytest.mark.parametrize("head", ["", "л/с "])
@pytest.mark.parametrize("separator", [",", "/", ".", "+", " ", "-", ";", ", ", " +", " и "])
@pytest.mark.parametrize("first", ["3801042130", "38 0104 2130"])
@pytest.mark.parametrize("second", ["3801042148", "38-0104-2148"])
def test_two_accounts_are_several_whatever_stands_between(
    head: str, separator: str, first: str, second: str
) -> None:
    assert verdict(f"{head}{first}{separator}{second}") == Verdict(None, Doubt.SEVERAL_ACCOUNTS)


@pytest.mark.parametrize("separator", [",", "/", ".", "+", " ", "-"])
def test_both_accounts_of_a_list_are_suggested(separator: str) -> None:
    purpose = f"л/с 3801042130{separator}3801042148, вода 418,47"
    assert verdict(purpose).doubt is Doubt.SEVERAL_ACCOUNTS
    assert suggested(purpose, "") == [ONE.number, TWO.number]


def test_a_list_of_telephones_or_codes_names_no_account() -> None:
    assert verdict("тел. 9021234567,3801042130").doubt is Doubt.NO_NUMBER
    assert verdict("ИНН/КПП 3808000000/3801042130").doubt is Doubt.NO_NUMBER


def test_the_payers_own_inn_is_no_account() -> None:
    assert verdict("за воду 3801042130", payer_inn="3801042130").doubt is Doubt.NO_NUMBER


@pytest.mark.parametrize(
    ("purpose", "period"),
    [
        ("за октябрь 2026", OCTOBER),
        ("За ОКТЯБРЬ 2026г.", OCTOBER),
        ("октября, 2026 года", OCTOBER),
        ("л/с 3801042130 октябрь 2026", OCTOBER),
        ("за 10.2026", OCTOBER),
        ("10/2026", OCTOBER),
        ("за 1.2026", Period(2026, 1)),
        ("май 2026", Period(2026, 5)),
        ("за май 2026 и 05.2026", Period(2026, 5)),
        ("от 05.10.2026", None),
        ("5 октября 2026", None),
        ("25 октября 2026", None),
        ("с сентября по октябрь 2026", None),
        ("сентябрь-октябрь 2026", None),
        ("09.2026, 10.2026", None),
        ("октябрь", None),
        ("13.2026", None),
        ("марта 2026", Period(2026, 3)),
        ("маркировка 2026", None),
    ],
)
def test_a_period_is_taken_when_one_is_named(purpose: str, period: Period | None) -> None:
    assert read_purpose(purpose).period == period


def suggested(purpose: str, payer: str) -> list[str]:
    found = suggest(read_purpose(purpose), KNOWN, f"{payer} {purpose}")
    return [account.number for account in found]


@pytest.mark.parametrize(
    "typed", ["3801042131", "3801042310", "380104213", "38010421300", "8801042130", "380104 2103"]
)
def test_a_slip_is_found_when_the_surname_bears_witness(typed: str) -> None:
    assert suggested(f"л/с {typed}", "СОЛОВЬЕВ - СЕДОЙ В П".replace(" - ", "-")) == [ONE.number]
    assert suggested(f"л/с {typed}, Соловьев-Седой В. П.", "ПАО Банк") == [ONE.number]
    assert suggested(f"л/с {typed}", "Петров П. П.") == []


def test_accounts_that_are_named_come_first_whatever_the_surname() -> None:
    assert suggested("л/с 3801042148 и л/с 3801042131", "Соловьев-Седой") == [TWO.number, ONE.number]


@given(NUMBERS)
def test_our_own_bills_and_slips_are_matched_by_us(number: str) -> None:
    known = {number: KnownAccount(7, number, "Иванов", None)}
    for purpose in (payment_purpose(number, OCTOBER), f"Л/С {format_account_number(number)}, октябрь 2026"):
        read = read_purpose(purpose)
        assert (judge(read, known).account, read.period) == (known[number], OCTOBER)


@given(st.text(), st.text())
def test_any_text_is_read(purpose: str, witness: str) -> None:
    read = read_purpose(purpose)
    judge(read, KNOWN)
    suggest(read, KNOWN, witness)


@given(NUMBERS, st.data())
def test_every_single_slip_leads_back(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 9))
    digit = data.draw(st.sampled_from("0123456789"))
    wrong = data.draw(
        st.sampled_from(
            [
                number[:place] + digit + number[place + 1 :],
                number[:place] + number[place + 1 :],
                number[:place] + digit + number[place:],
                number[:place] + number[place : place + 2][::-1] + number[place + 2 :],
            ]
        )
    )
    away = numbers_one_slip_away(wrong)
    assert number in away or number == wrong
    assert all(map(is_account_number, away))
    assert len(away) < 30


@given(st.text(alphabet="0123456789 л/с-", max_size=60))
def test_few_numbers_are_looked_up_for_one_purpose(purpose: str) -> None:
    assert len(numbers_perhaps_meant(read_purpose(purpose))) < 500
