"""What the operator's commands say in numbers."""

import pytest

from avk_app.money import format_kopecks
from avk_app.texts.operator import credited


@pytest.mark.parametrize(("kopecks", "word"), [(-152_24, "снижено за"), (152_24, "возвращено к оплате")])
def test_credits_are_told_without_a_sign_to_be_read_twice(kopecks: int, word: str) -> None:
    assert word in credited(kopecks)
    assert credited(kopecks).endswith(f": {format_kopecks(152_24)}")
