"""Redis: what several serving processes share."""

from redis import Redis, RedisError

ANSWER_SECONDS = 2


def is_redis_up(url: str) -> bool:
    """Whether the Redis at this address answers; an address that is none does not."""
    try:
        with Redis.from_url(
            url, socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS
        ) as redis:
            return bool(redis.ping())
    except (RedisError, ValueError):
        return False
