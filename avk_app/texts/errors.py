"""Messages for errors: `FieldProblem.code` → a sentence that says what to do."""

from avk_app.errors import FieldProblem

MESSAGES = {
    "first_name_empty": "Напишите имя",
    "first_name_letters": "Имя пишется буквами — проверьте, что получилось",
    "first_name_too_long": "Имя длиннее {limit} знаков — сократите его",
    "surname_letters": "Фамилия пишется буквами — проверьте, что получилось",
    "surname_too_long": "Фамилия длиннее {limit} знаков — сократите её",
    "phone_empty": "Напишите номер телефона",
    "phone_format": "Проверьте телефон: например, 8 902 123-45-67 или городской 51-26-46",
    "question_empty": "Напишите вопрос",
    "question_too_long": "В вопросе {length} знаков, а помещается {limit} — сократите его",
    "agreement_needed": "Поставьте отметку: без согласия мы не можем записать ваш телефон",
    "surname_empty": "Введите фамилию",
    "account_number_empty": "Введите номер лицевого счёта — 10 цифр",
    "account_number_length": "Цифр в номере: {length}, а должно быть {expected} — проверьте цифры",
    "account_number_check_digit": "В номере опечатка: проверьте цифры, одна неверна или две переставлены",
    "login_empty": "Введите логин",
    "password_empty": "Введите пароль",
    "password_too_long": "Пароль длиннее {length} знаков — сократите его",
    "password_short": "Пароль короче {length} знаков — добавьте слово или два",
    "password_personal": "В пароле ваш логин, фамилия или номер счёта — придумайте другой",
    "password_guessable": "Такой пароль подбирают одним из первых — придумайте другой",
    "password_same": "Новый пароль такой же, как сейчас — придумайте другой",
    "login_length": "В логине должно быть от {least} до {most} знаков",
    "login_characters": "В логине — только латинские буквы, цифры и знаки . _ - @",
    "login_taken": "Такой логин занят — придумайте другой",
    "login_same": "Это ваш логин сейчас — введите новый",
    "code_empty": "Введите код из письма",
    "code_format": "В коде {digits} цифр — проверьте, все ли введены",
    "email_empty": "Введите адрес электронной почты",
    "email_format": "Проверьте адрес: он должен быть вида ivanov@mail.ru",
    "email_same": "Эта почта уже записана — введите новую",
    "phone_same": "Этот телефон уже записан — введите новый",
    "amount_format": "Введите сумму цифрами, например 418,47",
    "reading_empty": "Введите показание",
    "reading_format": "Введите цифры с водомера, например 419,790",
    "reading_too_many_digits": "Чёрных цифр на водомере — {digits}. Проверьте, стоит ли запятая",
    "readings_all_empty": "Введите показание хотя бы одного водомера",
    "readings_unchanged": "Это показание уже передано — введите новое, если хотите его поправить",
    "form_stale": "Страница устарела — обновите её: введённое сохранится",
    "bill_number_format": "Номер — 10 цифр счёта и 6 цифр месяца, например 3801042217-202610",
    "bill_code_empty": "Введите код с квитанции",
    "history_day_empty": "Укажите день целиком: число, месяц и год",
    "history_day_format": "Такого дня нет — проверьте число, месяц и год",
    "history_day_far": "Проверьте год — в нём, похоже, опечатка",
    "history_day_ahead": "Этот день ещё не наступил — выберите сегодняшний или раньше",
    "history_days_reversed": "Этот день раньше начала периода — поменяйте даты местами",
    "history_too_long": "За этот период больше {limit} записей — выберите период короче",
    "reading_too_many_red": "После запятой — не больше трёх красных цифр",
}


def message_for(problem: FieldProblem) -> str:
    """The sentence for one problem of one field."""
    return MESSAGES[problem.code].format(**dict(problem.values))
