"""What stands on every page."""

UTILITY_NAME = "Ангарский водоканал"
TAGLINE = "личный кабинет абонента"
HOTLINE = "8 (3955) 51-26-46"
HOTLINE_LINK = "tel:+73955512646"
CONTACT_EMAIL = "uchet@avk.irtel.ru"

CONSULT = "Получить консультацию"
CONSULT_SHORT = "Консультация"
SIGN_OUT = "Выйти"
CLOSE = "Закрыть"
SKIP_TO_CONTENT = "К содержанию"
SECTIONS = "Разделы"
DEMO_NOTICE = "Демонстрация: город, абоненты и показания вымышлены."

RECONNECTING = "Нет связи. Восстанавливаем — введённое не пропадёт."
FAILURE = "Что-то сломалось у нас. Попробуйте ещё раз или назовите оператору номер"

NAV_HOME = "Главная"
NAV_READINGS = "Показания"
NAV_PROFILE = "Профиль"
NAV_CONSULT = "Вопрос"

UNKNOWN_DEVICE = "Неизвестное устройство"
