"""What the server answers when it does not let a request further."""

WRONG_HOST = "Этот адрес порталу не знаком. Откройте {address} (другой адрес задаёт AVK_PUBLIC_URL).\n"
FOREIGN_SENDER = "Запрос пришёл с чужой страницы. Откройте портал и повторите.\n"
BODY_TOO_LARGE = "Слишком большой запрос.\n"
FAILURE_TITLE = "Что-то сломалось у нас"
FAILURE_ADVICE = "Вернитесь и попробуйте ещё раз. Если не поможет, назовите оператору номер"
