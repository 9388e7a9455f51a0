"""The utility's requisites from a readable file of dated rows."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from avk_app.domain.bank_details import Payee, WrongBankDetail
from avk_app.domain.bill_document import Provider
from avk_app.domain.dated import row_in_force
from avk_app.domain.payment_qr import RequiredBlockTooLong, require_room_for
from avk_app.errors import ConfigError

REQUISITES_FILE = Path(__file__).resolve().parent.parent / "data" / "requisites.toml"


def provider_on(day: date, path: Path = REQUISITES_FILE) -> Provider:
    """The provider as bills of this day print it.

    Raises ConfigError when the file is wrong, RowsHaveGap or RowsOverlap when its rows are.
    """
    return row_in_force(load_providers(path), day, "provider")


@cache
def load_providers(path: Path = REQUISITES_FILE) -> tuple[Provider, ...]:
    """All rows of the file. Raises ConfigError, which names the file and what is wrong in it."""
    try:
        rows = tomllib.loads(path.read_text("utf-8"))["provider"]
        return tuple(_provider(row) for row in rows)
    except WrongBankDetail as error:
        raise ConfigError(f"{path.name}: {error.detail} = {error.value!r} cannot be right") from error
    except RequiredBlockTooLong as error:
        too_long = f"the payee takes {error.length_bytes} bytes of {error.limit_bytes} in the payment QR"
        raise ConfigError(f"{path.name}: {too_long}, shorten name or bank_name") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path.name}: {error}") from error


def _provider(row: Mapping[str, Any]) -> Provider:
    return Provider(
        valid_from=_typed(row, "valid_from", date),
        valid_until=_typed(row, "valid_until", date) if "valid_until" in row else None,
        payee=_payee(row["payee"]),
        address=_typed(row, "address", str),
        hotline=_typed(row, "hotline", str),
        email=_typed(row, "email", str),
        website=_typed(row, "website", str),
        office_hours=_typed(row, "office_hours", str),
        is_sample=_typed(row, "is_sample", bool),
    )


def _payee(row: Mapping[str, Any]) -> Payee:
    payee = Payee(
        name=_typed(row, "name", str),
        inn=_typed(row, "inn", str),
        kpp=_typed(row, "kpp", str),
        account=_typed(row, "account", str),
        bank_name=_typed(row, "bank_name", str),
        bic=_typed(row, "bic", str),
        correspondent_account=_typed(row, "correspondent_account", str),
    )
    require_room_for(payee)
    return payee


def _typed(row: Mapping[str, Any], key: str, kind: type[Any]) -> Any:
    if not isinstance(row[key], kind):
        raise TypeError(f"{key} must be {kind.__name__}")
    return row[key]
