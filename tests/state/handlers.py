"""Calling a page's handler as the framework does."""

import asyncio
from typing import Any


def run_handler(handler: Any, state: Any, form: Any) -> None:
    """To its end, whatever it shows on the way."""

    async def run() -> None:
        async for _ in handler.fn(state, form):
            pass

    asyncio.run(run())
