"""One-time codes: how long they live, how many there may be, and how they are kept.

A guesser gets 5 tries a code and 15 codes a day for one account: 75 tries a day at one in a million.
"""

import hashlib
import hmac
import re
from datetime import timedelta

from avk_app.errors import FieldProblem, InvalidInput

CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=15)
MAX_WRONG_TRIES = 5
# How many codes may be asked for within how long, counted for an account and for a session alike.
ISSUE_LIMITS = ((timedelta(hours=1), 5), (timedelta(days=1), 15))
_MAX_TYPED_LENGTH = 40
_NOT_PART_OF_CODE = re.compile(r"[\s\u2010-\u2015-]+")


def code_of(number: int) -> str:
    """The code for a random number below a million, with its leading zeros."""
    return f"{number:0{CODE_DIGITS}d}"


def parse_code(text: str, field: str) -> str:
    """The digits a person typed; spaces and dashes don't count.

    Raises InvalidInput `code_empty` or `code_format`; neither is a try.
    """
    cleaned = _NOT_PART_OF_CODE.sub("", text[:_MAX_TYPED_LENGTH])
    if not cleaned:
        raise InvalidInput((FieldProblem(field, "code_empty"),))
    if len(cleaned) != CODE_DIGITS or not (cleaned.isascii() and cleaned.isdigit()):
        raise InvalidInput((FieldProblem(field, "code_format", (("digits", CODE_DIGITS),)),))
    return cleaned


def hash_code(key: bytes, session_id: int, account_id: int, purpose: str, subject: str, code: str) -> str:
    """A keyed hash of the code together with all it is bound to: moved to another row it fits nothing."""
    # The subject comes last: nothing in it can be taken for another part.
    bound = f"{session_id}|{account_id}|{purpose}|{code}|{subject}"
    return hmac.new(key, bound.encode(), hashlib.sha256).hexdigest()


def is_same_hash(left: str, right: str) -> bool:
    """Compared in constant time."""
    return hmac.compare_digest(left, right)
