"""Signing in: labels, and what to do when it does not work."""

from avk_app.texts.russian import NounForms, counted
from avk_app.texts.shell import SIGN_IN

TITLE = "Вход в кабинет"
DESCRIPTION = "Войти в личный кабинет по фамилии и номеру лицевого счёта или по логину и паролю."
SUBMIT = SIGN_IN
SUBMITTING = "Входим…"

SURNAME = "Фамилия"
ACCOUNT_NUMBER = "Номер лицевого счёта"
ACCOUNT_NUMBER_HINT = "10 цифр, в правом верхнем углу квитанции"
LOGIN = "Логин"
PASSWORD = "Пароль"
SHOW_PASSWORD = "Показать пароль"

USE_PASSWORD = "Войти по логину и паролю"
USE_SURNAME = "Войти по фамилии и номеру счёта"
FIND_NUMBER = "Узнать номер лицевого счёта"
TROUBLE = "Не получается войти"

CHECK_FIELDS = "Проверьте, что введено"
EXPIRED = "Вход закончился, войдите ещё раз."
SURNAME_FAILED = (
    "Не получилось войти. Проверьте фамилию и номер лицевого счёта: бывает опечатка "
    "или не та раскладка клавиатуры."
)
PASSWORD_FAILED = "Не получилось войти. Проверьте логин и пароль, раскладку клавиатуры и Caps Lock."
IN_RUSSIAN_LETTERS = "Пароль набран русскими буквами. Если в нём латинские, переключите раскладку."
MIXED_LETTERS = "В фамилии есть латинские буквы. Наберите её русскими."
WRONG_LAYOUT = "Похоже, включена английская раскладка."
RUSSIAN_LAYOUT = "Похоже, включена русская раскладка."
# What was corrected stands between the two.
ACCEPT_BEFORE, ACCEPT_AFTER = "Исправить на «", "»"

SIGNED_IN_TITLE = "Вы уже вошли"
SIGNED_IN_TEXT = "Можно продолжить или выйти, чтобы войти под другим именем."
GO_ON = "Продолжить"

_SECONDS: NounForms = ("секунду", "секунды", "секунд")


def wait(seconds: int) -> str:
    """How long to wait; the limit holds nobody for longer than a minute."""
    return f"Слишком много попыток подряд. Подождите {counted(seconds, _SECONDS)} и попробуйте ещё раз."
