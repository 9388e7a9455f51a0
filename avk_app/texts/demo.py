"""What the operator's commands say about the demo city."""

LOADING = "Заселяем демонстрационный город"
LOADED = "Город готов: лицевых счетов — {accounts}, водомеров — {meters}, показаний — {readings}."
CHARGING = "Начисляем за прошлые месяцы"
CHARGED = "Начислено месяцев — {months}: квитанций — {bills}, платежей — {payments}, с ошибкой — {failed}."
NOT_CHARGED = "Начислений и платежей в городе нет. Сделать их: python -m avk_app demo charge"
ADDRESS = """
  Личный кабинет: [bold]{address}[/bold]
  Город вымышлен. Войти можно так:
"""
SUBSCRIBER = "Абонент"
TWO_ACCOUNTS = "Абонент с двумя лицевыми счетами"
SUBSCRIBER_LINES = """  [bold]{title}[/bold]
    фамилия {surname}, лицевой счёт {account_number}
    или логин {login}, пароль {password}"""
STAFF = """
  Сотрудники на портал пока не входят. Их логины называют командам на сервере, например
  python -m avk_app office day cashier. Пароль и ключ второго шага — для будущего рабочего места.
"""
STAFF_LINES = """  [bold]{title}[/bold]
    логин {login}, пароль {password}, ключ второго шага {totp_secret}"""
ROLES = {"operator": "Оператор", "cashier": "Кассир", "administrator": "Администратор"}
STOP_HINT = "\n  Остановить — Ctrl-C\n"
