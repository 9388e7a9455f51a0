"""A request with a key is worked on once; asked again, the stored answer comes back."""

import hashlib

from avk_app.sandbox.errors import key_misused
from avk_app.sandbox.store import Answer
from avk_app.sandbox.work import Work

KEPT_SECONDS = 24 * 3600


def fingerprint(method: str, path: str, encoded: bytes) -> str:
    """Equal for equal requests."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), encoded))).hexdigest()


def find_answer(work: Work, key: str, request_hash: str) -> Answer | None:
    """The stored answer of this key. Raises when the key was used for another request."""
    work.connection.execute("DELETE FROM answer WHERE answered_at <= ?", (work.now - KEPT_SECONDS,))
    row = work.connection.execute(
        "SELECT request_hash, status, body FROM answer WHERE key = ?", (key,)
    ).fetchone()
    if row is None:
        return None
    if row[0] != request_hash:
        raise key_misused(key)
    return Answer(row[1], row[2], is_replayed=True)


def keep_answer(work: Work, key: str, request_hash: str, answer: Answer) -> None:
    work.connection.execute(
        "INSERT INTO answer (key, request_hash, status, body, answered_at) VALUES (?, ?, ?, ?, ?)",
        (key, request_hash, answer.status, answer.body, work.now),
    )
