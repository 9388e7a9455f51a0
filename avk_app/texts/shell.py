"""What stands on every page, and what the framework would say in English."""

UTILITY_NAME = "Ангарский водоканал"
TAGLINE = "личный кабинет абонента"
HOTLINE = "8 (3955) 51-26-46"
HOTLINE_LINK = "tel:+73955512646"
HOTLINE_LABEL = "Единый телефон"
CONTACT_EMAIL = "uchet@avk.irtel.ru"
CONTACT_EMAIL_LINK = f"mailto:{CONTACT_EMAIL}"
CONTACT_EMAIL_LABEL = "Электронная почта"

CONSULT = "Получить консультацию"
CONSULT_SHORT = "Консультация"
TARIFFS = "Тарифы"
AGREEMENT = "Пользовательское соглашение"
SIGN_IN = "Войти"
SIGN_OUT = "Выйти"
CLOSE = "Закрыть"
SKIP_TO_CONTENT = "К содержанию"
SECTIONS = "Разделы"
QUESTIONS = "Вопросы и документы"
DEMO_NOTICE = "Демонстрация: все данные вымышлены."

RECONNECTING = "Нет связи. Восстанавливаем — введённое не пропадёт."
FAILURE = "Что-то сломалось у нас. Попробуйте ещё раз или назовите оператору номер"
NEW_VERSION = "Портал обновился. Когда закончите с этой страницей, откройте её заново."
RELOAD = "Обновить"
NO_SCRIPTS = (
    f"Чтобы портал работал, включите JavaScript в браузере. Или позвоните {HOTLINE}: "
    "показания примут и на вопрос ответят по телефону."
)

BROKEN_TITLE = "Страница не открылась"
BROKEN_TEXT = "Это ошибка на нашей стороне. Обновите страницу. Если не помогло, позвоните:"
BROKEN_RELOAD = "Обновить страницу"

NOT_FOUND_TITLE = "Такой страницы нет"
NOT_FOUND_TEXT = "Возможно, в адресе опечатка или страница переехала. Вот что есть:"
NOT_FOUND_CODE = "Ошибка 404"

NAV_HOME = "Главная"
NAV_READINGS = "Показания"
NAV_PAYMENTS = "Оплата"
NAV_HISTORY = "История"
NAV_PROFILE = "Профиль"
NAV_MORE = "Ещё"

UNKNOWN_DEVICE = "Неизвестное устройство"


def page_title(name: str) -> str:
    """What the browser's tab and a search engine call the page."""
    return f"{name} — {UTILITY_NAME}"
