"""What the page that checks a printed bill says."""

from avk_app.texts.verification import VerifyTexts

TEXTS = VerifyTexts(
    title="Проверка квитанции",
    lead="Введите номер и код с квитанции: скажем, наша ли она и на какую сумму.",
    number="Номер квитанции",
    number_hint="Как напечатан, например 3801042213-202610",
    code="Код проверки",
    code_hint="10 букв и цифр внизу квитанции, например A4K7M-X2PT9",
    genuine="Квитанция настоящая",
    genuine_more="Сверьте месяц и сумму с тем, что напечатано.",
    unknown="Такой квитанции мы не выпускали",
    unknown_more=(
        "Проверьте номер и код. Если они совпадают с бумагой, не платите по ней и позвоните нам: {hotline}."
    ),
)
MONTH = "За месяц"
TOTAL = "К оплате"
ADVANCE = "Переплата"
