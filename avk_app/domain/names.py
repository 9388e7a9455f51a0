"""Surnames as people type them: what counts as the same, and the wrong keyboard layout."""

import re
import unicodedata

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_LATIN_SHIFTED = '~QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>'
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS + _LATIN_SHIFTED, _RUSSIAN_KEYS + _RUSSIAN_KEYS.upper())
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS + _RUSSIAN_KEYS.upper(), _LATIN_KEYS + _LATIN_SHIFTED)

_LATIN_LETTER = re.compile(r"[A-Za-z]")
_RUSSIAN_LETTER = re.compile(r"[А-Яа-яЁё]")
_RUSSIAN_NAME = re.compile(r"[А-Яа-яЁё]+(?:[\s\u2010-\u2015-]+[А-Яа-яЁё]+)*")


def surname_key(text: str) -> str:
    """What two spellings of one surname share: «Соловьёв - Седой» and «соловьев-седой» are the same.

    Case, ё/е, spaces, every kind of hyphen and invisible characters don't count.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(character for character in folded if _counts(character))
    return unicodedata.normalize("NFC", kept).replace("ё", "е")


def _counts(character: str) -> bool:
    """Neither a separator (Z), nor a dash (Pd), nor a control or formatting character (C)."""
    category = unicodedata.category(character)
    return category[0] not in "ZC" and category != "Pd" and character != "\u2212"


def login_key(text: str) -> str:
    """A login as it is kept and compared: without case, spaces and invisible characters."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in folded if unicodedata.category(character)[0] not in "ZC")


def switch_layout(text: str) -> str:
    """What the same keys give on the Russian layout: «Bdfyjd» → «Иванов». Other characters stay."""
    return text.translate(_TO_RUSSIAN)


def switch_layout_to_latin(text: str) -> str:
    """What the same keys give on the Latin layout: «пароль» → «gfhjkm». Other characters stay."""
    return text.translate(_TO_LATIN)


def has_latin_letters(text: str) -> bool:
    """Whether a Latin letter stands in the text, also one that only looks Russian."""
    return _LATIN_LETTER.search(text) is not None


def has_russian_letters(text: str) -> bool:
    """Whether a letter of the Russian alphabet stands in the text."""
    return _RUSSIAN_LETTER.search(text) is not None


def looks_like_wrong_layout(text: str) -> bool:
    """Whether Latin letters stand where a Russian name was meant, and switching makes it one."""
    if not has_latin_letters(text) or has_russian_letters(text):
        return False
    return _RUSSIAN_NAME.fullmatch(switch_layout(text.strip())) is not None
