"""A bill document as the finished strings of its printed sheet."""

from datetime import date

from avk_app.domain.account_numbers import format_account_number
from avk_app.domain.bill_document import BillDocument, Provider
from avk_app.domain.check_codes import format_check_code
from avk_app.domain.payment_qr import PaymentOrder, payment_qr_text
from avk_app.domain.period import Period
from avk_app.gateways.pdf import BillSheet, DueBox, Fact, PaymentSymbol
from avk_app.money import format_kopecks
from avk_app.texts import bill as texts
from avk_app.texts import russian
from avk_app.texts.shell import UTILITY_NAME
from avk_app.view_models.bill_tables import (
    charges_table,
    meters_table,
    recalculations_table,
    settlement_table,
)


def bill_sheet(bill: BillDocument, check_address: str) -> BillSheet:
    """The sheet to print; `check_address` is the page that proves a bill, as people type it.

    Raises what `payment_qr_text` raises when the payee's details do not fit the symbol.
    """
    month, provider = russian.period_name(bill.period), bill.provider
    return BillSheet(
        title=texts.TITLE.format(month=month, account=format_account_number(bill.payer.account_number)),
        author=UTILITY_NAME,
        issued_on=bill.issued_on,
        masthead=UTILITY_NAME,
        number=texts.NUMBER.format(number=bill.number, issued=russian.format_date(bill.issued_on)),
        heading=texts.HEADING.format(month=month),
        subheading=texts.SUBHEADING,
        warning=texts.SAMPLE if provider.is_sample else "",
        payer=_payer_facts(bill),
        due=_due_box(bill),
        symbol=_symbol(bill),
        charges=charges_table(bill),
        recalculations=recalculations_table(bill) if bill.recalculations else None,
        settlement=settlement_table(bill),
        payee_title=texts.PAYEE_TITLE,
        payee=payee_facts(provider),
        meters=meters_table(bill) if bill.meters else None,
        next_readings=_next_readings(bill.readings_from, bill.readings_until),
        next_readings_ways=texts.READINGS_WAYS.format(email=provider.email, hotline=provider.hotline),
        contacts=_contacts(provider),
        authenticity=texts.AUTHENTICITY.format(
            address=check_address, number=bill.number, code=format_check_code(bill.check_code)
        ),
        footer=texts.FOOTER.format(number=bill.number),
    )


def payment_purpose(account_number: str, period: Period) -> str:
    """What a bank statement will carry: the account number as ten digits, to find the account by."""
    month = russian.period_name(period).replace("\u00a0", " ")
    return texts.PURPOSE.format(account=account_number, month=month)


def _payer_facts(bill: BillDocument) -> tuple[Fact, ...]:
    payer = bill.payer
    name = " ".join(part for part in (payer.surname, payer.first_name, payer.patronymic) if part)
    persons = russian.counted(payer.persons, russian.PERSONS) if payer.persons else texts.NOBODY
    return (
        Fact(texts.ACCOUNT, format_account_number(payer.account_number)),
        Fact(texts.SUBSCRIBER, name),
        Fact(texts.ADDRESS, payer.address),
        Fact(texts.PERSONS, persons),
    )


def _due_box(bill: BillDocument) -> DueBox:
    due = bill.sums.due_kopecks
    if due > 0:
        until = texts.DUE_UNTIL.format(day=russian.format_date(bill.pay_by))
        return DueBox(texts.DUE, format_kopecks(due), until)
    note = texts.ADVANCE_STAYS.format(amount=format_kopecks(-due)) if due else texts.NO_DEBT
    return DueBox(texts.NOTHING_DUE, format_kopecks(0), note)


def _symbol(bill: BillDocument) -> PaymentSymbol | None:
    due = bill.sums.due_kopecks
    if due <= 0:
        return None
    order = PaymentOrder(
        payee=bill.provider.payee,
        sum_kopecks=due,
        purpose=payment_purpose(bill.payer.account_number, bill.period),
        surname=bill.payer.surname,
        account_number=bill.payer.account_number,
        period=bill.period,
    )
    alt = texts.QR_ALT.format(amount=format_kopecks(due))
    return PaymentSymbol(payment_qr_text(order), alt, texts.QR_CAPTION)


def _next_readings(since: date, until: date) -> str:
    same_month = (since.year, since.month) == (until.year, until.month)
    first = str(since.day) if same_month else russian.format_day(since)
    return texts.NEXT_READINGS.format(since=first, until=russian.format_date(until))


def payee_facts(provider: Provider) -> tuple[Fact, ...]:
    """Whom to pay and where, as a bank asks for it."""
    payee = provider.payee
    return (
        Fact(texts.RECIPIENT, payee.name),
        Fact(texts.INN_KPP, f"{payee.inn} / {payee.kpp}"),
        Fact(texts.BANK_ACCOUNT, payee.account),
        Fact(texts.BANK, payee.bank_name),
        Fact(texts.BIC, payee.bic),
        Fact(texts.CORRESPONDENT, payee.correspondent_account),
    )


def _contacts(provider: Provider) -> str:
    parts = (
        UTILITY_NAME,
        provider.address,
        provider.hotline,
        provider.email,
        provider.website,
        provider.office_hours,
    )
    return " · ".join(part for part in parts if part)
