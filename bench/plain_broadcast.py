"""The broadcast to compare with: python-telegram-bot's AIORateLimiter, as its examples use it.

One Application with its defaults (httpx), the rate limiter set to the rate, an answer to whoever
writes, and one task that sends the same text to everybody. Started by `bench.broadcast`.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from aiohttp import web
from telegram import Update
from telegram.error import RetryAfter, TelegramError
from telegram.ext import (
    AIORateLimiter,
    Application,
    ApplicationBuilder,
    ContextTypes,
    MessageHandler,
    filters,
)

_AT_ONCE = 256
_TEXT = "El MIDIS abrió un concurso para mejorar el agua de tu comunidad. " * 4


async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Whoever writes gets an answer."""
    assert update.message is not None
    await update.message.reply_text(_TEXT)


async def broadcast(
    application: Application[Any, Any, Any, Any, Any, Any], first: int, number: int
) -> None:
    """To everybody, so many at once."""
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(chat_id: int) -> None:
        async with room:
            try:
                await application.bot.send_message(chat_id, _TEXT)
            except RetryAfter:
                print("429", flush=True)
            except TelegramError as problem:
                print(f"lost {problem!r}", file=sys.stderr, flush=True)

    async with asyncio.TaskGroup() as group:
        for chat_id in range(first, first + number):
            await room.acquire()
            room.release()
            group.create_task(one(chat_id))
    print("done", flush=True)


async def serve(options: argparse.Namespace) -> None:
    """Register the webhook, wait for the word, send, go on answering until killed."""
    limiter = AIORateLimiter(overall_max_rate=options.rate, overall_time_period=1, max_retries=3)
    builder = ApplicationBuilder().token(options.token).updater(None).rate_limiter(limiter)
    builder = builder.base_url(f"{options.api_url}/bot").connection_pool_size(_AT_ONCE)
    application = builder.pool_timeout(60).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))

    async def webhook(request: web.Request) -> web.Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return web.Response()

    app = web.Application()
    app.router.add_post("/telegram/webhook", webhook)
    async with application:
        await application.start()
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", options.port).start()
        await application.bot.set_webhook(f"http://127.0.0.1:{options.port}/telegram/webhook")
        while not Path(options.go).exists():
            await asyncio.sleep(0.05)
        await broadcast(application, options.first, options.recipients)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--first", type=int, required=True)
    parser.add_argument("--recipients", type=int, required=True)
    parser.add_argument("--go", required=True, help="begin when this file is there")
    asyncio.run(serve(parser.parse_args()))
