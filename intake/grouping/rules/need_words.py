"""The words by which an aporte tells its need: without names of places, courtesy and complaint.

What is left is the same wherever the need is told, so that districts can be compared. Which words
name a place is read in `tellings`, for grouping and comparing alike.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter

from intake.places.rules.place_words import SIZES, ordinary_words
from intake.places.rules.places import builtin_districts
from intake.reading.rules.vocabulary import read_vocabulary
from intake.sameness.rules.reasons import own_words
from intake.sameness.rules.synonyms import Synonyms
from intake.sameness.rules.tellings import named_words
from intake.words.keys import phonetic_stem, stems_of
from intake.words.text import normalise, word_set, words

TAG_MARK = "#"
"""Before a priority, which stands among the words: no word begins so."""
MOST_TAGS = 3
MOST_WORDS = 32
"""Of one aporte; what comes after tells little of the need and much of everything else."""

# Said in every message whatever the need: asking, lacking, complaining, counting, thanking.
_FILLERS = word_set(
    """senores senoras pedir pido pedimos piden pedido solicitar solicito solicitamos solicita
    querer quiero queremos quisiera quisieramos necesitar necesito necesitamos necesita
    necesidad requerimos exigimos exigir rogamos ruego suplico proponer propongo proponemos
    propuesta idea iniciativa sugiero deseo deseamos faltar falta faltan hace hacen hacer
    hagan haga hacia tener tiene tienen tenemos tengo tenia contamos cuenta carecer carecemos
    existe existen haber habia queda quedan estar estamos estoy seguimos sigue siguen sufrir
    sufrimos problema problemas caso situacion motivo tema cosa cosas manera forma parte
    ayudar ayuda ayuden ayudenos apoyar apoyo apoyen apoyenos atencion atender solucion
    solucionar favor gracias atentamente atte urgente urgencia ojala dios bendiga saludos
    saludo amigo amigos estimado estimados hermano hermanos disculpe disculpen molestia
    informar quejarme escribo escribir escribimos decir decirles digo dicen nombre mensaje
    respuesta espero esperamos esperando autoridad autoridades alcalde alcaldesa burgomaestre
    regidor regidores municipalidad municipio municipal gobierno gobernador regional estado
    ministerio presidente presidenta congreso congresista dirigente dirigentes teniente
    asamblea acuerdo acordamos memorial memoriales documento documentos oficio solicitud
    promesa promete prometen prometieron paro reclamo reclamar reclamamos campana nadie nada
    nunca jamas siempre mismo misma mucho mucha muchos muchas demasiado bastante varios
    varias algunos algunas gran grande buen bueno buena mal malo mala nuevo nueva todavia
    ahora antes despues luego hasta cuando aun tampoco ademas incluso encima nomas solamente
    simplemente ano anos mes meses semana semanas dia dias hora horas tiempo rato vez veces
    pasado proximo actual actualmente fecha hoy ayer manana desde familia familias persona
    personas gente poblacion poblador pobladores comunero comuneros vecino vecinos vecinas
    ciudadano ciudadanos habitante habitantes pueblo pueblos poder puede pueden podemos
    podria deber debe deben debemos haya sea sean seria mejor mejorar dar dan den demos poner
    pongan quieren vivir vivo vivimos viven ser somos soy ver ven vemos uno dos tres cuatro
    cinco seis siete ocho nueve diez veinte treinta cuarenta cincuenta cien ciento doscientos
    trescientos medio media mas menos"""
)
# What kind of place it is tells nothing of the need.
_CUES = word_set(
    """comunidad comunidades caserio caserios anexo anexos sector sectores barrio barrios localidad
    parcialidad distrito distritos provincia provincias departamento region centro poblado
    ccpp cp cpm urbanizacion urb asentamiento aahh asociacion valle cuenca quebrada nativa
    campesina comunal distrital provincial villa"""
)


def need_words(text: str, place: str = "") -> tuple[str, ...]:
    """The phonetic stems that tell the need, once each, in order; `place`: how they said where."""
    named = frozenset(words(place)) - _spoken()
    found = dict.fromkeys(
        _key(word) for word in _without_places(text) if word not in named and _tells(word)
    )
    return tuple(found)[:MOST_WORDS]


@lru_cache(maxsize=65_536)
def first_guess(word: str) -> float:
    """In which share of all necesidades a word stands, as far as the language tells it."""
    if word.startswith(TAG_MARK):
        return 0.06
    return 0.03 if word in _plain_keys() else 0.01


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    """Its phonetic stem, or that of the idea it stands for: doctor is médico."""
    stem = phonetic_stem(word)
    ideas = Synonyms.builtin().ideas_in((stem,))
    return "-".join(stems_of(min(ideas))) if ideas else stem


@lru_cache(maxsize=65_536)
def _tells(word: str) -> bool:
    return (
        word not in _FILLERS
        and word not in _CUES
        and not word.isdigit()
        and len(word) > 2
        and word not in place_names()
        and _key(word) not in _filler_keys()
    )


def _without_places(text: str) -> Iterator[str]:
    """The words that are no part of a place's name; a name of one plain word is that word."""
    for is_name, run in groupby(named_words(text), itemgetter(1)):
        said = [word for word, _ in run]
        if not is_name or (len(said) == 1 and said[0] in _plain()):
            yield from said


@cache
def _plain() -> frozenset[str]:
    return (ordinary_words() | read_vocabulary().known_words) - SIZES


@cache
def _plain_keys() -> frozenset[str]:
    return frozenset(map(_key, ordinary_words()))


@cache
def _filler_keys() -> frozenset[str]:
    """Of fillers however they are spelt, unless a word of some priority sounds the same."""
    telling = frozenset(map(_key, read_vocabulary().known_words - _FILLERS))
    return frozenset(_key(word) for word in _FILLERS if len(word) > 4) - telling


@cache
def _spoken() -> frozenset[str]:
    """Words that are not a name by themselves."""
    return ordinary_words() | _FILLERS


@cache
def place_names() -> frozenset[str]:
    """The words of names of districts, provinces and departments that say nothing else."""
    names = {
        word
        for district in builtin_districts()
        for name in (district.name, district.province, district.department, district.capital or "")
        for word in words(name)
    }
    return frozenset(names - _spoken() - read_vocabulary().known_words)


def spellings(text: str) -> Mapping[str, str]:
    """How each of its words is written there, so that people can read it."""
    return {_key(normalise(word)): word for word in own_words(text).values()}
