"""Words that banks and payers write: keys of the exchange format, and how people name an account and a month.

They are data to be recognised, never shown. Source of the keys: the 1C standard of exchange with client-bank
systems, version 1.03 (v8.1c.ru/edi/edi_stnd/100/101.htm).
"""

import re

SIGNATURE = "1CClientBankExchange"
VERSIONS = ("1.00", "1.01", "1.02", "1.03")
VERSION_KEY = "ВерсияФормата"
OWN_ACCOUNT_KEY = "РасчСчет"
STATED_INCOMING_KEY = "ВсегоПоступило"
ACCOUNT_SECTION, ACCOUNT_SECTION_END = "СекцияРасчСчет", "КонецРасчСчет"
DOCUMENT_SECTION, DOCUMENT_SECTION_END = "СекцияДокумент", "КонецДокумента"
FILE_END = "КонецФайла"
PURPOSE_KEY = "НазначениеПлатежа"
DOS_MARK = "Кодировка=DOS"

COLUMN_KEYS = {
    "operation_on": ("ДатаПоступило",),
    "document_number": ("Номер",),
    "amount": ("Сумма",),
    "payer_account": ("ПлательщикСчет", "ПлательщикРасчСчет"),
    "payer_name": ("Плательщик1", "Плательщик"),
    "payer_inn": ("ПлательщикИНН",),
    "payee_account": ("ПолучательСчет", "ПолучательРасчСчет"),
}
"""The keys that hold each column's value; the first that is filled in counts."""

MONTH_STEMS = (
    "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
MONTH = re.compile(
    r"(?<!\w)(?<!\b[0-9] )(?<!\b[0-9]{2} )"
    rf"(?P<stem>{'|'.join(MONTH_STEMS)})(?:(?<=ма)[йяею]|(?<!ма)(?:[ьяеюау]|ем|ом)?)(?!\w)"
    r"(?:[ ,.]{1,2}(?P<year>20[0-9]{2})(?![0-9]))?",
    re.IGNORECASE,
)
"""«октябрь 2026», «октября»; a day before it makes it a date and no period."""
NUMERIC_MONTH = re.compile(r"(?<![\w./-])(0?[1-9]|1[0-2])[./](20[0-9]{2})(?![\d./-]?[0-9])")
ACCOUNT_MARKER = re.compile(
    r"(?<![^\W\d_])(?:л[ ./\\-]{0,2}[сc](?:ч[а-яё]*)?|лиц[а-яё]*[ ./-]{0,2}сч[а-яё]*)(?![^\W\d_])"
    r"[ .:;,#№=\"'«(-]*(?:(?:номер|ном|n)[ .:№]*)?",
    re.IGNORECASE,
)
"""«л/с», «лс №», «лицевой счет:», also with a Latin c; ends where the number should begin."""
OTHER_NUMBER = re.compile(
    r"(?<![^\W\d_])(?:инн|кпп|бик|кбк|октмо|уин|снилс|огрн(?:ип)?|паспорт|тел[а-яё]*|моб[а-яё]*|сот[а-яё]*|т)"
    r"[ .:;№=/(+]*$",
    re.IGNORECASE,
)
"""What stands before a number that is no account: tax and bank codes, telephones."""
