"""What in a text names one person to whoever reads it: a DNI, a telephone, an e-mail, a link.

However it is spaced, dotted, dictated or cut by the end of a message, and in whatever digits. In
doubt it is one: a check digit would let go the number that somebody mistyped.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from intake.words.names import name_spans
from intake.words.plain_digits import Plain
from intake.words.text import clean

DNI = "trae un DNI"
RUC = "trae un RUC"
PHONE = "trae un teléfono"
ACCOUNT = "trae un número de cuenta o de tarjeta"
EMAIL = "trae un correo"
LINK = "trae un enlace"
HANDLE = "trae un usuario de redes"
NAME = "trae el nombre de una persona"
MASKS = {
    DNI: "[DNI]",
    RUC: "[RUC]",
    PHONE: "[teléfono]",
    ACCOUNT: "[cuenta]",
    EMAIL: "[correo]",
    LINK: "[enlace]",
    HANDLE: "[usuario]",
    NAME: "[nombre]",
}
"""What stands in a text in the place of each."""

# All that repeats is bounded: whatever is sent, it is read in a time that grows with its length.
# Between two digits of one number: a few signs, as «987 - 654» and «(064) 23-1234» have them. A
# comma with a blank parts the numbers of a list, but not digits that are dictated one by one.
# One line break: the second half came in the next message.
_BETWEEN = r"(?:[ .·_'*()\-–—]{0,3}|,(?=\d)|, (?=\d(?!\d))|[ .,-]{0,3}\n[ .,-]{0,3})"
_NUMBER = re.compile(rf"\d(?:{_BETWEEN}\d)*")
_DIGIT = re.compile(r"\d")
_DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])([/.-])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d\d"
    r"|(?:19|20)\d\d([/.-])(?:0?[1-9]|1[0-2])\2(?:0?[1-9]|[12]\d|3[01]))(?!\d)"
)
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?: ?[-–—] ?|\n)(?:19|20)\d\d(?!\d)")
_AMOUNT = r"(?:\d{1,3}(?:[.,'’ ]\d{3}){1,4}(?:[.,]\d{1,2})?|\d{1,15}(?:[.,]\d{1,2})?)(?!\d)"
_MONEY = re.compile(
    rf"(?:s/\.?|us\$|\$)\s?{_AMOUNT}"
    rf"|(?<!\d){_AMOUNT}(?=\s*(?:(?:mil|millones de|nuevos)\s+)?(?:soles|dolares|dólares)\b)",
    re.IGNORECASE,
)
# What stands before a number and says what it is; the nearest is believed.
_CALLS = re.compile(
    r"\b(?:(?P<dni>d\.?\s?n\.?\s?i\b\.?|documento|identidad)"
    r"|(?P<ruc>ruc)|(?P<account>cuenta|cci|tarjeta|cta)"
    r"|(?P<phone>tel[eé]fono|tel[eé]f|telf?|cel|celular|fono|whats\s?app|wh?asap|wsp|fijo)"
    r"|(?P<call>anexo|ll[aá]m(?!o\b|a\b|aba\b)\w+|timbr\w+|n[uú]mero))\b",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\W*(?:\w+\W+){0,3}")
_CALLED = {"dni": DNI, "ruc": RUC, "account": ACCOUNT, "phone": PHONE, "call": PHONE}
# Endings that no Spanish word is: after a full stop without a blank «agua.me dijeron» is no site.
_SITES = (
    "com|org|net|pe|info|gob|edu|app|io|ly|gl|gg|xyz|link|site|online|tk|top|shop|club|tv|biz|"
    "page|web|live|mx|br|ar|cl|bo|ec|ru|cc|dev"
)
_PROVIDER = r"(?:gmail|hotmail|yahoo|outlook|icloud)"
_SPOKEN_JOINT = r"(?:\W{1,3}(?:punto|gui[oó]n|gui[oó]n bajo)\W{1,3}|[.-])"
_SPOKEN_AT = r"\W{1,3}(?:arroba|at)\W{1,3}"
_EMAIL = re.compile(
    r"[^\s@]{1,64}\s?@\s?[^\s@]{1,100}\.[a-z]{2,}"
    rf"|\b(?:\w{{1,40}}{_SPOKEN_JOINT}){{0,3}}\w{{1,40}}"
    rf"{_SPOKEN_AT}(?:(?:\w{{1,40}}\W{{1,3}}){{0,2}}(?:punto\W{{1,3}}\w+|{_PROVIDER}\b)"
    rf"|[\w-]{{2,40}}(?:\.[\w-]{{2,20}}){{0,2}}\.(?:{_SITES})\b)"
    r"(?:(?:\W{1,3}punto\W{1,3}|\s?\.\s?)(?:com|pe|es|org|net|edu|gob)\b){0,2}"
    rf"|(?:[\w.+-]{{1,64}}\s?)?@\s?{_PROVIDER}\b(?:\s?\.\s?(?:com|es|pe)\b)?"
    rf"|\b{_PROVIDER}\s?(?:\.|punto)\s?(?:com|es)\b",
    re.IGNORECASE,
)
_MAY_BE_EMAIL = re.compile(rf"@|arroba|\bat\b|{_PROVIDER}", re.IGNORECASE)
"""Without any of these nothing needs to be looked for: most texts have none."""
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
_EMERGENCY = frozenset({"100", "105", "106", "113", "115", "116", "117", "119", "1810", "1818"})


@dataclass(frozen=True, slots=True)
class Found:
    """Where something of a person stands in a text, and what it is."""

    start: int
    end: int
    signs: tuple[str, ...]

    @property
    def mask(self) -> str:
        """What stands in its place: «[DNI]»."""
        return " ".join(MASKS[sign] for sign in self.signs)


def identifiers(text: str) -> tuple[str, ...]:
    """The signs that lead to a person, each once, in words for the staff; a bare name is none."""
    plain = Plain.of(clean(text))
    found = _leads(plain.text)
    return tuple(dict.fromkeys(sign for each in found for sign in each.signs))


def personal_data(text: str) -> list[Found]:
    """All that names a person, in order; a name only where a person is presented by it."""
    plain = Plain.of(text)
    found = _leads(plain.text)
    names = name_spans(plain.text, [each.start for each in found if DNI in each.signs])
    taken = [(each.start, each.end) for each in found]
    found += [
        Found(start, end, (NAME,))
        for start, end in names
        if all(end <= first or last <= start for first, last in taken)
    ]
    return [
        Found(*plain.original(each.start, each.end), each.signs)
        for each in sorted(found, key=lambda each: each.start)
    ]


def masked(text: str) -> str:
    """The text as it is stored, with what names a person taken out: «[teléfono]»."""
    text = clean(text)
    return _replaced(text, personal_data(text))


def without_numbers(text: str) -> str:
    """The text sign by sign as it is, but for numbers and e-mails of people: fit for a log.

    Names of modules look like sites, and those of classes like names: they stay.
    """
    return _replaced(text, [each for each in personal_data(text) if _NUMBERS & {*each.signs}])


_NUMBERS = frozenset({DNI, RUC, PHONE, ACCOUNT, EMAIL})


def masked_together(parts: Sequence[str]) -> list[str]:
    """The texts of one person, masked: what one begins and the next ends is taken out of both."""
    parts = [clean(part) for part in parts]
    whole = "\n".join(parts)
    found, left, at = personal_data(whole), [], 0
    for part in parts:
        here = [_within(each, at, at + len(part)) for each in found]
        left.append(_replaced(part, [each for each in here if each.start < each.end]))
        at += len(part) + 1
    return left


def signs_together(parts: Sequence[str]) -> tuple[str, ...]:
    """What `masked_together` takes out of these, each sign once, in words for the staff."""
    found = personal_data("\n".join(clean(part) for part in parts))
    return tuple(dict.fromkeys(sign for each in found for sign in each.signs))


def spoken_sign(sign: str) -> str:
    """The sign as it is said to whoever wrote it: «un DNI»."""
    return sign.removeprefix("trae ")


def _within(found: Found, start: int, end: int) -> Found:
    """The share of it that lies between these, counted from the first; empty if none does."""
    return Found(max(found.start, start) - start, min(found.end, end) - start, found.signs)


def _replaced(text: str, found: Iterable[Found]) -> str:
    kept, at = [], 0
    for each in found:
        kept += [text[at : each.start], each.mask]
        at = each.end
    return "".join((*kept, text[at:]))


def _leads(text: str) -> list[Found]:
    """What leads to somebody, in a text of plain digits: addresses first, then numbers."""
    found = []
    addresses = ((EMAIL, _EMAIL), (LINK, _WHOLE_LINK), (HANDLE, _HANDLE))
    for sign, pattern in addresses if _MAY_BE_EMAIL.search(text) else addresses[1:]:
        here = [Found(each.start(), each.end(), (sign,)) for each in pattern.finditer(text)]
        for each in here:  # an e-mail is no link besides
            text = f"{text[: each.start]}{';' * (each.end - each.start)}{text[each.end :]}"
        found += here
    return [*found, *_numbers(text)]


def _numbers(text: str) -> Iterator[Found]:
    """Each number of somebody. Dates and money are passed over."""
    if not _DIGIT.search(text):
        return
    for nobodys in (_DATE, _YEARS, _MONEY):
        text = nobodys.sub(lambda each: ";" * len(each[0]), text)
    for number in _NUMBER.finditer(text):
        signs = _signs(text, number)
        if signs:
            yield Found(number.start(), number.end(), signs)


def _signs(text: str, number: re.Match[str]) -> tuple[str, ...]:
    """What the number is, of a person; several where it is several."""
    called = _called(text[max(0, number.start() - 60) : number.start()])
    is_cut = not text[number.end() :].strip(" .")
    signs = (_sign(digits, called, is_cut=is_cut) for digits in _readings(number[0]))
    return tuple(dict.fromkeys(sign for sign in signs if sign is not None))


def _called(before: str) -> str | None:
    """What the words before a number call it, if any do; the nearest."""
    near = [each for each in _CALLS.finditer(before) if _NEAR.fullmatch(before, each.end())]
    return near[-1].lastgroup if near else None


def _readings(number: str) -> list[str]:
    """Of «12345678 987654321» each by itself, and of «987 654 321» all of it together."""
    parts = [re.sub(r"\D", "", part) for part in number.split(" ")]
    alone = [part for part in parts if len(part) >= _SHORTEST_DNI]
    return alone or ["".join(parts)]


_SHORTEST_DNI, _LONGEST_PHONE, _SHORTEST_ACCOUNT = 8, 13, 12
_SHORTEST_HALF = 3


def _sign(digits: str, called: str | None, *, is_cut: bool) -> str | None:
    size = len(digits)
    if size < _SHORTEST_DNI:
        return _sign_of_few(digits, called, is_cut=is_cut)
    if called in {"dni", "account"} and not _is_mobile(digits):
        return _CALLED[called] if called == "account" or size <= 9 else ACCOUNT
    if _is_phone(digits) or (called == "phone" and size <= _LONGEST_PHONE):
        return PHONE
    if size in {8, 9}:  # nine: with the sign that checks it
        return DNI
    if size == 11 and digits[:2] in {"10", "15", "16", "17", "20"}:
        return RUC
    return PHONE if size in {10, 11} or (called == "call" and size <= _LONGEST_PHONE) else ACCOUNT


def _sign_of_few(digits: str, called: str | None, *, is_cut: bool) -> str | None:
    """A telephone of six or seven, or the first half of what the next message ends."""
    if called in {"phone", "call"} and len(digits) >= 6:
        return PHONE
    is_half = is_cut and called not in {None, "call"} and len(digits) >= _SHORTEST_HALF
    return _CALLED[called] if called and is_half and digits not in _EMERGENCY else None


def _is_mobile(digits: str) -> bool:
    return len(_local(digits)) == 9 and _local(digits)[0] == "9"


def _is_phone(digits: str) -> bool:
    """Whether it is one by its form, with the country's code or not."""
    local = _local(digits)
    return local != digits or (len(local) == 9 and local[0] in "90")


def _local(digits: str) -> str:
    return re.sub(r"^(?:00)?51(?=\d{8,9}$)", "", digits)
