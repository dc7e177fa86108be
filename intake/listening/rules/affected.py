"""Whom a story touches, in its own words: «32 familias», «los niños de la escuela», «mi mamá».

By structure: a word for people, announced as theirs or as many (a number, «mis», «los», «todo el»),
with what tells which of them. One neighbour, or a teacher who does not come, is nobody it touches.
It is shown to the person, who may change it; where the words say nothing it stays unsaid.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.words.text import normalise, word_set

_LONGEST = 300
_MOST_WORDS = 8
"""Longer than this an answer tells more than whom it touches."""
_LONGEST_MORE = 4  # words of what tells which of them

_OWN = word_set("mi mis nuestro nuestra nuestros nuestras")
_MANY = word_set(
    "los las muchos muchas varios varias tantos tantas algunos algunas estos estas puros puras"
)
_NUMBERS = word_set(
    "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
    "diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta "
    "noventa cien ciento doscientos doscientas trescientos trescientas quinientos quinientas mil"
)
_WHOLE = word_set("todo toda todos todas")
_ONE_MORE = re.compile(r"\d{1,3}(?:[.,’']\d{3})*")
_KIN = (
    "hijo hija hijito hijita esposo esposa marido mujer mama mamita mamá papá papa papito abuelo "
    "abuela abuelito abuelita hermano hermana hermanito hermanita nieto nieta nietecito tio tia "
    "sobrino sobrina suegro suegra nino nina ninito ninita bebe bebito wawa wawita guagua guaguita "
    "madre padre familia familiar vecino vecina paisano paisana cunado cunada primo prima churre"
)
_KINDS = (
    "familia nino nina ninito ninita hijo hija bebe bebito bebita wawa guagua churre chico chica "
    "joven jovencito adolescente muchacho muchacha alumno alumna estudiante escolar universitario "
    "anciano anciana abuelo abuela abuelito abuelita viejito viejita viejo vieja mayor adulto "
    "madre mama mamita padre mujer senora varon gestante embarazada comunero comunera vecino "
    "vecina poblador pobladora habitante persona gente agricultor agricultora campesino campesina "
    "ganadero ganadera alpaquero alpaquera pescador pescadora artesano artesana tejedora productor "
    "productora criador criadora socio socia usuario usuaria paciente enfermo enferma "
    "discapacitado hermano hermana nieto nieta morador moradora jornalero regante cafetalero "
    "apicultor viuda huerfano migrante trabajador trabajadora mototaxista lugareno paisano "
    "chacarero"
)
_PLACES = word_set(
    "comunidad pueblo caserio anexo barrio distrito sector aldea poblacion vecindario provincia "
    "cuenca parcialidad comite asociacion valle gente"
)
_OF_PEOPLE = word_set("comunidad poblacion gente")
_LINKS = word_set("de del con en sin que")
_INSIDE = word_set("la el los las mi mis nuestro nuestra un una todo toda esta este la")
_DATIVE = word_set("a para pa de")
_LACKING = word_set("no ni sin nunca falta faltan tampoco")
_COUNTED, _EVERYBODY, _SOME, _ONE = range(4)
"""«32 familias» and «todo el caserío» say it by themselves; «los niños», «mi hija» may not."""
_ORDINALS = word_set("primer segundo tercer cuarto quinto sexto")
_ALL_OF_US = word_set("nosotros nosotras todos todas")
_AROUND = _INSIDE | word_set(
    "a al para pa de del en somos son como unos unas mas menos o y e afecta ayudaria tambien solo "
    "pues casi aproximadamente otros otras aqui aca"
)
_TO_A_PLACE = word_set("a al la el")
_BREAK = re.compile(r"[,.;:!?¡¿()\[\]\"\n/|…«»]+|\s[-–—]+\s")
_TO = re.compile(
    r"^\s*(?:(?:afecta|ayudar[ií]a|nos afecta)\s+)?(?:a|pa|para)\s+(?=\S)", re.IGNORECASE
)
_TO_THE = re.compile(r"^\s*al\s+", re.IGNORECASE)


def _forms(words: str) -> frozenset[str]:
    return frozenset(form for word in word_set(words) for form in (word, f"{word}s", f"{word}es"))


_KIN_FORMS, _KIND_FORMS = _forms(_KIN), _forms(_KINDS)
_SEVERAL = frozenset(word for word in _KIN_FORMS if word.endswith("s")) | word_set("familia")


@dataclass(frozen=True, slots=True)
class _Named:
    """Some people named in a story, and how much they are the ones it touches."""

    rank: int
    words: str


def affected_in(text: str) -> str:
    """Whom the story says it touches, in its words; empty where it does not say."""
    best = min(_named(text), key=lambda each: each.rank, default=None)
    return best.words[:_LONGEST] if best else ""


def is_whom(text: str) -> bool:
    """Whether a short text says whom something touches, and nothing else."""
    words = normalise(text).split()
    if not words or len(words) > _MOST_WORDS:
        return False
    if words[0] in _TO_A_PLACE and words[-1] in _PLACES:
        return True
    at, names_people = 0, not _ALL_OF_US.isdisjoint(words)
    while at < len(words):
        end, _ = _people(words, at)
        if end == at and words[at] not in _AROUND | _ALL_OF_US | _PLACES:
            return False
        names_people = names_people or end > at
        at = max(end, at + 1)
    return names_people


def as_whom(text: str) -> str:
    """The answer to «¿a quiénes afecta?» as it is shown behind «Afecta a:»."""
    said = _TO_THE.sub("el ", _TO.sub("", " ".join(text.split())))
    return said[:_LONGEST]


def _named(text: str) -> Iterator[_Named]:
    for part in _BREAK.split(text):
        spelt = part.split()
        words = [normalise(word) for word in spelt]
        at = 0
        while at < len(words):
            end, rank = _people(words, at)
            if end > at and (rank < _SOME or _is_touched(words, at)):
                yield _Named(rank, " ".join((spelt[at].lower(), *spelt[at + 1 : end])))
            at = max(end, at + 1)


def _is_touched(words: Sequence[str], at: int) -> bool:
    """Whether they lack something, or it is done to them or is of them; not who only appears."""
    return (at > 0 and words[at - 1] in _DATIVE) or not _LACKING.isdisjoint(words)


def _people(words: Sequence[str], at: int) -> tuple[int, int]:
    """Where the people end who are named from here on, and their rank; `at` if none are."""
    first = words[at]
    head = at + 1
    if first in _WHOLE:
        return _whole(words, at)
    if _is_number(first):
        while head < len(words) and (_is_number(words[head]) or words[head] in {"y", "mas"}):
            head += 1
        return _with_more(words, at, head, _KIND_FORMS, _COUNTED)
    if first in _OWN:
        if head < len(words) and words[head] in _OF_PEOPLE | _SEVERAL:
            return _with_more(words, at, head, _OF_PEOPLE | _SEVERAL, _SOME)
        return _with_more(words, at, head, _KIN_FORMS, _ONE)
    if first in _MANY:
        return _with_more(words, at, head, _KIND_FORMS, _SOME)
    return at, _COUNTED


def _whole(words: Sequence[str], at: int) -> tuple[int, int]:
    """«todo el distrito», «todos los comuneros», «toda mi familia»."""
    head = at + 1
    while head < len(words) and words[head] in _INSIDE:
        head += 1
    if head == at + 1 and words[at] not in {"todos", "todas"}:
        return at, _COUNTED
    if head < len(words) and (words[head] in _PLACES or words[head] in _KIND_FORMS):
        return head + 1, _EVERYBODY
    return at, _COUNTED


def _with_more(
    words: Sequence[str], at: int, head: int, heads: frozenset[str], rank: int
) -> tuple[int, int]:
    """With what tells which of them: «niños de la escuela», «familias de mi caserío»."""
    if head >= len(words) or words[head] not in heads:
        return at, _COUNTED
    end = head + 1
    if end < len(words) and words[end] in _KIND_FORMS | {"mayores", "pequenos", "chiquitos"}:
        end += 1
    with_what = words[end : end + 2] == ["con", "discapacidad"]
    if end < len(words) and (words[end] in {"de", "del"} or with_what):
        more = end + 1
        while more < len(words) and words[more] in _INSIDE and more - end < _LONGEST_MORE:
            more += 1
        if more < len(words) - 1 and words[more] in _ORDINALS:
            more += 1
        if more < len(words) and words[more] not in _LINKS:
            end = more + 1
    return end, rank


def _is_number(word: str) -> bool:
    return word in _NUMBERS or _ONE_MORE.fullmatch(word) is not None
