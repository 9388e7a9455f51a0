"""Readings: what the page says, when it asks and when it confirms."""

from avk_app.domain.readings import Comparison, ReadingFlag
from avk_app.domain.readings_guesses import Slip
from avk_app.models.readings import ReadingSource, ReadingStatus
from avk_app.texts.meters import WITHOUT_VERIFICATION

TITLE = "Показания"
TITLE_FOR = "Показания за {period}"
IN_TIME = "Принимаем до {day}: {left}. Поправить можно до конца месяца."
AFTER_CLOSE = "Срок был до {day}. Показания примем и сейчас, с пометкой «позже срока»."
AFTER_MONTH = "Месяц закончился. Показания примем с пометкой «позже срока», счёт пересчитаем."
OTHER_PERIOD = "Передать показания за {period}"

FIELD_LABEL = "Новое показание"
FIELD_HINT = "Чёрные цифры — м³, красные после запятой — литры"
BEFORE = "было {value} · {day}"
USUAL = "Обычно около {volume} в месяц"
HOT_PURPOSE = "нужна для водоотведения"
VERIFIED_UNTIL = "поверка до {day}"
VERIFICATION_NEAR = "Поверка водомера истекает {day}."
VERIFICATION_NEAR_MORE = f"Закажите поверку заранее: без неё счёт придёт {WITHOUT_VERIFICATION}."
VERIFICATION_LAPSED = "Поверка водомера истекла {day}."
VERIFICATION_LAPSED_MORE = (
    f"Показания примем, но пока водомер не поверят, счёт считаем не по ним: {WITHOUT_VERIFICATION}."
)

SEND_ONE = "Передать показания водомера"
SEND_SEVERAL = "Передать показания {number} водомеров"
SEND_ANYWAY = "Всё верно, передать"
SENDING_HELP = "Водомер, который вы не снимали, оставьте пустым."
RESTORED = "Мы сохранили то, что вы ввели в прошлый раз."
PROBLEMS = "Проверьте показания"
PROBLEM_OF_METER = "{meter}: {problem}"

CONSUMPTION = "Расход {volume}"
USUALLY = " (около {volume} в месяц)"
COMPARISONS = {
    Comparison.UNKNOWN: "",
    Comparison.LESS: " — меньше обычного",
    Comparison.USUAL: " — как обычно",
    Comparison.MORE: " — больше обычного",
}
UNCHANGED = "Это показание уже передано."

LOOK_AGAIN_ONE = "Посмотрите ещё раз: одно показание необычное."
LOOK_AGAIN_SEVERAL = "Посмотрите ещё раз: есть необычные показания."
LOOK_AGAIN_MORE = "Если на водомере так и есть, нажмите «Всё верно, передать»."

TIMES_USUAL = "{volume} — в {times} больше обычного."
MUCH = "{volume} — это очень много."
NOTHING_USED = "Расход — 0 м³."
LESS_THAN_BEFORE = "Меньше прошлого показания на {volume}."
FULL_CIRCLE = "Похоже, водомер прошёл полный круг и начал с нуля."
ABOVE_NEXT = "Больше, чем показание за следующий месяц."
ANSWERS = {
    ReadingFlag.HIGH: "Если на водомере так и есть, передайте: посчитаем по нему.",
    ReadingFlag.HUGE: "Проверьте запятую: после неё — красные цифры. Если всё верно, передайте: мы проверим.",
    ReadingFlag.ZERO: "Если воду не открывали, всё верно.",
    ReadingFlag.NEGATIVE: "Проверьте цифры. Если водомер меняли, передайте как есть: мы проверим.",
    ReadingFlag.ROLLOVER: "Тогда расход {volume}. Если так и есть, передайте.",
    ReadingFlag.ABOVE_NEXT: "Проверьте, за тот ли месяц показание.",
}
SLIPS = {
    Slip.RED_DIGITS: "Похоже, красные цифры записаны вместе с чёрными.",
    Slip.COMMA: "Похоже, запятая стоит не там.",
    Slip.SWAPPED: "Похоже, показания двух водомеров поменялись местами.",
    Slip.TYPO: "Похоже на опечатку в одной цифре.",
}
SUGGESTION = "Исправить на {value}"
SWAP = "Поменять местами"

STATUSES = {
    ReadingStatus.ACCEPTED: "принято",
    ReadingStatus.UNDER_REVIEW: "на проверке",
    ReadingStatus.NEEDS_CLARIFICATION: "уточните",
    ReadingStatus.REPLACED: "заменено",
}
STATUS_TONES = {
    ReadingStatus.ACCEPTED: "ok",
    ReadingStatus.UNDER_REVIEW: "warn",
    ReadingStatus.NEEDS_CLARIFICATION: "bad",
    ReadingStatus.REPLACED: "",
}
SOURCES = {
    ReadingSource.WEB: "через кабинет",
    ReadingSource.EMAIL: "письмом",
    ReadingSource.STAFF: "внёс сотрудник",
    ReadingSource.IMPORT: "из базы водоканала",
    ReadingSource.API: "через программу",
}
FLAGS = {
    ReadingFlag.HIGH: "больше обычного",
    ReadingFlag.HUGE: "намного больше обычного",
    ReadingFlag.ZERO: "без расхода",
    ReadingFlag.NEGATIVE: "меньше прошлого",
    ReadingFlag.ROLLOVER: "полный круг",
    ReadingFlag.ABOVE_NEXT: "больше следующего",
    ReadingFlag.LATE: "позже срока",
}

RECEIPT_ACCEPTED = "Показания за {period} приняты"
RECEIPT_SENT = "Показания за {period} переданы"
RECEIPT_NUMBER = "Номер приёма"
RECEIPT_MOMENT = "Время"
RECEIPT_ACCOUNT = "Лицевой счёт"
RECEIPT_KEEP = "Номер останется в истории показаний."
NOT_SENT = "не передано"
CORRECT = "Поправить"
CORRECT_REST = "Дополнить или поправить"
PRINT = "Напечатать"
BACK_TO_RECEIPT = "Не менять"

CLOSED = "Показания передавать больше не нужно"
CLOSED_MORE = (
    "Последняя квитанция приходит после закрытия: посмотрите на главной, всё ли оплачено. Если водомер "
    "сняли позже, чем передали последнее показание, позвоните нам."
)
NO_METERS = "На вашем лицевом счёте нет водомеров"
NO_METERS_MORE = (
    "Поэтому вода считается по нормативу — на каждого, кто прописан. С водомером платят за то, "
    "что израсходовали. Если водомер уже стоит, позвоните нам: зарегистрируем."
)

HISTORY = "История показаний"
HISTORY_EMPTY = "Показаний этого водомера ещё нет."
HISTORY_OLDER = "Раньше"
HISTORY_NEWER = "Позже"
HISTORY_HIDE = "Скрыть историю"
REPLACED_BY = "заменено на {value}"
INSTEAD_OF = "вместо {value}"
REMOVED_METER = "снят"
ASKED = "Просим уточнить: {question}"

MOMENT_OF_CONFLICT = "Кто-то передал показания в эту же минуту. Посмотрите, что принято, и отправьте ещё раз."
GONE = "Показания этого водомера сейчас передать нельзя. Обновите страницу: введённое сохранится."


def asked(question: str) -> str:
    """«Просим уточнить: это показание какого водомера?»; "" when nobody asks."""
    return ASKED.format(question=question) if question else ""
