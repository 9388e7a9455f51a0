"""What the operator's commands say about the demo city."""

LOADING = "Заселяем демонстрационный город"
LOADED = "Город готов: лицевых счетов — {accounts}, водомеров — {meters}, показаний — {readings}."
ADDRESS = "\n  Личный кабинет: {address}\n"
SIGN_INS = "  Кем можно войти (все люди вымышлены)"
HEADINGS = ("  Кто", "Логин", "Пароль", "Или так")
SUBSCRIBER = "  Абонент"
TWO_ACCOUNTS = "  Абонент с двумя счетами"
BY_SURNAME = "фамилия {surname}, лицевой счёт {account_number}"
TOTP = "второй шаг: ключ {secret}"
ROLES = {
    "operator": "  Оператор",
    "cashier": "  Кассир",
    "administrator": "  Администратор",
}
STOP_HINT = "\n  Остановить: Ctrl-C\n"
