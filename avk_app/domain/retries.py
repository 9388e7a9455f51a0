"""When work for the outside world that failed (a letter, a receipt to register) is tried again."""

from datetime import timedelta

MAX_ATTEMPTS = 15
# Longer than any one attempt may take: a worker that died is waited for this long.
CLAIM_LIFETIME = timedelta(minutes=5)
LONGEST_DELAY = timedelta(hours=4)
_FIRST_DELAY = timedelta(seconds=30)


def retry_delay(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts (≥ 1): 30 s, doubled each time up to 4 h; None to give up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return min(_FIRST_DELAY * (1 << (attempts - 1)), LONGEST_DELAY)
