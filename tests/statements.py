"""Bank statements for tests, written as banks write them."""

from datetime import date

OWN = "40702810138250123017"
PAYERS = "40817810500000000001"
TODAY = date(2026, 11, 22)
HEAD = f"""1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
Отправитель=Банк
ДатаНачала=01.11.2026
ДатаКонца=22.11.2026
РасчСчет={OWN}
"""
DOCUMENT = {
    "Номер": "1201",
    "Дата": "04.11.2026",
    "Сумма": "418.47",
    "ПлательщикСчет": PAYERS,
    "ДатаСписано": "",
    "Плательщик": "ИНН 381100000000 Соколова Анна Сергеевна",
    "ПлательщикИНН": "381100000000",
    "ПолучательСчет": OWN,
    "ДатаПоступило": "05.11.2026",
    "НазначениеПлатежа": "Оплата по л/с 3801042213 за октябрь 2026",
}


def document(**changes: str) -> str:
    """One section; an empty value leaves its key in."""
    lines = [f"{key}={value}" for key, value in (DOCUMENT | changes).items()]
    return "\n".join(["СекцияДокумент=Платежное поручение", *lines, "КонецДокумента", ""])


def exchange_file(*sections: str, head: str = HEAD, end: str = "КонецФайла\n") -> str:
    return head + "".join(sections) + end


def account_section(stated: str, account: str = OWN) -> str:
    return f"СекцияРасчСчет\nРасчСчет={account}\nВсегоПоступило={stated}\nКонецРасчСчет\n"
