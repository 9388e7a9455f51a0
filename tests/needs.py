"""What a test needs besides Python: missing, it is skipped, and under CI it fails."""

import os
from typing import NoReturn

import pytest


def is_missing(what: str, package: str) -> NoReturn:
    reason = f"{what} is not installed: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
