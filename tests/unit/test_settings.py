"""Settings: the demo starts with none, production refuses each unsafe one."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from avk_app.config import Settings
from avk_app.errors import ConfigError

SAFE = {
    "env": "production",
    "stripe_secret_key": "sk_live_kkkk",
    "stripe_webhook_secret": "whsec_kkkk",
    "secret_key": "k" * 32,
    "public_url": "https://lk.example.ru",
    "smtp_url": "smtp://mail.example.ru",
    "database_url": "postgresql://avk@db/avk",
    "fiscal_register": "none",
}


def _settings(**values: Any) -> Settings:
    return Settings(**values)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "ENV",
        "FISCAL_REGISTER",
        "NOW",
        "PORT",
        "PUBLIC_URL",
        "DATABASE_URL",
        "SECRET_KEY",
        "SMTP_URL",
    ):
        monkeypatch.delenv(f"AVK_{name}", raising=False)


def test_the_demo_starts_with_no_settings() -> None:
    settings = _settings()
    assert settings.origin == "http://localhost:3000"
    assert not settings.is_https


def test_production_starts_with_safe_settings() -> None:
    assert _settings(**SAFE).is_https


@pytest.mark.parametrize(
    ("unsafe", "named"),
    [
        ({"secret_key": ""}, "AVK_SECRET_KEY"),
        ({"secret_key": "short"}, "AVK_SECRET_KEY"),
        ({"public_url": ""}, "AVK_PUBLIC_URL"),
        ({"public_url": "http://lk.example.ru"}, "AVK_PUBLIC_URL"),
        ({"smtp_url": ""}, "AVK_SMTP_URL"),
        ({"database_url": ""}, "AVK_DATABASE_URL"),
        ({"stripe_secret_key": ""}, "AVK_STRIPE_SECRET_KEY"),
        ({"stripe_webhook_secret": ""}, "AVK_STRIPE_WEBHOOK_SECRET"),
        ({"stripe_webhook_secret": " , "}, "AVK_STRIPE_WEBHOOK_SECRET"),
        ({"fiscal_register": ""}, "AVK_FISCAL_REGISTER"),
        ({"fiscal_register": "demo"}, "AVK_FISCAL_REGISTER"),
        ({"now": "2026-11-22T10:00:00Z"}, "AVK_NOW"),
    ],
)
def test_production_refuses_to_start_when(unsafe: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        _settings(**(SAFE | unsafe))


@pytest.mark.parametrize(
    ("host", "reached_at"),
    [
        ("127.0.0.1", "http://127.0.0.1:3000"),
        ("127.0.0.2", "http://127.0.0.2:3000"),
        ("0.0.0.0", "http://127.0.0.1:3000"),
        ("", "http://127.0.0.1:3000"),
        ("::", "http://[::1]:3000"),
        ("fd00::7", "http://[fd00::7]:3000"),
        ("localhost", "http://localhost:3000"),
    ],
)
def test_the_sandbox_is_reached_where_the_portal_listens(host: str, reached_at: str) -> None:
    settings = _settings(host=host)
    assert settings.payment_api_url == f"{reached_at}/sandbox"


def test_only_the_demo_has_a_cash_register_of_its_own() -> None:
    assert _settings().has_demo_register
    assert not _settings(fiscal_register="none").has_demo_register
    assert not _settings(**SAFE).has_demo_register


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as refused:
        _settings(env="production")
    assert str(refused.value).count("AVK_") >= 4


@pytest.mark.parametrize("port", [0, 65536, "many"])
def test_a_port_that_cannot_be_is_refused(port: object) -> None:
    with pytest.raises(ValidationError):
        _settings(port=port)


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    assert "kkkk" not in repr(_settings(**SAFE))


def test_a_time_without_zone_is_utc() -> None:
    now = _settings(now="2026-11-22T10:00:00").now
    assert now is not None
    assert now.utcoffset() is not None


def test_the_demo_keeps_one_signing_key(tmp_path: Path) -> None:
    first, again = _settings(data_dir=tmp_path), _settings(data_dir=tmp_path)
    assert first.signing_key() == again.signing_key()
    assert len(first.signing_key()) >= 32
    assert (tmp_path / "demo-secret-key").stat().st_mode & 0o077 == 0
