"""Soles, months and people as somebody writes them: the one reader of numbers that people type.

«S/ 45’000», «45 mil», «dos mil quinientos», «año y medio». What may mean two things is not guessed:
a `Doubt` says why, and whoever asked says what to write. A point or a comma before three digits
parts thousands, as in Peru; dollars are never taken for soles.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, StrEnum, auto

from intake.words.codes import find_code
from intake.words.keys import fold
from intake.words.spoken_numbers import HUNDREDS, SMALL, TENS
from intake.words.text import normalise, word_set


class Unit(StrEnum):
    """Of what there are so many."""

    SOLES = "soles"
    MESES = "meses"
    PERSONAS = "personas"


class Doubt(Enum):
    """Why no number was read."""

    NOTHING = auto()
    SEVERAL = auto()
    UNCLEAR = auto()
    """«1.5000», «1,250 mil»: it may be either of two."""
    FOREIGN = auto()
    """Another money."""
    NEGATIVE = auto()


class _Kind(Enum):
    NUMBER = auto()
    TIME = auto()
    PEOPLE = auto()
    SOLES = auto()
    FOREIGN = auto()
    PERCENT = auto()
    HALF = auto()  # «y medio»
    MINUS = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class _Item:
    kind: _Kind
    value: Decimal = Decimal(0)
    is_alone: bool = True
    """Of a number: not a bare «un», which is more often an article."""


_NOTHING = _Item(_Kind.WORD)
"""What stands before the first item and after the last."""
_COUNTED = frozenset({_Kind.TIME, _Kind.PEOPLE, _Kind.SOLES})
_OF_SOMETHING = _COUNTED | {_Kind.PERCENT}
"""A number before one of these counts that and nothing else."""
_ONE = Decimal(1)
_HALF = Decimal("0.5")
_DAYS_OF_A_MONTH = Decimal("30.4375")
_TIMES: Mapping[str, Decimal] = {
    word: months
    for words, months in (
        ("ano anos anio anios", Decimal(12)),
        ("semestre semestres", Decimal(6)),
        ("trimestre trimestres", Decimal(3)),
        ("bimestre bimestres", Decimal(2)),
        ("mes meses", _ONE),
        ("quincena quincenas", _HALF),
        ("semana semanas", 7 / _DAYS_OF_A_MONTH),
        ("dia dias", 1 / _DAYS_OF_A_MONTH),
    )
    for word in words.split()
}
_PEOPLE = word_set("persona personas habitante habitantes poblador pobladores beneficiario "
                   "beneficiarios beneficiaria beneficiarias gente")  # fmt: skip
_FOREIGN = word_set("dolar dolares usd us euro euros eur peso pesos boliviano bolivianos")
_SOLES = word_set("sol soles pen")
_SCALES: Mapping[str, int] = {
    "mil": 1_000, "k": 1_000, "millon": 1_000_000, "millones": 1_000_000,
}  # fmt: skip
_UNITS: Mapping[str, int] = {
    **{normalise(word): value for value, word in enumerate(SMALL)},
    **{normalise(word): value * 10 for value, word in enumerate(TENS) if value > 1},
    **{normalise(word): value * 100 for value, word in enumerate(HUNDREDS) if value},
    **{word.replace("cientos", "cientas"): value * 100
       for value, word in enumerate(HUNDREDS) if "cientos" in word},
    "quinientas": 500, "cien": 100, "un": 1, "una": 1, "veintiun": 21, "veintiuna": 21,
}  # fmt: skip
_BY_SOUND: Mapping[str, str] = {
    fold(word): word for word in (*_UNITS, *_SCALES) if len(word) >= 5 and word != "ciento"
}
_ARTICLES = (["un"], ["una"], ["uno"])
_CHARACTERS = {ord(c): "'" for c in "’‘´`ʼ"} | {ord(c): "-" for c in "‐‑‒–—−"}
_TOKEN = re.compile(
    r"""(?P<soles>\bs\s*/\s*\.?)
    |(?P<dollars>\$)
    |(?P<percent>%)
    |(?P<run>\d(?:[\d.,' ]*\d)?)
    |(?P<minus>(?<![\w])-(?=\s*(?:s\s*/\s*\.?\s*)?\d))
    |(?P<word>[^\W\d_]+)""",
    re.VERBOSE,
)
_GROUPED = re.compile(r"(\d{1,3})((?:'\d{3})?(?:([.,' ])\d{3}(?:\3\d{3})*)?)(?:([.,])(\d{1,2}))?")
_PLAIN = re.compile(r"(\d+)(?:[.,](\d{1,2}))?")


def read_quantity(text: str, unit: Unit) -> int | Doubt:
    """How many `unit` the text says; months are rounded, and are one at least."""
    items = _items(text)
    if isinstance(items, Doubt):
        return items
    if any(each.kind is _Kind.FOREIGN for each in items) and unit is Unit.SOLES:
        return Doubt.FOREIGN
    if _is_negative(items):
        return Doubt.NEGATIVE
    if unit is Unit.MESES:
        found = _months(items)
    else:
        found = _of_unit(items, _Kind.SOLES if unit is Unit.SOLES else _Kind.PEOPLE)
    return found if isinstance(found, Doubt) else _whole(found, unit)


def _whole(value: Decimal, unit: Unit) -> int | Doubt:
    if unit is Unit.MESES:
        return max(int(value.to_integral_value(ROUND_HALF_UP)), 1) if value > 0 else 0
    if unit is Unit.PERSONAS and value != value.to_integral_value():
        return Doubt.UNCLEAR
    return int(value)


def _in_context(items: list[_Item]) -> Iterator[tuple[_Item, _Item, _Item]]:
    """Each item between the one before it and the one after it."""
    return zip([_NOTHING, *items], items, [*items[1:], _NOTHING], strict=False)


def _of_unit(items: list[_Item], mark: _Kind) -> Decimal | Doubt:
    """The number that has the mark; or the only one that has no other."""
    marked, bare = [], []
    for before, each, after in _in_context(items):
        if each.kind is not _Kind.NUMBER:
            continue
        if after.kind is mark or before.kind is mark is _Kind.SOLES:
            marked.append(each.value)
        elif _is_bare(each, after) and before.kind is not _Kind.SOLES:
            bare.append(each.value)
    return _the_only(marked or bare)


def _months(items: list[_Item]) -> Decimal | Doubt:
    """«1 año y 6 meses», «año y medio», «24 semanas»: all parts together; or a bare number."""
    bare = [each.value for _, each, after in _in_context(items) if _is_bare(each, after)]
    if all(each.kind is not _Kind.TIME for each in items):
        return _the_only(bare)
    if bare:
        return Doubt.SEVERAL
    return sum((_months_of(before, each) for before, each, _ in _in_context(items)), Decimal(0))


def _months_of(before: _Item, each: _Item) -> Decimal:
    """What one part adds: «2 años», a bare «año», or the «y medio» after it."""
    if each.kind is _Kind.TIME:
        return each.value * (before.value if before.kind is _Kind.NUMBER else _ONE)
    if each.kind is _Kind.HALF and before.kind is _Kind.TIME:
        return before.value / 2
    return Decimal(0)


def _is_bare(each: _Item, after: _Item) -> bool:
    """Whether it is a number that counts nothing by itself."""
    return each.kind is _Kind.NUMBER and each.is_alone and after.kind not in _OF_SOMETHING


def _the_only(found: list[Decimal]) -> Decimal | Doubt:
    if not found:
        return Doubt.NOTHING
    return found[0] if len(found) == 1 else Doubt.SEVERAL


def _is_negative(items: list[_Item]) -> bool:
    return any(
        each.kind is _Kind.MINUS
        and any(later.kind is _Kind.NUMBER for later in items[place + 1 : place + 3])
        for place, each in enumerate(items)
    )


def _items(text: str) -> list[_Item] | Doubt:
    """What the text holds, in order: numbers put together, and what stands beside them."""
    # Of the code «J9H-RXD» nine is no amount.
    tokens = list(_tokens("" if find_code(text) else text))
    items: list[_Item] = []
    place = 0
    while place < len(tokens):
        number = _Cardinal()
        end = number.take(tokens, place)
        if number.doubt is not None:
            return number.doubt
        if end > place:
            is_article = tokens[place:end] in _ARTICLES and len(tokens) > 1
            items.append(_Item(_Kind.NUMBER, number.value, is_alone=not is_article))
            place = end
            continue
        item = _item(tokens, place)
        place += 2 if item.kind is _Kind.HALF and tokens[place] == "y" else 1
        if item.kind is not _Kind.WORD or tokens[place - 1] != "y":
            items.append(item)
    return _with_articles(items)


def _with_articles(items: list[_Item]) -> list[_Item]:
    """«Un proyecto de…» has an article, and «un año» a number: what is counted follows it."""
    return [
        replace(each, is_alone=each.is_alone or after.kind in _COUNTED)
        for _, each, after in _in_context(items)
    ]


def _item(tokens: list[str], place: int) -> _Item:
    word = tokens[place]
    following = tokens[place + 1] if place + 1 < len(tokens) else ""
    if word == "y" and following in {"medio", "media"}:
        return _Item(_Kind.HALF)
    if word in {"medio", "media"}:
        return _Item(_Kind.NUMBER, _HALF)
    if word in _TIMES:
        return _Item(_Kind.TIME, _TIMES[word])
    signs = {"s/": _Kind.SOLES, "$": _Kind.FOREIGN, "%": _Kind.PERCENT, "-": _Kind.MINUS}
    if word in signs or word == "menos":
        return _Item(signs.get(word, _Kind.MINUS))
    for kind, words in (
        (_Kind.PEOPLE, _PEOPLE),
        (_Kind.SOLES, _SOLES),
        (_Kind.FOREIGN, _FOREIGN),
    ):
        if word in words:
            return _Item(kind)
    return _Item(_Kind.WORD)


def _tokens(text: str) -> Iterator[str]:
    """Words without accents, runs of digits with what parts them, and the signs of money."""
    plain = "".join(_as_ascii(c) for c in text.translate(_CHARACTERS)).lower()
    for found in _TOKEN.finditer(plain):
        match found.lastgroup:
            case "soles":
                yield "s/"
            case "word":
                yield normalise(found[0])
            case _:
                yield found[0]


def _as_ascii(character: str) -> str:
    """Digits of any script as ours, blanks of any width as one."""
    if character.isspace():
        return " "
    return str(int(character)) if character.isdecimal() else character


@dataclass(slots=True)
class _Cardinal:
    """A number put together from digits and words: «45 mil 500», «dos mil quinientos»."""

    millions: Decimal = Decimal(0)
    thousands: Decimal = Decimal(0)
    group: Decimal | None = None
    lowest: int = 1_000
    """What the next word of the group must stay below: after «cuarenta», only «y cinco»."""
    has_digits: bool = False
    is_grouped: bool = False
    is_unclear: bool = False
    is_several: bool = False

    @property
    def value(self) -> Decimal:
        """The whole of it."""
        return self.millions + self.thousands + (self.group or 0)

    @property
    def doubt(self) -> Doubt | None:
        """Why it cannot be read as one number; None if it can."""
        if self.is_unclear:
            return Doubt.UNCLEAR
        return Doubt.SEVERAL if self.is_several else None

    def take(self, tokens: list[str], start: int) -> int:
        """Take what belongs to one number from `start` on; where it ends."""
        place = start
        while place < len(tokens):
            following = _known(tokens[place + 1]) if place + 1 < len(tokens) else ""
            taken = self._takes(_known(tokens[place]), following)
            if not taken:
                break
            place += taken
        return place

    def _takes(self, word: str, following: str) -> int:
        """How many words it took: none if this one belongs to something else."""
        if word[:1].isdigit():
            return self._digits(word)
        if word in _SCALES:
            return self._scale(_SCALES[word])
        if word in _UNITS:
            return self._unit(_UNITS[word])
        if word in {"medio", "media"} and following.startswith("millon"):
            self.group = _HALF
            return 1
        return self._joins(following) if word == "y" else 0

    def _digits(self, run: str) -> bool:
        if self.group is not None:
            return False
        value = _literal(run)
        if isinstance(value, Doubt):
            self.is_several |= value is Doubt.SEVERAL
            self.is_unclear |= value is Doubt.UNCLEAR
            value = Decimal(0)
        # «45 mil 5» may be 45 005 or 45 500.
        self.is_unclear |= bool(self.thousands or self.millions) and not 100 <= value < 1_000_000
        self.is_unclear |= bool(self.thousands) and value >= 1_000
        self.is_grouped = not run.isdecimal() and value >= 1_000
        self.has_digits = True
        self.group = value
        return True

    def _scale(self, scale: int) -> bool:
        if (scale == 1_000 and self.thousands) or (scale > 1_000 and self.millions):
            return False
        self.is_unclear |= self.is_grouped  # «1.250 mil»
        if scale == 1_000:
            self.thousands = (_ONE if self.group is None else self.group) * scale
        else:
            self.millions = (self.thousands + (self.group or 0) or _ONE) * scale
            self.thousands = Decimal(0)
        self.group, self.lowest = None, 1_000
        self.has_digits = self.is_grouped = False
        return True

    def _unit(self, value: int) -> bool:
        if self.has_digits or value >= self.lowest:
            return False
        self.group = (self.group or Decimal(0)) + value
        self.lowest = 100 if value >= 100 else 10 if value >= 30 and value % 10 == 0 else 0
        return True

    def _joins(self, following: str) -> int:
        """«Un millón y medio» takes two words, «cuarenta y cinco» one; two numbers stay two."""
        if following == "medio" and self.group is None and self.millions:
            self.millions += 500_000
            return 2
        return self.lowest == 10 and self.group is not None and 0 < _UNITS.get(following, 0) < 10


def _known(token: str) -> str:
    """The word of a number that is meant: «beinte» is «veinte»."""
    if token in _UNITS or token in _SCALES or len(token) < 5:
        return token
    return _BY_SOUND.get(fold(token), token)


def _literal(run: str) -> Decimal | Doubt:
    """A run of digits, with what parts thousands and cents."""
    plain = _PLAIN.fullmatch(run)
    if plain:
        return Decimal(f"{plain[1]}.{plain[2] or 0}")
    grouped = _GROUPED.fullmatch(run)
    if grouped and grouped[2] and grouped[1][0] != "0" and grouped[4] != (grouped[3] or "'"):
        return Decimal(f"{re.sub(r'[^0-9]', '', grouped[1] + grouped[2])}.{grouped[5] or 0}")
    return Doubt.SEVERAL if " " in run else Doubt.UNCLEAR
