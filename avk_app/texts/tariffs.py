"""What the page of tariffs says."""

from avk_app.services.tariffs import Standing

TITLE = "Тарифы"
LEAD = "Сколько стоит кубометр сейчас, раньше и дальше. Цены с НДС, за каждую назван документ."
PER_CUBIC_METRE = "за м³"
SAMPLE = "образец"
SAMPLE_NOTE = "Строки с пометкой «образец» показывают, как работает портал: это не действующие цены."
MISSING = "Цены на сегодня ещё не внесены. Их назовут по единому телефону."
FROM_DAY = "с {day}"
ALL_RATES = "Все цены: раньше и дальше"

SERVICE_NAMES = {"water": "Водоснабжение", "wastewater": "Водоотведение"}
SERVICE_HINTS = {
    "water": "холодная вода",
    "wastewater": "стоки: холодная и горячая вода вместе",
}
STANDINGS = {Standing.NOW: "сейчас", Standing.BEFORE: "раньше", Standing.ANNOUNCED: "объявлен"}
STANDING_TONES = {Standing.NOW: "ok", Standing.BEFORE: "", Standing.ANNOUNCED: "warn"}

CALCULATOR = "Сколько выйдет за месяц"
CALCULATOR_LEAD = "Введите расход по водомерам. Посчитаем по ценам на сегодня."
COLD = "Холодная вода, м³"
HOT = "Горячая вода, м³"
HOT_HINT = "Саму горячую воду мы не продаём, но она уходит в стоки"
CALCULATE = "Посчитать"
VOLUME_TIMES_RATE = "{volume} × {rate}"
TOTAL = "Всего за месяц"
VAT = "в том числе НДС {vat}"
PROBLEMS = "Проверьте расход"
DIGITS_BEFORE_COMMA = 4
