"""Settings from AVK_* variables. Production refuses to start when one of them is unsafe."""

import hmac
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import EmailStr, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from avk_app import routes
from avk_app.errors import ConfigError

MIN_SECRET_LENGTH = 32
SANDBOX_KEY = "sk_test_sandbox"
STRIPE_API_URL = "https://api.stripe.com"
_EVERYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 — asked there, not listened on
PROJECT_DIR = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What the operator decides. Names in the environment carry the prefix AVK_."""

    model_config = SettingsConfigDict(env_prefix="AVK_", extra="ignore", frozen=True)

    env: Literal["demo", "production"] = "demo"
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=1, le=65535)
    public_url: str = ""
    data_dir: Path = PROJECT_DIR / "var"
    database_url: str = ""
    redis_url: str = ""
    secret_key: SecretStr = SecretStr("")
    contact_centre_email: EmailStr = "uchet@avk.irtel.ru"
    smtp_url: SecretStr = SecretStr("")
    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    mail_from: str = "uchet@avk.irtel.ru"
    mail_from_name: str = "Ангарский водоканал"
    fiscal_register: Literal["", "none", "demo"] = ""
    now: datetime | None = None
    trusted_proxy_hops: int = Field(default=0, ge=0, le=5)
    sockets_per_address: int = Field(default=200, ge=1)
    socket_openings_per_minute: int = Field(default=240, ge=1)
    socket_messages_per_second: int = Field(default=20, ge=1)

    @field_validator("now")
    @classmethod
    def _aware(cls, value: datetime | None) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.is_production and (faults := self._production_faults()):
            raise ConfigError("; ".join(faults))
        return self

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def sqlalchemy_url(self) -> str:
        """The database: AVK_DATABASE_URL, else a SQLite file in the data directory."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'portal.db'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def origin(self) -> str:
        """Scheme, host and port people type: the only Origin a socket may come from."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def own_address(self) -> str:
        """Where this machine itself reaches the process: where it listens, by this machine's own number when
        it listens everywhere."""
        host = _EVERYWHERE.get(self.host, self.host)
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def outbox_dir(self) -> Path:
        """Where letters are written while AVK_SMTP_URL names no mail server."""
        return self.data_dir / "outbox"

    @property
    def has_demo_register(self) -> bool:
        """Whether receipts go to the demo's cash register, whose papers are not fiscal."""
        return not self.is_production and self.fiscal_register != "none"

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Where our pages may stand: the public address; in the demo also this machine by number."""
        if self.public_url:
            return (self.origin,)
        return (self.origin, f"http://127.0.0.1:{self.port}", f"http://[::1]:{self.port}")

    @property
    def is_https(self) -> bool:
        return urlsplit(self.origin).scheme == "https"

    @property
    def uses_sandbox(self) -> bool:
        """Without a key of the payment provider's the demo pays at its own stand-in."""
        return not self.stripe_secret_key.get_secret_value()

    @property
    def payment_api_key(self) -> str:
        return self.stripe_secret_key.get_secret_value() or SANDBOX_KEY

    @property
    def payment_api_url(self) -> str:
        """The provider's API: the stand-in is served by this same process."""
        return f"{self.own_address}{routes.SANDBOX}" if self.uses_sandbox else STRIPE_API_URL

    @property
    def payment_webhook_secrets(self) -> tuple[str, ...]:
        """The secrets that sign the provider's messages: two, with a comma, while one replaces the other."""
        if self.uses_sandbox:
            return (hmac.new(self.signing_key(), SANDBOX_KEY.encode(), sha256).hexdigest(),)
        configured = self.stripe_webhook_secret.get_secret_value().split(",")
        return tuple(secret.strip() for secret in configured if secret.strip())

    def signing_key(self) -> bytes:
        """The key for keyed hashes; the demo keeps a random one in its data directory."""
        if configured := self.secret_key.get_secret_value():
            return configured.encode()
        return _demo_key(self.data_dir)

    def _production_faults(self) -> list[str]:
        checks = {
            f"AVK_SECRET_KEY needs at least {MIN_SECRET_LENGTH} characters": len(
                self.secret_key.get_secret_value()
            )
            >= MIN_SECRET_LENGTH,
            "AVK_PUBLIC_URL must be the https address people use": self.is_https,
            "AVK_NOW is for the demo and tests only": self.now is None,
            "AVK_SMTP_URL is needed to send letters": bool(self.smtp_url.get_secret_value()),
            "AVK_DATABASE_URL must name the database": bool(self.database_url),
            "AVK_FISCAL_REGISTER must say none: no cash register is connected": self.fiscal_register
            == "none",
            "AVK_STRIPE_SECRET_KEY is needed: the sandbox takes no real money": not self.uses_sandbox,
            "AVK_STRIPE_WEBHOOK_SECRET is needed to know the provider's messages": not self.uses_sandbox
            and bool(self.payment_webhook_secrets),
        }
        return [fault for fault, is_fine in checks.items() if not is_fine]


def _demo_key(data_dir: Path) -> bytes:
    """Linked into place whole: whoever comes second never reads a half-written key."""
    data_dir.mkdir(parents=True, exist_ok=True)
    path = data_dir / "demo-secret-key"
    if not path.exists():
        with NamedTemporaryFile("w", dir=data_dir) as draft, suppress(FileExistsError):
            draft.write(secrets.token_hex(32))
            draft.flush()
            path.hardlink_to(draft.name)
    return path.read_bytes()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process, read once. Raises ConfigError, which never tells their values."""
    try:
        return Settings()
    except ValidationError as error:
        raise ConfigError("; ".join(map(_fault, error.errors()))) from None


def _fault(error: ErrorDetails) -> str:
    return ": ".join((*(f"AVK_{name}".upper() for name in error["loc"]), error["msg"]))
