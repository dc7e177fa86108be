"""The only reader of the clock."""

import time
from datetime import UTC, datetime


def utc_now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def ticks() -> float:
    """Seconds that only go forward, from any beginning: for limits, which no set clock may move."""
    return time.monotonic()
