"""Whether the links of a message open, asked before many people are sent there."""

import asyncio
from collections.abc import Sequence

_SECONDS = 8.0
_OPENS = 400


async def broken(links: Sequence[str]) -> list[str]:
    """Try each link, and give a sentence for each that does not open."""
    found = await asyncio.gather(*(_problem(link) for link in dict.fromkeys(links)))
    return [problem for problem in found if problem]


async def _problem(link: str) -> str:
    import aiohttp  # noqa: PLC0415 only here: it would slow every other command down

    limits = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limits) as session,
            session.get(link, allow_redirects=True) as response,
        ):
            if response.status < _OPENS:
                return ""
            return f"El enlace {link} responde con el error {response.status}."
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return f"El enlace {link} no abre."
