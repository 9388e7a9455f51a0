"""A payment slip as the finished strings of its printed sheet."""

from avk_app.domain.account_numbers import format_account_number
from avk_app.domain.payment_qr import PaymentOrder, payment_qr_text
from avk_app.gateways.pdf import Fact, PaymentSymbol
from avk_app.gateways.pdf_slip import SlipSheet
from avk_app.money import format_kopecks
from avk_app.services.payment_slips import PaymentSlip
from avk_app.texts import bill as bill_texts
from avk_app.texts import payment_slips as texts
from avk_app.texts import russian
from avk_app.texts.shell import UTILITY_NAME
from avk_app.view_models.bill_sheet import payee_facts


def slip_sheet(slip: PaymentSlip) -> SlipSheet:
    """The sheet to print. Raises what `payment_qr_text` raises when the details do not fit the symbol."""
    account, provider = format_account_number(slip.account_number), slip.provider
    name = " ".join(filter(None, (slip.surname, slip.first_name, slip.patronymic)))
    return SlipSheet(
        title=texts.TITLE.format(account=account),
        author=UTILITY_NAME,
        made_on=slip.made_on,
        masthead=UTILITY_NAME,
        number=texts.NUMBER.format(day=russian.format_date(slip.made_on)),
        heading=texts.HEADING,
        subheading=texts.SUBHEADING,
        warning=bill_texts.SAMPLE if provider.is_sample else "",
        payer=(Fact(bill_texts.ACCOUNT, account), Fact(bill_texts.SUBSCRIBER, name)),
        amount_label=texts.AMOUNT,
        amount=format_kopecks(slip.amount_kopecks),
        amount_for=_what_for(slip),
        symbol=slip_symbol(slip),
        purpose=Fact(texts.PURPOSE_LABEL, slip_purpose(slip)),
        purpose_note=texts.KEEP_NUMBER,
        payee_title=bill_texts.PAYEE_TITLE,
        payee=payee_facts(provider),
        note=texts.NOTE,
        footer=texts.FOOTER.format(account=account, hotline=provider.hotline),
    )


def slip_file_name(slip: PaymentSlip) -> str:
    """In Latin letters, for every browser and bank."""
    roubles, kopecks = divmod(slip.amount_kopecks, 100)
    return f"perevod-{slip.account_number}-{roubles}.{kopecks:02d}.pdf"


def slip_purpose(slip: PaymentSlip) -> str:
    """What the bank's statement will carry: found again by the number as ten digits and the month."""
    initials = "".join(f" {name[0]}." for name in (slip.first_name, slip.patronymic) if name[:1].isalpha())
    payer = f"{slip.surname}{initials}"
    if slip.period is None:
        return texts.PURPOSE_WITHOUT_MONTH.format(account=slip.account_number, payer=payer)
    month = russian.period_name(slip.period).replace("\u00a0", " ")
    return texts.PURPOSE.format(account=slip.account_number, month=month, payer=payer)


def slip_symbol(slip: PaymentSlip) -> PaymentSymbol:
    """The payment QR with its words."""
    order = PaymentOrder(
        payee=slip.provider.payee,
        sum_kopecks=slip.amount_kopecks,
        purpose=slip_purpose(slip),
        surname=slip.surname,
        account_number=slip.account_number,
        period=slip.period,
    )
    alt = bill_texts.QR_ALT.format(amount=format_kopecks(slip.amount_kopecks))
    return PaymentSymbol(payment_qr_text(order), alt, bill_texts.QR_CAPTION)


def _what_for(slip: PaymentSlip) -> str:
    if slip.period is None:
        return texts.FOR_NO_MONTH
    return texts.FOR_MONTH.format(month=russian.period_name(slip.period))
