"""How a message fits into Telegram's limits: texts in pieces, choices as a keyboard."""

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.said.texts import UNDERSTOOD
from intake.store.outgoing import Outgoing
from intake.words.channels import get

_FORM = get("telegram").message


def pieces(text: str, limit: int = _FORM.limit) -> list[str]:
    """Cut at the end of a paragraph, a line or a word; joined, they are the text again."""
    found = []
    while len(text) > limit // 2 and _units(text) > limit:
        cut = _cut(text, _longest(text, limit))
        found.append(text[:cut])
        text = text[cut:]
    return [*found, text]


def lead_apart(text: str) -> list[str]:
    """The first paragraph and the rest; a word of ours and the text where it has only one.

    A message shows one keyboard: what takes the old one away cannot bring the new one.
    """
    first, _, rest = text.partition("\n\n")
    return [first, rest] if first.strip() and rest.strip() else [UNDERSTOOD, text]


def keyboard(
    message: Outgoing, labels: list[str]
) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove:
    """The choices under their (numbered) labels; without any, a button to share one's position.

    A message with neither takes that button away again: Telegram leaves it under the chat for good.
    """
    buttons = [
        InlineKeyboardButton(label, url=choice.url)
        if choice.url
        else InlineKeyboardButton(label, callback_data=choice.value)
        for label, choice in zip(labels, message.choices, strict=True)
    ]
    if buttons:
        width = _FORM.columns if all(len(each) <= _FORM.short_label for each in labels) else 1
        return InlineKeyboardMarkup(
            [buttons[start : start + width] for start in range(0, len(buttons), width)]
        )
    if message.asks_location:
        return ReplyKeyboardMarkup(
            [[KeyboardButton("📍 Enviar mi ubicación", request_location=True)]],
            one_time_keyboard=True,
            resize_keyboard=True,
        )
    return ReplyKeyboardRemove()


def _units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _longest(text: str, limit: int) -> int:
    """How many characters fit into `limit` UTF-16 units."""
    units = 0
    for place, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return place
    return len(text)


def _cut(text: str, end: int) -> int:
    """The best place to cut at `end` or before it, not in its first half."""
    for mark in ("\n\n", "\n", " "):
        place = text.rfind(mark, end // 2, end)
        if place >= 0:
            return place + len(mark)
    return end
