"""What a mass message may look like, so that every channel shows it whole."""

import re
from collections.abc import Iterable

from intake.words.channels import declared
from intake.words.text import clean, fold_case

SHORT = 600
"""What a cheap telephone shows without scrolling much."""
GOODBYE = "Para no recibir más avisos, escribe «baja»."
_LINK = re.compile(r"https?://[^\s<>«»\"']+", re.IGNORECASE)


def whole(text: str) -> str:
    """The text with the way out that each one must have."""
    return f"{text.strip()}\n\n{GOODBYE}"


def links(text: str) -> list[str]:
    """The links in it, without the punctuation that follows them."""
    return [found.rstrip(".,;:!?)»") for found in _LINK.findall(text)]


def problems(text: str, channels: Iterable[str]) -> list[str]:
    """Why it cannot be sent on these channels, in words; none if it can."""
    found = []
    if not clean(text):
        return ["El mensaje está vacío."]
    size = len(whole(text).encode("utf-16-le")) // 2
    wanted = set(channels)
    found += [
        f"Tiene {size} caracteres con la despedida y {channel.name} acepta "
        f"{channel.message.limit}: acórtelo."
        for channel in sorted(declared(), key=lambda each: each.name)
        if channel.name in wanted and size > channel.message.limit
    ]
    found += [
        f"El enlace {link} no es seguro: use https://"
        for link in links(text)
        if not fold_case(link).startswith("https://")
    ]
    if "{" in text or "}" in text:
        found.append("Tiene llaves { }: ¿quedó algo sin rellenar?")
    return found
