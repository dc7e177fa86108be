"""What in a text names one person to whoever reads it: a DNI, a telephone, an e-mail, a link.

However it is spaced, dotted or spelt, and in whatever digits. In doubt it is one.
"""

import re
import unicodedata
from collections.abc import Iterator

from intake.words.text import clean

DNI = "trae un DNI"
RUC = "trae un RUC"
PHONE = "trae un teléfono"
ACCOUNT = "trae un número de cuenta o de tarjeta"
EMAIL = "trae un correo"
LINK = "trae un enlace"
HANDLE = "trae un usuario de redes"
_BRINGS = "trae "

_SPELT = {
    word: str(digit)
    for digit, word in enumerate(
        ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
    )
}
_SPELT_WORD = re.compile(rf"\b(?:{'|'.join(_SPELT)})\b", re.IGNORECASE)
# All that repeats is bounded: whatever is sent, it is read in a time that grows with its length.
# Between two digits of one number: a few signs, as «987 - 654» and «(064) 23-1234» have them. A
# comma with a blank parts the numbers of a list, but not digits that are dictated one by one.
_BETWEEN = r"(?:[ .·_'*()\-–—]{0,3}|,(?=\d)|, (?=\d(?!\d)))"
_NUMBER = re.compile(rf"\d(?:{_BETWEEN}\d)*")
_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d\d"
    r"|(?:19|20)\d\d([/.-])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01]))(?!\d)"
)
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d ?[-–—] ?(?:19|20)\d\d(?!\d)")
_MONEY = re.compile(
    r"(?:s/\.?|us\$|\$)\s?\d[\d.,'’ ]{0,24}"
    r"|\d[\d.,'’ ]{0,24}(?=\s*(?:(?:mil|millones de|nuevos)\s+)?(?:soles|dolares|dólares)\b)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:tel[eé]fono|tel[eé]f|telf?|cel|celular|fono|whats\s?app|wh?asap|wsp|fijo|anexo|"
    r"ll[aá]m\w+|timbr\w+|n[uú]mero)\b\W*(?:\w+\W+){0,3}$",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[^\s@]{1,64}\s?@\s?[^\s@]{1,100}\.[a-z]{2,}"
    r"|\b\w{1,40}\W{1,3}arroba\W{1,3}(?:\w{1,40}\W{1,3}){0,2}"
    r"(?:punto\W{1,3}\w|gmail|hotmail|yahoo|outlook|icloud)"
    r"|@\s?(?:gmail|hotmail|yahoo|outlook|icloud)\b"
    r"|\b(?:gmail|hotmail|outlook|yahoo|icloud)\s?(?:\.|punto)\s?(?:com|es)\b",
    re.IGNORECASE,
)
# Endings that no Spanish word is: after a full stop without a blank «agua.me dijeron» is no site.
_SITES = (
    "com|org|net|pe|info|gob|edu|app|io|ly|gl|gg|xyz|link|site|online|tk|top|shop|club|tv|biz|"
    "page|web|live|mx|br|ar|cl|bo|ec|ru|cc|dev"
)
_LINK = re.compile(
    r"\b(?:https?|ftp|tg|hxxps?)\s?:\s?/?/?\S"
    r"|\bwww\s?\."
    rf"|\b[\w-]{{2,63}}\s?\.\s?(?:{_SITES})\b(?!\.\s|\w)"
    r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.[a-z]{2,10}/\S"
    r"|\b\w{1,63}\s{1,3}punto\s{1,3}(?:com|pe|org|net)\b"
    r"|(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/)",
    re.IGNORECASE,
)
_WHOLE_LINK = re.compile(rf"(?:{_LINK.pattern})[^\s,;]*", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w.])@\w{3,}")


def identifiers(text: str) -> tuple[str, ...]:
    """The signs of a person that a text holds, each once, in words for the staff."""
    text = plain_digits(text)
    found = []
    for name, pattern in ((EMAIL, _EMAIL), (LINK, _LINK), (HANDLE, _HANDLE)):
        text, times = pattern.subn(" , ", text)  # an e-mail is no link besides
        if times:
            found.append(name)
    return tuple(dict.fromkeys((*found, *_numbers(text))))


def without_identifiers(text: str) -> str:
    """The text with what names a person taken out, for eyes outside: «[un teléfono]»."""
    text = plain_digits(text)
    for name, pattern in ((EMAIL, _EMAIL), (LINK, _WHOLE_LINK), (HANDLE, _HANDLE)):
        text = pattern.sub(f"[{name.removeprefix(_BRINGS)}]", text)
    kept, at = [], 0
    for found, name in _named_numbers(text):
        kept += [text[at : found.start()], f"[{name.removeprefix(_BRINGS)}]"]
        at = found.end()
    return "".join((*kept, text[at:]))


def plain_digits(text: str) -> str:
    """The text with every digit as 0 to 9: full-width, foreign and spelt-out ones too."""
    text = unicodedata.normalize("NFKC", clean(text))
    # Keycaps («1️⃣») are a digit and marks.
    text = "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in text
        if unicodedata.category(c) not in {"Mn", "Me"} or unicodedata.combining(c)
    )
    return _SPELT_WORD.sub(lambda word: _SPELT[word[0].lower()], text)


def _numbers(text: str) -> Iterator[str]:
    for nobodys in (_DATE, _YEARS, _MONEY):
        text = nobodys.sub(" , ", text)
    for found in _NUMBER.finditer(text):
        yield from _names(text, found)


def _named_numbers(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each number of somebody, where it stands. Dates and money are passed over, and stay."""
    looked_at = text
    for nobodys in (_DATE, _YEARS, _MONEY):
        looked_at = nobodys.sub(lambda each: ";" * len(each[0]), looked_at)
    for found in _NUMBER.finditer(looked_at):
        for name in _names(looked_at, found)[:1]:
            yield found, name


def _names(text: str, found: re.Match[str]) -> list[str]:
    """What the number found there is, of a person; several where it is several."""
    before = text[max(0, found.start() - 60) : found.start()]
    is_called = bool(_CALLED.search(before))
    names = (_name(digits, is_called=is_called) for digits in _readings(found[0]))
    return [name for name in names if name is not None]


def _readings(number: str) -> list[str]:
    """Of «12345678 987654321» each by itself, and of «987 654 321» all of it together."""
    parts = [re.sub(r"\D", "", part) for part in number.split(" ")]
    alone = [part for part in parts if len(part) >= _SHORTEST_DNI]
    return alone or ["".join(parts)]


_SHORTEST_DNI, _LONGEST_PHONE, _SHORTEST_ACCOUNT = 8, 13, 12


def _name(digits: str, *, is_called: bool) -> str | None:
    if _is_phone(digits, is_called=is_called):
        return PHONE
    if len(digits) in {8, 9}:  # nine: with the sign that checks it
        return DNI
    if len(digits) == 11 and digits[:2] in {"10", "15", "16", "17", "20"}:
        return RUC
    if len(digits) in {10, 11}:
        return PHONE
    return ACCOUNT if len(digits) >= _SHORTEST_ACCOUNT else None


def _is_phone(digits: str, *, is_called: bool) -> bool:
    """Whether it is one by its form, with the country's code or not, or by what stands before."""
    local = re.sub(r"^(?:00)?51(?=\d{8,9}$)", "", digits)
    if local != digits or (len(local) == 9 and local[0] in "90"):
        return True
    return is_called and 6 <= len(digits) <= _LONGEST_PHONE
