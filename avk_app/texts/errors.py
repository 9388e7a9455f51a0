"""Messages for errors: `FieldProblem.code` → a sentence that says what to do."""

from avk_app.errors import FieldProblem

MESSAGES = {
    "password_too_long": "Пароль длиннее {length} знаков — сократите его",
    "amount_format": "Введите сумму цифрами, например 418,47",
    "reading_empty": "Введите показание",
    "reading_format": "Введите цифры с водомера, например 419,790",
    "reading_too_many_digits": "На этом водомере {digits} чёрных цифр — проверьте, нет ли лишней",
    "reading_too_many_red": "После запятой — не больше трёх красных цифр",
}


def message_for(problem: FieldProblem) -> str:
    """The sentence for one problem of one field."""
    return MESSAGES[problem.code].format(**dict(problem.values))
