"""The operator's commands: what they print, refuse and leave behind."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from sqlalchemy import Engine

from avk_app.commands.staff import StaffRole
from avk_app.domain.period import Period
from avk_app.models.users import Role
from avk_app.services import billing_run, rules
from avk_app.services.billing_run import RunIsUnderWay
from avk_app.services.tariffs import DATA_DIR, load_tariffs
from tests.databases import ROOT, free_port, postgres_url
from tests.operator import Run

TEMPLATE = ROOT / "avk_app" / "data" / "templates" / "accounts.csv"


@pytest.mark.slow
def test_prepare_loads_a_city_once_and_show_tells_who_lives_there(run_apart: Run) -> None:
    assert run_apart("prepare").returncode == 0
    again = run_apart("prepare")
    assert (again.returncode, again.stdout) == (0, "")
    shown = json.loads(run_apart("demo", "show", "--json").stdout)
    assert shown["address"] == "http://localhost:4321"
    assert set(shown["subscriber"]) == {"surname", "account_number", "login", "password"}
    assert [member["role"] for member in shown["staff"]] == ["operator", "cashier", "administrator"]
    assert all(set(member) == {"role", "login", "password", "totp_secret"} for member in shown["staff"])
    readable = run_apart("demo", "show").stdout
    assert shown["subscriber"]["password"] in readable
    subscribers, staff = readable.split("Сотрудники на портал пока не входят.")
    assert shown["subscriber_with_two_accounts"]["login"] in subscribers
    assert shown["staff"][0]["totp_secret"] in staff
    refused = run_apart("demo", "load")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "not empty" in refused.stderr


def test_without_a_city_show_says_how_to_get_one(run: Run) -> None:
    unmigrated = run("demo", "show")
    assert unmigrated.returncode == 1
    assert "migrate" in unmigrated.stderr
    run("migrate")
    missing = run("demo", "show", "--json")
    assert missing.returncode == 1
    assert "demo load" in missing.stderr


def test_a_register_is_checked_taken_in_and_known_the_second_time(run: Run, tmp_path: Path) -> None:
    run("migrate")
    checked = run("import", "accounts", str(TEMPLATE), "--dry-run")
    assert "новых лицевых счетов: 3" in checked.stdout
    taken = run("import", "accounts", str(TEMPLATE))
    assert (taken.returncode, "новых водомеров: 3" in taken.stdout) == (0, True)
    assert "без изменений: 3" in run("import", "accounts", str(TEMPLATE)).stdout
    broken = tmp_path / "broken.csv"
    broken.write_text(TEMPLATE.read_text("utf-8-sig").replace("Соколова", "", 1), "cp1251")
    refused = run("import", "accounts", str(broken))
    assert refused.returncode == 1
    assert "строка 2, столбец «Фамилия»" in refused.stderr
    assert "Ничего не загружено" in refused.stderr


def test_staff_are_added_with_a_password_shown_once(run: Run) -> None:
    run("migrate")
    added = run("staff", "add", "petrova", "operator")
    assert "ключ второго шага" in added.stdout
    assert run("staff", "add", "petrova", "operator").returncode == 1
    assert run("staff", "add", "petrova", "director").returncode == 2
    assert run("staff", "add", "ivanova", "subscriber").returncode == 2
    assert get_args(StaffRole) == tuple(role for role in Role if role.is_staff)


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    return {
        "AVK_ENV": "production",
        "AVK_DATABASE_URL": f"sqlite:///{tmp_path / 'portal.db'}",
        "AVK_SECRET_KEY": "0123456789abcdef" * 4,
        "AVK_PUBLIC_URL": "https://lk.example.ru",
        "AVK_SMTP_URL": "smtps://user:password@mail.example.ru:465",
        "AVK_FISCAL_REGISTER": "none",
        "AVK_STRIPE_SECRET_KEY": "sk_live_0123456789",
        "AVK_STRIPE_WEBHOOK_SECRET": "whsec_0123456789",
    }


def test_production_is_told_that_its_rates_are_samples(run: Run, production: dict[str, str]) -> None:
    migrated = run("migrate", **production)
    assert migrated.returncode == 0, migrated.stderr
    assert "только образцы тарифов" in migrated.stderr
    assert "образцы" not in run("migrate").stderr


def test_own_rates_are_taken_as_the_warning_says_and_a_changed_row_is_refused(
    run: Run, production: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rates"
    monkeypatch.setattr(rules, "load_tariffs", partial(load_tariffs, folder=folder))
    shutil.copytree(DATA_DIR, folder)
    run("migrate", **production)
    for table in (folder / "tariffs.csv", folder / "norms.csv"):
        table.write_text(table.read_text().replace(",yes", ",no").replace(",2085,", ",2100,"))
    taken = run("migrate", **production)
    assert (taken.returncode, taken.stderr) == (0, "")
    (folder / "tariffs.csv").write_text((folder / "tariffs.csv").read_text().replace(",2100,", ",2200,"))
    refused = run("migrate", **production)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "тариф на водоснабжение, строка с 1 октября 2026" in refused.stderr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "wrong",
    [
        {"AVK_SMTP_URL": "smtp://user:hush@mail.example.ru:587"},
        {"AVK_SMTP_URL": "hush"},
        {"AVK_SMTP_URL": "smtps://user:hush@mail.example.ru:many"},
        {"AVK_MAIL_FROM": "hush"},
        {"AVK_MAIL_FROM_NAME": "hush\nhush"},
    ],
)
def test_nothing_is_served_when_letters_could_not_leave(
    run: Run, production: dict[str, str], wrong: dict[str, str]
) -> None:
    refused = run("serve", **production | wrong)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert next(iter(wrong)) in refused.stderr
    assert "hush" not in refused.stderr


COMMANDS = [
    ("migrate",),
    ("prepare",),
    ("serve",),
    ("start",),
    ("check",),
    ("billing", "run", "2026-10"),
    ("demo", "show"),
    ("import", "accounts", str(TEMPLATE)),
    ("import", "interruptions", str(TEMPLATE.with_name("interruptions.csv"))),
    ("import", "statement", str(TEMPLATE.with_name("statement.csv"))),
    ("office", "day", "petrova"),
    ("payments", "compare"),
    ("receipts", "refused"),
    ("staff", "add", "petrova", "operator"),
    ("statement", "doubtful"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    "wrong",
    [
        {"AVK_PORT": "hush"},
        {"AVK_TRUSTED_PROXY_HOPS": "6"},
        {"AVK_DATABASE_URL": "hush"},
        {"AVK_SECRET_KEY": "hush", "AVK_ENV": "production"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_wrong_settings_are_one_line_that_names_them(
    run: Run, command: tuple[str, ...], wrong: dict[str, str]
) -> None:
    refused = run(*command, **wrong)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert next(iter(wrong)) in refused.stderr
    assert "hush" not in refused.stderr


@pytest.mark.parametrize("command", [("migrate",), ("check",)], ids=" ".join)
def test_a_database_server_that_is_down_is_no_reason_to_migrate(run: Run, command: tuple[str, ...]) -> None:
    refused = run(*command, AVK_DATABASE_URL=f"postgresql://avk@127.0.0.1:{free_port()}/avk")
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert "Connection refused" in refused.stderr
    assert "migrate" not in refused.stderr


@pytest.mark.postgres
def test_a_database_without_tables_is_to_be_migrated(
    run: Run, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = postgres_url(tmp_path_factory)
    for variables in ({}, {"AVK_DATABASE_URL": url.replace("+psycopg", "")}):
        refused = run("check", **variables)
        assert (refused.returncode, "avk_app migrate" in refused.stderr) == (1, True)


def test_an_address_that_cannot_be_listened_on_is_told_from_a_busy_port(run: Run) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        busy = run("serve", AVK_PORT=str(listener.getsockname()[1]))
    assert (busy.returncode, "another port" in busy.stderr) == (1, True)
    foreign = run("serve", AVK_HOST="192.0.2.1")
    assert (foreign.returncode, "AVK_HOST" in foreign.stderr, "port" in foreign.stderr) == (1, True, False)


def test_a_month_that_cannot_be_charged_or_compared_is_told_in_sentences(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("migrate")
    refusals = {
        ("compare", "2020-10"): "октябрь 2020: начислений ещё не было",
        ("run", "2020-10"): "На 1 октября 2020 не задано: тариф на водоснабжение",
        ("run", "2020-10", "--dry-run"): "На 1 октября 2020 не задано: тариф на водоснабжение",
        ("run", "2026-10"): "октябрь 2026: другой расчёт ещё идёт",
    }
    monkeypatch.setattr(billing_run, "_only_one", _another_run)
    for arguments, words in refusals.items():
        refused = run("billing", *arguments)
        said = refused.stderr.replace("\u00a0", " ")
        assert (refused.returncode, refused.stdout, words in said) == (1, "", True), said
        assert said.count("\n") == 1


@contextmanager
def _another_run(_engine: Engine, period: Period) -> Iterator[None]:
    if period.year != 2020:
        raise RunIsUnderWay(period)
    yield


def test_a_city_is_charged_when_told_and_the_books_are_whole(run: Run) -> None:
    run("migrate")
    loaded = run("demo", "load", "--accounts", "20", "--months", "3", "--no-charge")
    assert "demo charge" in loaded.stdout
    charged = run("demo", "charge")
    assert "Начислено месяцев — 3" in charged.stdout
    assert "с ошибкой — 0" in charged.stdout
    assert run("check").returncode == 0


def test_interruptions_are_checked_written_and_known_the_second_time(run: Run, tmp_path: Path) -> None:
    run("migrate")
    run("import", "accounts", str(TEMPLATE))
    file = TEMPLATE.with_name("interruptions.csv")
    pinned = {"AVK_NOW": "2026-11-22T12:00:00+08:00"}
    checked = run("import", "interruptions", str(file), "--dry-run", **pinned)
    assert "новых отключений домов: 2" in checked.stdout
    taken = run("import", "interruptions", str(file), **pinned)
    assert (taken.returncode, "новых отключений домов: 2" in taken.stdout) == (0, True)
    ended = tmp_path / "ended.csv"
    ended.write_text(file.read_text("utf-8-sig").replace("22:15;;", "22:15;21.11.2026 01:00;"), "cp1251")
    again = run("import", "interruptions", str(ended), **pinned).stdout
    assert "дописано, когда включили: 1" in again
    assert "без изменений: 1" in again
    ended.write_text(ended.read_text("cp1251").replace("Коминтерна;5", "Коминтерна;6"), "cp1251")
    refused = run("import", "interruptions", str(ended), **pinned)
    assert refused.returncode == 1
    assert "строка 2, столбец «Дом»: такого дома ни у кого нет" in refused.stderr


def test_a_wrong_interruption_is_found_and_withdrawn_by_its_number(run: Run) -> None:
    run("migrate")
    run("import", "accounts", str(TEMPLATE))
    run("staff", "add", "sidorov", "operator")
    run("staff", "add", "petrova", "cashier")
    pinned = {"AVK_NOW": "2026-11-22T12:00:00+08:00"}
    file = str(TEMPLATE.with_name("interruptions.csv"))
    run("import", "interruptions", file, **pinned)
    listed = run("interruptions", "list", "2026-11").stdout
    assert (len(listed.splitlines()), "ещё не включили" in listed) == (1, True)
    assert "Отключений не записано" in run("interruptions", "list", "2026-09").stdout
    number = listed.split()[0]
    refusals = {
        ("petrova", number, "не тот дом"): "оператор и администратор",
        ("nobody", number, "не тот дом"): "логином",
        ("sidorov", "99", "не тот дом"): "Отключения с таким номером нет",
        ("sidorov", number, " "): "Напишите причину",
    }
    for arguments, words in refusals.items():
        refused = run("interruptions", "withdraw", *arguments)
        assert (refused.returncode, refused.stdout, words in refused.stderr) == (1, "", True), arguments
    assert "следующий расчёт" in run("interruptions", "withdraw", "sidorov", number, "не тот дом").stdout
    assert "отозвано" in run("interruptions", "withdraw", "sidorov", number, "не тот дом").stderr
    assert "отозвано: не тот дом" in run("interruptions", "list", "2026-11").stdout
    assert "снова не записаны: 1" in run("import", "interruptions", file, **pinned).stdout


def test_a_cashier_takes_money_cancels_it_and_adds_up_the_day(run: Run) -> None:
    run("migrate")
    run("import", "accounts", str(TEMPLATE))
    run("staff", "add", "petrova", "cashier")
    run("staff", "add", "sidorov", "operator")
    number = TEMPLATE.read_text("utf-8-sig").splitlines()[1].split(";")[0]
    paid = run("office", "pay", "petrova", number, "418,47", "--key", "a", "--office", "Центральный офис")
    assert (paid.returncode, paid.stderr) == (0, "")
    assert run("office", "pay", "petrova", number, "418,47", "--key", "a").stdout == paid.stdout
    refusals = {
        ("pay", "petrova", number, "0.001"): "Введите сумму цифрами",
        ("pay", "petrova", number, "1e9"): "Введите сумму цифрами",
        ("pay", "petrova", number, "вода"): "Введите сумму цифрами",
        ("pay", "petrova", number, "0"): "больше нуля",
        ("pay", "petrova", number, "1000000000"): "не больше",
        ("pay", "petrova", number[:-1] + str((int(number[-1]) + 1) % 10), "1"): "опечатка",
        ("pay", "petrova", number, "1", "--key", "a"): "другой платёж",
        ("pay", "petrova", number, "1", "--key", "k" * 70): "Ключ платежа — от 1 до 64 знаков",
        ("pay", "sidorov", number, "1"): "кассир",
        ("pay", "nobody", number, "1"): "логином",
        ("cancel", "petrova", "99", "ошибка"): "Платежа с таким номером",
        ("day", "petrova", "--day", "вчера"): "2026-11-22",
    }
    for arguments, words in refusals.items():
        refused = run("office", *arguments)
        assert (refused.returncode, refused.stdout, words in refused.stderr) == (1, "", True), arguments
    cancelled = run("office", "cancel", "petrova", "1", "не тот счёт")
    assert "Чек возврата" in cancelled.stdout
    assert "уже отменён" in run("office", "cancel", "petrova", "1", "ещё раз").stderr
    again = run("office", "pay", "petrova", number, "418,47", "--key", "a")
    assert (again.returncode, again.stdout, "отменён" in again.stderr) == (1, "", True)
    assert "возвращено 418,47" in run("office", "day", "petrova").stdout
    totals = json.loads(run("office", "day", "petrova", "--json").stdout)["totals"]
    assert [(one["taken_kopecks"], one["returned_kopecks"]) for one in totals] == [(41847, 41847), (0, 0)]
    assert run("check").returncode == 0
