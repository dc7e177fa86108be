"""Words on their way in and out of a terminal that may not be in UTF-8."""

import codecs
import io
import sys
import unicodedata
from collections.abc import Iterable
from typing import TextIO

_HANDLER = "ayni"
_SPELT = str.maketrans(
    {"—": "-", "–": "-", "…": "...", "“": '"', "”": '"', "‘": "'", "’": "'", "•": "*", "→": "->"}
)
NOT_UTF8 = (
    "Su terminal no está en UTF-8, y lo que escribió llegaría dañado a la gente. No se hizo nada. "
    "Póngala en UTF-8 (en Linux: export LANG=C.UTF-8; en Windows: chcp 65001) y repita."
)


def prepare_streams() -> None:
    """Let what the terminal cannot write be written near enough: no list breaks off half way."""
    codecs.register_error(_HANDLER, _near_enough)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Plain ASCII is what a system says that knows no language; Click takes it so too.
            is_ascii = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding="utf-8" if is_ascii else None, errors=_HANDLER)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # `is_damaged` then sees it


def writes_everything(stream: TextIO) -> bool:
    """Say whether it can hold every letter; if not, JSON escapes them and loses nothing."""
    try:
        return codecs.lookup(stream.encoding or "").name.startswith("utf-")
    except LookupError:
        return False


def is_damaged(words: Iterable[str]) -> bool:
    """Say whether any of them holds bytes that were not read as text (PEP 383)."""
    return any("\ud800" <= sign <= "\udfff" for word in words for sign in word)


def _near_enough(problem: UnicodeError) -> tuple[str, int]:
    """«—» as «-», a letter without its accent; a question mark for what has no letter."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    written = ""
    for sign in problem.object[problem.start : problem.end].translate(_SPELT):
        plain = "".join(each for each in unicodedata.normalize("NFKD", sign) if each.isascii())
        # A joiner or an accent alone is no sign of its own.
        written += plain or ("" if unicodedata.category(sign)[0] in "MC" else "?")
    return written, problem.end
