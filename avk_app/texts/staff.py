"""What the operator's commands say about members of staff."""

ADDED = """Добавлен: {login} ({role})
  пароль:             {password}
  ключ второго шага:  {totp_secret}
Показано один раз: передайте человеку лично."""
REFUSALS = {
    "login_empty": "Напишите логин.",
    "login_length": "В логине должно быть от 3 до 64 знаков.",
    "login_characters": "Логин — латинские буквы, цифры и знаки . _ - @",
    "login_taken": "Такой логин уже есть.",
    "role_not_staff": "Выберите роль сотрудника: operator, cashier или administrator.",
}
