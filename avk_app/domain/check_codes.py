"""The code on a document that proves the utility made it.

It is checked on a public page by people who type it from paper: no 0, O, 8, B-like pairs, and only
letters that look the same in Russian and in Latin, as on Russian car plates. Both layouts are accepted.
"""

import hmac
from hashlib import sha256

LETTERS = "ACEHKMPTXY"
ALPHABET = f"234567{LETTERS}9"
CODE_LENGTH = 10
GROUP_LENGTH = 5
MAX_TYPED_LENGTH = 40
_CYRILLIC = "А", "С", "Е", "Н", "К", "М", "Р", "Т", "Х", "У"
_TO_LATIN = {ord(cyrillic): latin for cyrillic, latin in zip(_CYRILLIC, LETTERS, strict=True)}


def check_code(key: bytes, document: str, amount_kopecks: int) -> str:
    """The code of a document («bill:3801042217-202611») with this sum, without its dash: 40 bits."""
    digest = hmac.new(key, f"{document}:{amount_kopecks}".encode(), sha256).digest()
    rest, code = int.from_bytes(digest, "big"), ""
    for _ in range(CODE_LENGTH):
        rest, place = divmod(rest, len(ALPHABET))
        code += ALPHABET[place]
    return code


def format_check_code(code: str) -> str:
    """«A4K7M-X2PT9», as documents print it."""
    return f"{code[:GROUP_LENGTH]}-{code[GROUP_LENGTH:]}"


def is_check_code(key: bytes, document: str, amount_kopecks: int, typed: str) -> bool:
    """Whether what a person typed is the code; the comparison takes the same time whatever is wrong."""
    expected = check_code(key, document, amount_kopecks)
    return hmac.compare_digest(expected.encode(), _cleaned(typed).encode("utf-8", "replace"))


def _cleaned(typed: str) -> str:
    upper = typed[:MAX_TYPED_LENGTH].upper().translate(_TO_LATIN)
    return "".join(character for character in upper if character.isalnum())
