"""How often one session may have a file made: drawing and gathering take a processor's time."""

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

# So many a minute in each process are enough for any person.
FILES_A_MINUTE = RateLimitItemPerMinute(30)
_limiter = FixedWindowRateLimiter(MemoryStorage())


async def is_too_often(what: str, session: str) -> bool:
    """Count one more file of this session; whether it is one too many."""
    return not await _limiter.hit(FILES_A_MINUTE, what, session)
