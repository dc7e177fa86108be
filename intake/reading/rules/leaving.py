"""Whether somebody wants no more messages: a small grammar, not a list of sentences.

A verb of stopping with what is to stop («quítenme de la lista», «dejen de escribirme»), wanting or
sending denied («ya no quiero recibir mensajes», «no me manden más»), or «baja» and its kin, which
need neither. A story is never taken for it: every word of the message must be of the grammar, so
one word of something else («dar de baja mi recibo de luz») and it is not. Verbs are known by their
form: «dejen de escribirme» asks, «dejaron de escribirnos» tells.
"""

from collections.abc import Iterable, Mapping
from enum import Enum, auto
from functools import cache
from itertools import chain, product

from rapidfuzz.distance import OSA

from intake.words.keys import fold
from intake.words.text import in_full, segments, word_set


class Leaving(Enum):
    """How sure it is."""

    NO = auto()
    ASK = auto()
    """It says so, with a few words that are of something else."""
    YES = auto()


class _Part(Enum):
    NO = auto()
    WANT = auto()
    LEAVE = auto()  # by itself: baja, stop
    STOP = auto()  # what stops is named
    OFF = auto()  # only off a list: «borrar mis mensajes» is another wish
    OBJECT = auto()
    LIST = auto()
    SENDING = auto()  # as it is named: escribirme, mandar
    TAKING = auto()  # recibir
    SENT = auto()  # as it is asked or forbidden: escriban, manden
    BOTHER = auto()  # as SENDING, but it may be somebody else who bothers
    CANNOT = auto()
    MORE = auto()
    PEACE = auto()
    FILLER = auto()


_MOST_OTHERS = 3
"""Words of something else with which we still ask."""
_LONGEST = 14
"""Words: who tells more than that tells something."""
_SHORTEST_SOUND = 4
_SHORTEST_SLIP = 7
_NAMES = {_Part.OBJECT, _Part.LIST}
_DENIED = {_Part.CANNOT, _Part.LEAVE, _Part.STOP, _Part.OFF}
_UNWANTED = ({_Part.STOP}, {_Part.NO, _Part.WANT}, {_Part.NO, _Part.MORE})
_COMPLETES: Mapping[_Part, tuple[set[_Part], ...]] = {
    _Part.LEAVE: (set(),),
    _Part.SENT: ({_Part.NO},),
    _Part.SENDING: ({_Part.STOP},),
    _Part.BOTHER: ({_Part.STOP}, {_Part.NO}),
    _Part.PEACE: ({_Part.STOP},),
    _Part.TAKING: _UNWANTED,
    _Part.OBJECT: _UNWANTED,
    _Part.LIST: (*_UNWANTED, {_Part.OFF}),
}
"""A part, and what must have been heard before it; any of these."""

_FORMS = {
    _Part.STOP: ("dejar dejen deje deja parar paren pare cancelar cancelen cancele cancela cancelo "
                 "anular anulen anule suspender suspendan suspenda detener detengan detenga "
                 "desactivar desactiven desactive desactiva terminar terminen basta alto"),
    _Part.OFF: ("quitar quiten quite quita sacar saquen saque saca borrar borren borre borra "
                "eliminar eliminen elimine elimina retirar retiren retire retira salir salgo "
                "excluir excluyan"),
    _Part.LEAVE: ("baja stop unsubscribe desuscribir desuscriban desuscriba desafiliar desafilien "
                  "desafilie desinscribir desinscriban"),
    _Part.SENDING: ("escribir escribiendo mandar mandando enviar enviando llegar llegando avisar "
                    "avisando"),
    _Part.BOTHER: "molestar molestando molesten moleste fastidiar fastidiando fastidien",
    _Part.TAKING: "recibir recibiendo",
    _Part.SENT: ("escriban escribas escriba manden mandes mande envien envies envie avisen avises "
                 "avise lleguen llegue notifiquen"),
}  # fmt: skip
_ENCLITICS = ("", "me", "nos", "se", "las", "los", "melo", "melos", "melas")
_WORDS = {
    _Part.NO: "no ni nunca jamas tampoco",
    _Part.WANT: "quiero quisiera deseo quiere necesito interesa interesan gustaria queremos",
    _Part.OBJECT: "mensaje mensajes mensajito mensajitos msj msjs msg sms aviso avisos "
    "notificacion notificaciones alerta alertas publicidad propaganda spam informacion info "
    "comunicaciones nada",
    _Part.LIST: "lista listas suscripcion difusion boletin boletines noticia noticias novedades "
    "grupo",
    _Part.CANNOT: "puedo podemos",
    _Part.MORE: "mas",
    _Part.PEACE: "paz",
    _Part.FILLER: (
        "a ahora al amiga amigo amigos aqui ayni ayniscucha bot buenas buenos celular chat "
        "como con concurso concursos cosa cosas d da dame dar darme darnos de deben del deme "
        "den denme denos desde dia dias doy el en entonces es esa escucha ese eso esos esta "
        "este esto estos favor gracias hacer hagan hago hola hoy joven la lab laboratorio las "
        "le les lo los me mi midis mis muchas muchos noches nos numero o oe oiga oye para pe "
        "pido pls por porfa porfavor pues que se senor senores senorita si solicito su sus "
        "tantas tantos tardes telegram tengo todo todos tu tus uds un una usted ustedes wasap "
        "whatsapp xfa xfavor y ya yo "
    ),
}


def leaving(text: str) -> Leaving:
    """How sure it is that the writer of `text` wants no more messages."""
    parts = [[_part(word) for word in clause] for clause in _clauses(text)]
    every = list(chain.from_iterable(parts))
    others = every.count(None)
    if not 0 < len(every) <= _LONGEST or others > _MOST_OTHERS:
        return Leaving.NO
    found = max((_of_clause(clause) for clause in parts), key=lambda each: each.value)
    if found is Leaving.YES and others:
        # «darme de baja del programa»; but not «dar de baja mi recibo»: nobody leaves there.
        return Leaving.ASK if _is_of_oneself(text, parts) else Leaving.NO
    return found if not others else Leaving.NO


def _clauses(text: str) -> list[list[str]]:
    return [[in_full(word) for word in clause] for clause in segments(text)]


def _of_clause(parts: list[_Part | None]) -> Leaving:
    """One clause, word by word: does this word complete what was denied or stopped before it?"""
    heard: set[_Part] = set()
    asks = False
    for part in filter(None, parts):
        if _Part.NO in heard and part in _DENIED:
            return Leaving.NO  # «no me den de baja»; «no puedo recibir mensajes» complains
        if any(heard >= needed for needed in _COMPLETES.get(part, ())):
            if part is not _Part.BOTHER:
                return Leaving.YES
            asks = True
        heard.add(part)
    return Leaving.ASK if asks else Leaving.NO


def _is_of_oneself(text: str, parts: Iterable[list[_Part | None]]) -> bool:
    """Whether it is the writer who leaves, or the messages that stop."""
    every = [part for clause in parts for part in clause]
    if _NAMES.intersection(each for each in every if each) or _Part.TAKING in every:
        return True
    return any(
        word in {"darme", "denme", "deme", "darnos", "dame"} or word.startswith("escrib")
        for clause in _clauses(text)
        for word in clause
    )


@cache
def _lexicon() -> dict[str, _Part]:
    """Every word of the grammar, as it is written and, where it is long, as it sounds.

    What only fills has no sound: «luz» sounds like «los».
    """
    known: dict[str, _Part] = {}
    for part, words in _WORDS.items():
        for word in word_set(words):
            known[word] = part
            if part is not _Part.FILLER and len(word) >= _SHORTEST_SOUND:
                known[fold(word)] = part
    for part, forms in _FORMS.items():
        for form, enclitic in product(forms.split(), _ENCLITICS):
            known.setdefault(fold(form + enclitic), part)
    return known


@cache
def _nouns() -> dict[str, _Part]:
    """Those that are still known with one letter wrong: nouns, whose endings decide nothing."""
    return {
        sound: part
        for sound, part in _lexicon().items()
        if part in _NAMES and len(sound) >= _SHORTEST_SLIP
    }


def _part(word: str) -> _Part | None:
    sound = fold(word)
    known = _lexicon().get(word) or _lexicon().get(sound)
    if known is not None or len(sound) < _SHORTEST_SLIP - 1:
        return known
    return next(
        (part for noun, part in _nouns().items() if OSA.distance(sound, noun, score_cutoff=1) <= 1),
        None,
    )
