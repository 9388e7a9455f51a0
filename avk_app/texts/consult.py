"""Consultation: the form behind the red button, and the letter it becomes."""

from avk_app.domain.consultations import LONGEST_QUESTION, ConsultationRequest
from avk_app.domain.phones import format_phone
from avk_app.services.consultations import LetterText
from avk_app.texts.russian import MINUTES_LATER, counted
from avk_app.texts.shell import HOTLINE

TITLE = "Получить консультацию"
TAB_TITLE = "Консультация"
DESCRIPTION = (
    "Задайте вопрос Ангарскому водоканалу: специалист перезвонит. Или позвоните сами: 8 (3955) 51-26-46."
)
LEAD = "Напишите, что случилось, — специалист перезвонит."

FIRST_NAME = "Имя"
SURNAME = "Фамилия"
PHONE = "Телефон"
PHONE_HINT = "Мобильный или городской, например 8 902 123-45-67"
QUESTION = "Вопрос"
QUESTION_HINT = (
    f"Коротко, до {LONGEST_QUESTION} знаков. Если вопрос о счёте или показаниях, укажите лицевой счёт."
)
AGREE = "Согласен на обработку этих данных по "
AGREE_LINK = "пользовательскому соглашению"
AGREEMENT_SUMMARY = "Прочитать соглашение здесь"
SEND = "Отправить заявку"
TRAP = "Не заполняйте это поле"
PROBLEMS = "Заявка пока не отправлена"

ASIDE_TITLE = "Быстрее — по телефону"
ASIDE_TEXT = "Если прорвало трубу или нет воды, не ждите звонка — звоните сразу."
ASIDE_EMAIL = "Показания можно прислать и письмом, с номером лицевого счёта:"

DONE_TITLE = "Заявка у нас"
DONE_NUMBER = "Номер заявки"
DONE_NEXT = "Что дальше"
DONE_STEPS = (
    "Специалист прочитает вопрос и подготовит ответ.",
    "Если не дозвонимся, попробуем ещё раз. Не хотите ждать — позвоните сами и назовите номер заявки.",
)
ASK_AGAIN = "Задать ещё вопрос"

SECONDS_IN_MINUTE = 60


def will_call(phone: str) -> str:
    """The sentence with the phone the contact centre will call."""
    whole = format_phone(phone).replace(" ", "\u00a0")
    return f"Мы перезвоним по номеру {whole}."


def wait_message(seconds: int) -> str:
    """What somebody reads who sent too many requests."""
    minutes = -(-seconds // SECONDS_IN_MINUTE)
    return (
        f"Заявок уже несколько, новую примем через {counted(minutes, MINUTES_LATER)}. "
        f"Текст останется на странице. Срочно — звоните: {HOTLINE}."
    )


def letter_to_contact_centre(number: str, request: ConsultationRequest) -> LetterText:
    """What the contact centre reads. People's words stay in the body: the subject holds the number only."""
    body = (
        f"Заявка {number}\n\n"
        f"Кто: {request.surname} {request.first_name}\n"
        f"Телефон: {format_phone(request.phone)} ({request.phone})\n\n"
        f"Вопрос:\n{request.question}\n"
    )
    return LetterText(f"Заявка на консультацию {number}", body)
