"""The profile: contacts, login and password, open sessions, appearance."""

from avk_app.texts.russian import NounForms, counted
from avk_app.texts.shell import HOTLINE

TITLE = "Профиль"
ACCOUNT = "Лицевой счёт"
MASKED = (
    "Вы вошли по фамилии и номеру счёта. Они напечатаны на каждой квитанции, "
    "поэтому почта и телефон показаны не целиком."
)
NOT_OWNER = "Контакты этого счёта меняет его владелец."
CHECK_FIELDS = "Проверьте, что введено"
CANCEL = "Отмена"
CHANGE = "Изменить"
NOT_GIVEN_EMAIL = "не указана"
NOT_GIVEN_PHONE = "не указан"

CONTACTS = "Контакты"
CONTACTS_LEAD = "На почту приходят коды подтверждения и письма об изменениях."
EMAIL = "Электронная почта"
PHONE = "Телефон"
CHANGE_EMAIL = "Изменить почту"
CHANGE_PHONE = "Изменить телефон"
NEW_EMAIL = "Новая электронная почта"
NEW_EMAIL_HINT = "Например, ivanov@mail.ru"
NEW_PHONE = "Новый телефон"
NEW_PHONE_HINT = "С кодом города или мобильный: 8 902 123-45-67"
FIRST_EMAIL_PASSWORD = "Ваш пароль"
FIRST_EMAIL_PASSWORD_HINT = "Почты ещё нет, поэтому спросим пароль, а код пришлём на новый адрес"
NO_ACCESS_BEFORE = "Нет доступа к этой почте? "
NO_ACCESS_LINK = "Напишите нам"
NO_ACCESS_AFTER = " или приходите в офис с паспортом — поменяем."
EMAIL_SAVED = "Почта изменена. Письмо об этом отправлено на старый и новый адреса."
PHONE_SAVED = "Телефон изменён. Письмо об этом отправлено на вашу почту."
WILL_BE = "Запишем:"

GET_CODE = "Получить код"
CODE = "Код из письма"
CODE_HINT = "6 цифр, действует 15 минут"
CODE_SENT = "Отправили код на"
NO_LETTER = "Письма нет? Загляните в «Спам»."
CODE_AGAIN = "Начать заново"
CONFIRM = "Подтвердить"
DEMO_LETTER = "Демо: письмо лежит в папке"

CREDENTIALS = "Логин и пароль"
CREATE_LEAD = (
    "С логином и паролем видны все данные целиком, а найденной квитанции мало, чтобы войти в ваш кабинет."
)
CREATE = "Создать логин и пароль"
EMAIL_FIRST = "Сначала нужна электронная почта: как её записать, сказано выше."
CREATE_SUBMIT = "Создать"
CREATED = "Логин создан. Выйдите и войдите с ним — данные откроются целиком."
HAS_LOGIN = "Для этого счёта логин уже создан."
SIGN_IN_BY_LOGIN = "Выйти и войти по логину"
LOGIN = "Логин"
LOGIN_HINT = "От 3 знаков: латинские буквы, цифры, точка, дефис. Можно адрес почты"
PASSWORD = "Пароль"
NEW_PASSWORD = "Новый пароль"
PASSWORD_HINT = "От 12 знаков. Удобнее всего фраза: «семь зелёных трамваев»"
SHOW_PASSWORD = "Показать пароль"
CURRENT_PASSWORD = "Пароль сейчас"
CHANGE_LOGIN = "Сменить логин"
CHANGE_PASSWORD = "Сменить пароль"
NEW_LOGIN = "Новый логин"
HIDDEN_PASSWORD = "••••••••••••"
LOGIN_SAVED = "Логин изменён. В следующий раз входите с новым."
PASSWORD_SAVED = "Пароль изменён. На других устройствах нужно войти заново."

SESSIONS = "Где вы вошли"
SESSIONS_LEAD = "Не узнаёте устройство — закройте вход и смените пароль."
SESSIONS_LEAD_SURNAME = "Входы по фамилии и номеру этого счёта."
THIS_DEVICE = "это устройство"
BY_SURNAME = "по фамилии"
SEEN = "последний раз {moment}"
END_SESSION = "Закрыть"
END_SESSION_OF = "Закрыть вход: {device}, {moment}"
END_ALL = "Выйти везде"
SESSION_ENDED = "Вход на том устройстве закрыт."
SESSION_GONE = "Этот вход уже закрыт."

APPEARANCE = "Как выглядит кабинет"
APPEARANCE_LEAD = "Запомним на этом устройстве."
THEME = "Тема"
THEME_SYSTEM = "Как на устройстве"
THEME_LIGHT = "Светлая"
THEME_DARK = "Тёмная"
LARGE_TYPE = "Крупные буквы"

WRONG_PASSWORD = "Пароль не подошёл — проверьте раскладку и Caps Lock"
DEAD_CODE = "Этот код больше не действует — начните заново и получите новый"
ACCOUNT_GONE = "Этот лицевой счёт вам больше не открыт. Выйдите и войдите заново."
NEEDS = {
    "email_on_file": (
        "Подтверждать изменения некуда: почты на этом счёте нет. "
        f"Назовите её по телефону {HOTLINE} или в офисе — нужны паспорт и номер счёта."
    ),
    "existing_login": HAS_LOGIN,
    "surname_session": "Логин у вас уже есть.",
    "password": "Для этого нужно войти по логину и паролю.",
}
_MINUTES: NounForms = ("минуту", "минуты", "минут")
_TRIES: NounForms = ("попытка", "попытки", "попыток")


def wrong_code(tries_left: int) -> str:
    """Never zero left: the code is dead then."""
    return f"Код не подошёл, проверьте цифры. Осталось: {counted(tries_left, _TRIES)}"


def wait(seconds: int) -> str:
    """How long until the next try, rounded up to minutes."""
    return f"Слишком много попыток. Подождите {counted((seconds + 59) // 60, _MINUTES)} и попробуйте ещё раз."
