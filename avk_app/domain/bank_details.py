"""Whom a bill is paid to. Check digits of banks and of the tax service find a mistyped one."""

import re
from dataclasses import dataclass

from avk_app.errors import DomainError

ACCOUNT_LENGTH = 20
_ACCOUNT = re.compile(r"\d{20}", re.ASCII)
_ACCOUNT_WEIGHTS = (7, 1, 3)
_INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN = re.compile(r"\d{10}", re.ASCII)
_KPP = re.compile(r"\d{4}[0-9A-Z]{2}\d{3}", re.ASCII)
_BIC = re.compile(r"\d{9}", re.ASCII)
MAX_NAME_LENGTH = 160
MAX_BANK_NAME_LENGTH = 45


@dataclass(eq=False)
class WrongBankDetail(DomainError):
    """A detail of the payee that cannot be right: a digit is wrong, or it is too long or empty."""

    detail: str
    value: str


@dataclass(frozen=True)
class Payee:
    """получатель платежа and its bank, checked as a whole. Raises WrongBankDetail.

    Lengths of the names: GOST R 56042-2014, table 1.
    """

    name: str
    inn: str
    kpp: str
    account: str
    bank_name: str
    bic: str
    correspondent_account: str

    def __post_init__(self) -> None:
        checks = {
            "name": 0 < len(self.name) <= MAX_NAME_LENGTH,
            "inn": is_inn(self.inn),
            "kpp": bool(_KPP.fullmatch(self.kpp)),
            "bank_name": 0 < len(self.bank_name) <= MAX_BANK_NAME_LENGTH,
            "bic": bool(_BIC.fullmatch(self.bic)),
            "account": is_bank_account(self.account, self.bic[-3:]),
            "correspondent_account": is_bank_account(self.correspondent_account, f"0{self.bic[4:6]}"),
        }
        for detail, is_right in checks.items():
            if not is_right:
                raise WrongBankDetail(detail, str(getattr(self, detail)))


def is_inn(digits: str) -> bool:
    """Whether a legal entity's ten-digit INN has the last digit that the others ask for."""
    if not _INN.fullmatch(digits):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits, _INN_WEIGHTS, strict=False))
    return total % 11 % 10 == int(digits[-1])


def is_bank_account(digits: str, bank: str) -> bool:
    """Whether a 20-digit account has the control key of its bank.

    `bank` is the last three digits of the BIC, or for a correspondent account «0» and the BIC's fifth and
    sixth digits (Bank of Russia, order of computing the control key, 08.09.1997 No. 515).
    """
    if not _ACCOUNT.fullmatch(digits):
        return False
    keyed = f"{bank}{digits}"
    return sum(int(d) * _ACCOUNT_WEIGHTS[place % 3] for place, d in enumerate(keyed)) % 10 == 0
