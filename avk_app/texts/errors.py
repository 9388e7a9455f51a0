"""Messages for errors: `FieldProblem.code` → a sentence that says what to do."""

from avk_app.errors import FieldProblem

MESSAGES = {
    "surname_empty": "Введите фамилию",
    "account_number_empty": "Введите номер лицевого счёта — 10 цифр",
    "account_number_length": "Цифр в номере: {length}, а должно быть {expected} — проверьте цифры",
    "account_number_check_digit": "В номере опечатка: проверьте цифры, одна неверна или две переставлены",
    "login_empty": "Введите логин",
    "password_empty": "Введите пароль",
    "password_too_long": "Пароль длиннее {length} знаков — сократите его",
    "amount_format": "Введите сумму цифрами, например 418,47",
    "reading_empty": "Введите показание",
    "reading_format": "Введите цифры с водомера, например 419,790",
    "reading_too_many_digits": "Чёрных цифр на водомере — {digits}. Проверьте, стоит ли запятая",
    "readings_all_empty": "Введите показание хотя бы одного водомера",
    "readings_unchanged": "Это показание уже передано — введите новое, если хотите его поправить",
    "form_stale": "Страница устарела — обновите её: введённое сохранится",
    "reading_too_many_red": "После запятой — не больше трёх красных цифр",
}


def message_for(problem: FieldProblem) -> str:
    """The sentence for one problem of one field."""
    return MESSAGES[problem.code].format(**dict(problem.values))
