"""How the fake Telegram delivers to a webhook: each chat in order, again until it is taken."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp


class Webhook:
    """One registered address. `taken` is told each update that got its 2xx."""

    def __init__(
        self,
        params: dict[str, str],
        *,
        redeliver: float,
        taken: Callable[[int], None],
        call: Callable[[str, dict[str, str]], Awaitable[None]],
    ) -> None:
        self.url = params["url"]
        self.secret = params.get("secret_token", "")
        self.allowed: list[str] = json.loads(params.get("allowed_updates", "[]"))
        self.connections = int(params.get("max_connections", 40))
        self.statuses: Counter[int] = Counter()
        """What it answered; 0 where it did not."""
        self.repeats = 0
        """How many times more each update is delivered."""
        self._redeliver = redeliver
        self._taken = taken
        self._call = call
        self._free = asyncio.Semaphore(self.connections)
        self._lanes: dict[int, deque[dict[str, Any]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        """Stop delivering."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.close()

    def deliver(self, update: dict[str, Any]) -> None:
        """Put it behind the others of its chat."""
        lane = _lane(update)
        is_idle = lane not in self._lanes
        self._lanes.setdefault(lane, deque()).append(update)
        if is_idle:
            task = asyncio.get_running_loop().create_task(self._run(lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: int) -> None:
        queue, delay = self._lanes[lane], self._redeliver
        while queue:
            async with self._free:
                is_taken = await self._post(queue[0])
            if not is_taken:
                await asyncio.sleep(delay)
                delay = min(2 * delay, 1.0)
                continue
            for _ in range(self.repeats):
                await self._post(queue[0])
            self._taken(queue.popleft()["update_id"])
            delay = self._redeliver
        del self._lanes[lane]

    async def _post(self, update: dict[str, Any]) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.secret}
        try:
            async with self._client.post(self.url, json=update, headers=headers) as response:
                body = await response.read()
        except (aiohttp.ClientError, TimeoutError):
            self.statuses[0] += 1
            return False
        self.statuses[response.status] += 1
        if response.status // 100 != 2:
            return False
        if body and response.content_type == "application/json":
            answer = json.loads(body)
            await self._call(answer.pop("method"), answer)
        return True


def _lane(update: dict[str, Any]) -> int:
    """The chat an update belongs to."""
    body = next(value for name, value in update.items() if name != "update_id")
    about = body.get("message", body) if isinstance(body, dict) else {}
    chat = about.get("chat") if isinstance(about, dict) else None
    return chat["id"] if isinstance(chat, dict) and isinstance(chat.get("id"), int) else 0
