"""When a letter that could not be sent is tried again."""

from datetime import timedelta

MAX_ATTEMPTS = 15
# Longer than any one sending may take: a worker that died is waited for this long.
CLAIM_LIFETIME = timedelta(minutes=5)
_FIRST_DELAY = timedelta(seconds=30)
_LONGEST_DELAY = timedelta(hours=4)


def retry_delay(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts (≥ 1): 30 s, doubled each time up to 4 h; None to give up."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return min(_FIRST_DELAY * (1 << (attempts - 1)), _LONGEST_DELAY)
