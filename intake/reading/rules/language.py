"""Whether a message speaks another tongue of Peru, and what of it is Spanish.

A library (ADR 0009) says which language letters look like. It takes the names of places of the
Andes for Quechua; it has no Aymara, and reads it as Quechua. So it is asked only about words that
are neither Spanish nor names nor borrowed by the Spanish of Peru, and only where Spanish words do
not prevail. Which of the two it is, and whether it is Amazonian, `tongues` says.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from intake.datafiles import parse_yaml
from intake.kinds import Tongue
from intake.places.rules.place_words import ordinary_words
from intake.places.rules.places import builtin_districts
from intake.words import tongues
from intake.words.keys import LONGEST_KEPT, fold
from intake.words.text import fold_case, normalise, words


class Language(StrEnum):
    """What a message is written in."""

    SPANISH = "castellano"
    ANDEAN = "quechua o aimara"
    MIXED = "los dos"
    AMAZONIAN = "lengua amazónica"


@dataclass(frozen=True, slots=True)
class Heard:
    """How a message reads."""

    language: Language
    spanish: str
    """All of it; or what is clearly Spanish of a message that is not."""
    only_greets: bool = False
    """Its Quechua or Aymara is no more than a greeting."""
    tongue: Tongue | None = None
    """The tongue that somebody must speak who reads it; None where Spanish is enough."""

    @property
    def needs_interpreter(self) -> bool:
        """Whether somebody who speaks the language must read it."""
        return self.language is not Language.SPANISH and not self.only_greets


_FEWEST = 3
"""Andean words that make a Spanish message a mixed one."""
_LONGEST = 6_000  # signs: enough to know the language of any message
_CLAUSE = re.compile(r"[.,;:!?¡¿()\[\]\"«»“”\n|…]+|\s[-–—/]+\s")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ´`][^\W\d_]+)*")
# Names of places end in what the place is: -pampa, a plain; -cocha, a lake; -marca, a town.
_PLACE = re.compile(
    r"..(?:pampa|bamba|[ckq]oc?cha|qucha|pata|mar[ck]a|[hw]uasi|wasi|[ck]ancha|tamb[ou]|puc?[ky]io"
    r"|puquio|rumi|or[ckq]+o|urqu|ma[yi]o|huaylla|loma|cunca|kunka|llac?ta|huaycco|tinco|uyo)$"
)
# Endings that say who, whose, where to, when: seldom those of a name.
_ENDING = re.compile(
    r"..(?:kuna|manta|yku|nchi[ks]|chka|shan|rqa|sqa|paq|naka|taki|pxi|puni)\w{0,6}$"
    r"|...(?:wan|niku|nku|nchu|raq|taq|yuq|yoq|spa|qa|mi|wa|xa|[kt]ti|sna|rjama|[aiunmprst]x|[aiu]w"
    r"|[aiu]jh)$"
)


@dataclass(frozen=True, slots=True)
class _Clause:
    """What stands between two signs."""

    text: str
    """Without what of it is Andean, where it is mixed."""
    spanish: int
    """Words that are Spanish for certain."""
    andean: tuple[str, ...] = ()
    stretch: int = 0
    """Words of its Andean part, with the names and borrowed words among them."""

    @property
    def is_plain(self) -> bool:
        """Clear enough to be read as Spanish."""
        return self.spanish >= _FEWEST and self.spanish > len(self.andean)


def hear(text: str) -> Heard:
    """Which language a message is in, and what of it is Spanish. In doubt it is Spanish."""
    return _remembered(text) if len(text) <= LONGEST_KEPT else _hear(text)


@lru_cache(maxsize=1_024)
def _remembered(text: str) -> Heard:
    return _hear(text)


def _hear(text: str) -> Heard:
    clauses = _read(text[:_LONGEST])
    andean = [normalise(word) for clause in clauses for word in clause.andean]
    amazonian = _amazonian(text)
    if amazonian is not None:
        return Heard(Language.AMAZONIAN, "", tongue=amazonian)
    if _is_all_spanish(clauses, andean):
        return Heard(Language.SPANISH, text)
    plain = [clause.text for clause in clauses if clause.is_plain]
    only_greets = _lexicon().greetings.issuperset(andean) and not plain
    return Heard(
        Language.MIXED if plain else Language.ANDEAN,
        ". ".join(plain),
        only_greets=only_greets,
        tongue=None if only_greets else tongues.andean(andean),
    )


def _amazonian(text: str) -> Tongue | None:
    """The Amazonian tongue of a message, if most of it is neither Spanish nor known to be Andean.

    A few such words within Spanish are names of places and dishes: those are Spanish as ever.
    """
    kinds = _kinds(text[:_LONGEST])
    if not _is_foreign(kinds) or not _lexicon().common.isdisjoint(map(normalise, _words(text))):
        return None
    return tongues.amazonian(_others(kinds))


def _is_all_spanish(clauses: list[_Clause], andean: list[str]) -> bool:
    """Whether what looks Andean is nothing, or too little beside the Spanish to count."""
    spanish = sum(clause.spanish for clause in clauses)
    stretch = sum(clause.stretch for clause in clauses)
    return not andean or (len(andean) <= spanish and not _stand_out(andean, stretch))


def readable(text: str, *, needs_interpreter: bool) -> str:
    """The part of a message that rules for Spanish may read; `needs_interpreter` is of its case."""
    return hear(text).spanish if needs_interpreter else text


def warm_up() -> None:
    """Load the model and the lists now, and not while the first person waits."""
    _lexicon()
    _likeness()


def _read(text: str) -> list[_Clause]:
    """Clauses with few Spanish words are judged together: short ones say little alone."""
    kinds = {part: _kinds(part) for part in _CLAUSE.split(text)}
    foreign = {part: _others(each) for part, each in kinds.items() if _is_foreign(each)}
    together = tuple(word for found in foreign.values() for word in found)
    is_andean = bool(together) and _is_andean(together)
    return [
        _Clause(part.strip(), _count_spanish(kinds[part]), foreign[part], len(kinds[part]))
        if part in foreign and (is_andean or _is_andean(foreign[part]))
        else _mixed_clause(part, kinds[part])
        for part in kinds
    ]


def _mixed_clause(text: str, kinds: list[tuple[str, str]]) -> _Clause:
    """A few Andean words in a row are taken out of it; the rest is Spanish."""
    andean: list[str] = []
    rest: list[str] = []
    for run in _runs(kinds):
        found = _others(run)
        if len(run) >= _FEWEST and len(found) > 1 and _is_andean(found):
            andean += found
        else:
            rest += [word for word, _ in run]
    if not andean:
        return _Clause(text.strip(), _count_spanish(kinds))
    return _Clause(
        " ".join(rest), _count_spanish(kinds), tuple(andean), stretch=len(kinds) - len(rest)
    )


def _stand_out(andean: Sequence[str], stretch: int) -> bool:
    """Beside more Spanish: enough of them, and sure enough not to be Spanish misspelt."""
    return stretch >= _FEWEST and _signs(andean) >= (1 if len(andean) > _FEWEST else 2)


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(word, _kind(word, is_first=not place)) for place, word in enumerate(_words(text))]


def _others(kinds: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(word for word, kind in kinds if kind == "o")


def _count_spanish(kinds: list[tuple[str, str]]) -> int:
    return sum(kind == "s" for _, kind in kinds)


def _is_foreign(kinds: list[tuple[str, str]]) -> bool:
    return len(_others(kinds)) > _count_spanish(kinds)


def _runs(kinds: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Cut before and behind each stretch without Spanish words."""
    runs: list[list[tuple[str, str]]] = []
    for word, kind in kinds:
        if not runs or (runs[-1][-1][1] == "s") != (kind == "s"):
            runs.append([])
        runs[-1].append((word, kind))
    return runs


def _words(text: str) -> list[str]:
    found = _WORD.findall(text)
    return [fold_case(word) for word in found] if text.isupper() else found


def _kind(word: str, *, is_first: bool) -> str:
    """`s`: Spanish; `n`: a name or a borrowed word, which says nothing; `o`: any other."""
    kind = _kind_of(normalise(word))
    return "n" if kind == "o?" and word[0].isupper() and not is_first else kind[0]


@lru_cache(maxsize=65_536)
def _kind_of(plain: str) -> str:
    """The same of a word without accents; `o?` where a capital would make it a name."""
    known = _lexicon()
    if plain in known.common or plain in known.greetings - known.borrowed:
        return "o"
    if plain in known.spanish or (len(plain) > 3 and fold(plain) in known.sounds):
        return "s"
    if plain in known.borrowed or plain in known.places or _PLACE.search(plain):
        return "n"
    return "o?"


def _is_andean(said: tuple[str, ...]) -> bool:
    """The library's word, with a common word or an ending that bears it out."""
    known = _lexicon()
    plain = [normalise(word) for word in said]
    if known.common.issuperset(plain) or known.greetings.issuperset(plain):
        return True
    signs = _signs(plain)
    likely = _likeness()(fold_case(" ".join(said)))
    if signs:
        return likely >= (0.5 if signs >= 2 or 2 * signs == len(plain) else 0.9)
    # Nothing bears it out: they may be names.
    return len(plain) >= _FEWEST and likely >= (0.95 if len(plain) > _FEWEST else 0.98)


def _signs(plain: Sequence[str]) -> int:
    """Words that are Andean for certain, or end as only those do."""
    sure = _lexicon().common | _lexicon().greetings
    return sum(word in sure or bool(_ENDING.search(word)) for word in plain)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    common: frozenset[str]
    greetings: frozenset[str]
    borrowed: frozenset[str]
    spanish: frozenset[str]
    sounds: frozenset[str]
    """The Spanish ones as they sound, for those who spell as they speak."""
    places: frozenset[str]


@cache
def _lexicon() -> _Lexicon:
    file = resources.files("intake.data").joinpath("andean_words.yaml")
    lists = {
        name: frozenset(text.split()) for name, text in parse_yaml(file.read_text("utf-8")).items()
    }
    names = {
        word
        for each in builtin_districts()
        for name in (each.name, each.province, each.department, each.capital or "")
        for word in words(name)
    }
    return _Lexicon(
        common=lists["comunes"],
        greetings=lists["saludos"],
        borrowed=lists["prestadas"],
        spanish=ordinary_words() | lists["breves"],
        sounds=frozenset(fold(word) for word in ordinary_words() if len(word) > 3),
        places=frozenset(names),
    )


@cache
def _likeness() -> Callable[[str], float]:
    """How likely a text is Quechua, of what is spoken or mixed with Spanish in Peru."""
    # Imported here: it brings numpy, and the terminal seldom needs it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    full = LanguageIdentifier.from_model_file(MODEL_FILE)
    full.set_languages(["es", "qu", "en", "pt"])
    # Made again from the four columns alone: the others would stay in memory.
    few = LanguageIdentifier(
        full.nb_ptc.astype("float32"),
        full.nb_pc,
        full.nb_classes,
        full.tk_nextmove,
        full.tk_output,
        norm_probs=True,
        tk_row=full.tk_row,
    )
    return lambda text: float(dict(few.rank(text))["qu"])
