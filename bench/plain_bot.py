"""The bot to compare with: python-telegram-bot as its examples show it, with the same dialogue.

Application with its defaults (httpx, one update after another), ConversationHandler with its state
in memory, and the documented custom webhook: an aiohttp route that puts updates in `update_queue`.
The texts are fixed, and as long as those of our bot. Started by `bench.intake`.
"""

import argparse
import asyncio
import warnings
from typing import Any

from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)
from telegram.warnings import PTBUserWarning

PLACE, AFFECTED, SUMMARY = range(3)
_LOREM = "Gracias por contarme lo que pasa en tu comunidad, lo leerá una persona del equipo. " * 6
_ASK_PLACE = _LOREM[:370]
_ASK_AFFECTED = _LOREM[:60]
_RECEIPT = _LOREM[:300]
_PLACES = [("1. Prefiero no decirlo", "x:lugar:ninguno")]
_AFFECTED = [
    ("1. A mi familia", "x:afecta:familia"),
    ("2. A mi comunidad o barrio", "x:afecta:comunidad"),
    ("3. A todo el distrito", "x:afecta:distrito"),
    ("4. Escribo por la municipalidad", "x:afecta:municipalidad"),
]
_CONFIRM = [
    ("1. Sí, registrar", "x:resumen:si"),
    ("2. Corregir algo", "x:resumen:corregir"),
    ("3. Más información", "privacidad"),
]
_AFTER = [
    ("1. Avísame de los concursos", "noticias-si"),
    ("2. Contar otra cosa", "contar"),
    ("3. Mis aportes", "mios"),
]

Context = ContextTypes.DEFAULT_TYPE


async def story(update: Update, context: Context) -> int:
    """What is told; ask where."""
    message = _data(update, context, "story")
    await message.reply_text(_ASK_PLACE, reply_markup=_keyboard(_PLACES))
    return PLACE


async def place(update: Update, context: Context) -> int:
    """Where; ask whom it affects."""
    message = _data(update, context, "place")
    await message.reply_text(_ASK_AFFECTED, reply_markup=_keyboard(_AFFECTED))
    return AFFECTED


async def affected(update: Update, context: Context) -> int:
    """Whom; show it whole."""
    message = await _tapped(update)
    assert context.user_data is not None
    summary = f"{_LOREM[:330]}\n{context.user_data['story']}\n{context.user_data['place']}"
    await message.reply_text(summary, reply_markup=_keyboard(_CONFIRM))
    return SUMMARY


async def register(update: Update, _context: Context) -> int:
    """A yes; give the receipt."""
    message = await _tapped(update)
    await message.reply_text(_RECEIPT, reply_markup=_keyboard(_AFTER))
    return ConversationHandler.END


def _data(update: Update, context: Context, name: str) -> Message:
    assert update.message is not None
    assert context.user_data is not None
    context.user_data[name] = update.message.text
    return update.message


async def _tapped(update: Update) -> Message:
    assert update.callback_query is not None
    await update.callback_query.answer()
    assert isinstance(update.callback_query.message, Message)
    return update.callback_query.message


def _keyboard(choices: list[tuple[str, str]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data)] for label, data in choices]
    )


def build(token: str, api_url: str) -> Application[Any, Any, Any, Any, Any, Any]:
    """The application, its conversation and nothing else."""
    warnings.simplefilter("ignore", PTBUserWarning)  # about per_message; the default is meant
    builder = ApplicationBuilder().token(token).updater(None)
    application = builder.base_url(f"{api_url}/bot").base_file_url(f"{api_url}/file/bot").build()
    words = filters.TEXT & ~filters.COMMAND
    application.add_handler(
        ConversationHandler(
            entry_points=[MessageHandler(words, story)],
            states={
                PLACE: [MessageHandler(words, place)],
                AFFECTED: [CallbackQueryHandler(affected, pattern="x:afecta:")],
                SUMMARY: [CallbackQueryHandler(register, pattern="x:resumen:si")],
            },
            fallbacks=[],
        )
    )
    return application


async def serve(options: argparse.Namespace) -> None:
    """Run until killed."""
    application = build(options.token, options.api_url)

    async def webhook(request: web.Request) -> web.Response:
        update = Update.de_json(await request.json(), application.bot)
        await application.update_queue.put(update)
        return web.Response()

    app = web.Application()
    app.router.add_post("/telegram/webhook", webhook)
    async with application:
        await application.start()
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", options.port).start()
        await application.bot.set_webhook(f"http://127.0.0.1:{options.port}/telegram/webhook")
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--token", required=True)
    asyncio.run(serve(parser.parse_args()))
