"""A server of language models on this machine: it answers what a test tells it to."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

CALM = {"peligro": "no", "reservar": False}
"""The least that can be answered."""


@dataclass
class ModelServer:
    """What it is asked is kept; what it answers next stands in `answers`, and then is calm."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    answers: deque[web.Response] = field(default_factory=deque)
    status: int = 200
    """Of every answer that is not given in `answers`."""
    latency: float = 0.0

    @property
    def told(self) -> list[str]:
        """The messages that it was shown, as they came."""
        return [json.loads(each["messages"][-1]["content"])["mensaje"] for each in self.asked]

    def will_say(self, **fields: Any) -> None:
        """Answer this the next time, over the calm answer."""
        self.answers.append(saying(json.dumps({**CALM, **fields})))

    async def complete(self, request: web.Request) -> web.Response:
        """One question."""
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        await asyncio.sleep(self.latency)
        if self.answers:
            return self.answers.popleft()
        return saying(json.dumps(CALM), status=self.status)


def saying(content: object, status: int = 200) -> web.Response:
    """An answer as such servers give it, whatever the model said."""
    message = {"role": "assistant", "content": content}
    return web.json_response({"choices": [{"index": 0, "message": message}]}, status=status)


@asynccontextmanager
async def model_server() -> AsyncIterator[ModelServer]:
    """One that listens on a free port of loopback."""
    server = ModelServer()
    application = web.Application()
    application.router.add_post("/v1/chat/completions", server.complete)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        yield server
    finally:
        await runner.cleanup()
