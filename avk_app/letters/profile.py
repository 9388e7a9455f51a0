"""Letters about the profile: codes, and what the owner is told after each change."""

from datetime import datetime

from avk_app.letters import FOOT, Wording

_NOT_YOU = (
    "Если это сделали не вы, сразу позвоните нам: 8 (3955) 51-26-46.\n"
    "Мы закроем чужой доступ и вернём всё как было."
)
_REASONS = {
    "create_login": "создать логин и пароль для вашего лицевого счёта",
    "change_email": "записать новую электронную почту: {subject}",
    "change_phone": "записать новый телефон: {subject}",
    "change_login": "сменить логин на {subject}",
}


def code_letter(purpose: str, subject: str, code: str, minutes: int) -> Wording:
    """A code and what it is for; the subject lets the reader see a change that is not theirs."""
    reason = _REASONS[purpose].format(subject=subject)
    return Wording(
        "Код подтверждения для личного кабинета",
        f"Здравствуйте!\n\nКод подтверждения: {code}\n\nОн нужен, чтобы {reason}.\n"
        f"Введите его на странице «Профиль» в течение {minutes} минут.\n\n"
        "Никому не сообщайте код: сотрудники водоканала его не спрашивают.\n"
        f"Если код запросили не вы, ничего не делайте — без него ничего не изменится.\n\n{FOOT}\n",
    )


def login_created(account_number: str, moment: datetime) -> Wording:
    """To the e-mail on file, after «Создать логин и пароль»."""
    return _notice(
        "Создан логин для личного кабинета", f"для лицевого счёта {account_number} создан логин", moment
    )


def login_changed(moment: datetime) -> Wording:
    """To the owner, after the login changed."""
    return _notice("Логин изменён", "изменён логин для входа в личный кабинет", moment)


def password_changed(moment: datetime) -> Wording:
    """To the owner, after the password changed."""
    return _notice(
        "Пароль изменён", "изменён пароль от личного кабинета; на других устройствах вход закрыт", moment
    )


def email_changed(account_number: str, masked_email: str, moment: datetime) -> Wording:
    """To the old and to the new address: the old one sees only a masked new one."""
    what = f"для лицевого счёта {account_number} записана новая электронная почта: {masked_email}"
    return _notice("Электронная почта изменена", what, moment)


def phone_changed(account_number: str, masked_phone: str, moment: datetime) -> Wording:
    """To the e-mail on file."""
    what = f"для лицевого счёта {account_number} записан новый телефон: {masked_phone}"
    return _notice("Телефон изменён", what, moment)


def _notice(subject: str, what: str, moment: datetime) -> Wording:
    """`moment` is on the clocks of the city."""
    when = moment.strftime("%d.%m.%Y в %H:%M")
    return Wording(subject, f"Здравствуйте!\n\n{when} {what}.\n\n{_NOT_YOU}\n\n{FOOT}\n")
