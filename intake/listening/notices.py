"""Every sentence that people are told because of a triage action. The Lab edits them as data."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml

from intake.datafiles import parse_yaml, shipped_text
from intake.errors import DataFileError, NotFoundError
from intake.kinds import AporteState, Stage
from intake.store.outgoing import Deed, Offer
from intake.words.calendar import spoken_date

_NOTICES = "notices.yaml"
_REASONS = "discard_reasons.yaml"
_ANSWERS = "answers.yaml"
HOLDS: Mapping[str, frozenset[str]] = {
    "fusionar": frozenset({"numero"}),
    "fusionar_uno": frozenset(),
    "separar": frozenset(),
    "preguntar": frozenset({"pregunta"}),
    "responder": frozenset({"respuesta"}),
    "admitir": frozenset(),
    "derivar": frozenset({"entidad", "contacto"}),
    "derivar_oficio": frozenset({"entidad", "oficio", "contacto"}),
    "descartar": frozenset({"razon"}),
    "deshacer_fusionar": frozenset(),
    "deshacer_separar": frozenset(),
    "deshacer_admitir": frozenset(),
    "deshacer_derivar": frozenset(),
    "deshacer_descartar": frozenset(),
    "priorizar": frozenset({"titulo"}),
    "no_priorizar": frozenset({"titulo", "motivo"}),
    "etapa": frozenset({"titulo", "etapa", "proceso"}),
    "paso": frozenset({"titulo", "proceso"}),
    "documento": frozenset({"titulo", "que"}),
    "retroceder": frozenset({"titulo", "etapa"}),
    "llevar": frozenset({"titulo", "estado"}),
    "sacar": frozenset({"titulo"}),
}
"""What each sentence holds beside {codigo}, which all of them do."""
PRIORITISED = "priorizada"
"""Among the stages: what an acuerdo prioritised and is not in the next one yet."""
DECLINED = "no_priorizada"
"""Among the stages: what the Grupo de Trabajo saw and did not choose."""


@dataclass(frozen=True, slots=True)
class DiscardReason:
    """Why an aporte is not followed up: for the team (`name`) and for the person (`told`)."""

    id: str
    name: str
    told: str


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """An answer that is often given: for the team (`name`) and for the person (`text`)."""

    id: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """The file, read and found right."""

    notices: Mapping[str, str]
    states: Mapping[AporteState, str]
    stages: Mapping[str, str]
    """By stage, and PRIORITISED."""
    processes: Mapping[str, str]
    """By code of level 3: what is being done, to be put after a colon."""
    buttons: Mapping[Deed, str]


def merged(people: int) -> str:
    """That it tells the same as another; `people` is how many distinct voices both have."""
    return say("fusionar" if people > 1 else "fusionar_uno", numero=str(people))


def separated() -> str:
    """That it told something else after all."""
    return say("separar")


def asked(question: str) -> str:
    """A question of the Lab to the author; goes with the offer to answer it."""
    return say("preguntar", pregunta=question)


def answered(words: str) -> str:
    """An answer in an operator's own words."""
    return say("responder", respuesta=words)


def admitted() -> str:
    """That it was admitted: what comes next, and what it is not yet (Manual, arts. 10 and 14.a)."""
    return say("admitir")


def referred(entity: str, contact: str = "", office_number: str = "") -> str:
    """To whom it belongs, as the person must be told (TUO Ley 27444, art. 141).

    That it was sent is said with the number of the document that carried it, and never without.
    """
    where = f": {contact}" if contact else ""
    if office_number:
        return say("derivar_oficio", entidad=entity, contacto=where, oficio=office_number)
    return say("derivar", entidad=entity, contacto=where)


def discarded(reason: DiscardReason) -> str:
    """That it is not followed up, kindly, with where else to go."""
    return say("descartar", razon=reason.told)


def taken_back(verb: str) -> str | None:
    """That `verb` was undone; None if people are not told of that verb at all."""
    name = f"deshacer_{verb}"
    return say(name) if name in HOLDS else None


def stage_in_words(stage: Stage, *, is_prioritised: bool, is_declined: bool = False) -> str:
    """Where the necesidad of an aporte stands, for its people: one short sentence."""
    if stage is not Stage.PRIORIZACION:
        return sentences().stages[stage.value]
    if is_prioritised:
        return sentences().stages[PRIORITISED]
    return sentences().stages[DECLINED if is_declined else stage.value]


def sentence(words: str) -> str:
    """What somebody typed, as it stands in a message: on one line, with its full stop."""
    line = " ".join(words.split())
    return line if not line or line[-1] in ".!?…" else f"{line}."


def say(name: str, **values: str) -> str:
    """The sentence, with {codigo} left in: each person is told the code they know."""
    return sentences().notices[name].format(codigo="{codigo}", **values)


def offer(deed: Deed, about: int | str = "") -> Offer:
    """What can be done with one tap under a message, with the Lab's name for it."""
    return Offer(sentences().buttons[deed], deed, str(about))


def offers_on_answer(*, closes: bool) -> tuple[Offer, ...]:
    """What can be said of an answer with one tap; `closes`: whether there may be something new."""
    deeds = (Deed.HELPED, Deed.DID_NOT_HELP, *((Deed.REOPEN,) if closes else ()))
    return tuple(offer(deed, "{codigo}") for deed in deeds)


def state_in_words(state: AporteState, *, answer_by: date) -> str:
    """How an aporte stands, for its people: one or two short sentences. No code is named."""
    return sentences().states[state].replace("{fecha}", spoken_date(answer_by))


@cache
def sentences() -> Sentences:
    """The Lab's sentences."""
    return read_sentences(_text(_NOTICES))


@cache
def discard_reasons() -> Mapping[str, DiscardReason]:
    """The reasons to discard by their ids, in the order of the file."""
    return read_reasons(_text(_REASONS))


def read_sentences(text: str) -> Sentences:
    """The sentences in a file like notices.yaml; DataFileError names the one that was spoilt."""
    data = _read(_NOTICES, text)
    notices, states = _texts(data, "avisos"), _texts(data, "estados")
    etapas, processes = _texts(data, "etapas"), _texts(data, "procesos")
    same_names("avisos", notices, HOLDS)
    same_names("estados", states, AporteState)
    same_names("etapas", etapas, (*Stage, PRIORITISED, DECLINED))
    for name, sentence in notices.items():
        holds = {"codigo"} | HOLDS[name]
        _check_holds(f"avisos: {name}", sentence, may=holds, must=holds)
    for name, sentence in states.items():
        _check_holds(f"estados: {name}", sentence, may={"fecha"}, must=set())
    for part, sentences_ in (("etapas", etapas), ("procesos", processes)):
        for name, sentence in sentences_.items():
            _check_holds(f"{part}: {name}", sentence, may=set(), must=set())
    buttons = _texts(data, "botones")
    same_names("botones", buttons, Deed)
    for name, label in buttons.items():
        if len(label) > 20:
            raise DataFileError(f"{_NOTICES}: botones: {name}: pasa de 20 letras.")
    by_state = {AporteState(name): said for name, said in states.items()}
    by_deed = {Deed(name): label for name, label in buttons.items()}
    return Sentences(notices, by_state, etapas, processes, by_deed)


def read_reasons(text: str) -> Mapping[str, DiscardReason]:
    """The reasons in a file like discard_reasons.yaml; DataFileError says what is wrong."""
    found = {}
    for entry in _rows(_REASONS, text, "motivos"):
        try:
            id_, name, told = (str(entry[key]).strip() for key in ("id", "nombre", "persona"))
        except KeyError:
            raise DataFileError(
                f"{_REASONS}: a un motivo le falta «id», «nombre» o «persona»."
            ) from None
        if id_ in found:
            raise DataFileError(f"{_REASONS}: el motivo «{id_}» está dos veces.")
        found[id_] = DiscardReason(id_, name, told)
    if not found:
        raise DataFileError(f"{_REASONS}: falta la lista «motivos».")
    return found


@cache
def ready_answers() -> Mapping[str, ReadyAnswer]:
    """The ready answers by their ids, in the order of the file."""
    return read_answers(_text(_ANSWERS))


def read_answers(text: str) -> Mapping[str, ReadyAnswer]:
    """The answers in a file like answers.yaml; DataFileError says what is wrong."""
    found = {}
    for entry in _rows(_ANSWERS, text, "respuestas"):
        try:
            id_, name, said = (str(entry[key]).strip() for key in ("id", "nombre", "texto"))
        except KeyError:
            raise DataFileError(
                f"{_ANSWERS}: a una respuesta le falta «id», «nombre» o «texto»."
            ) from None
        if id_ in found or not said or "{" in said:
            raise DataFileError(
                f"{_ANSWERS}: la respuesta «{id_}» está dos veces, está vacía o tiene llaves."
            )
        found[id_] = ReadyAnswer(id_, name, said)
    if not found:
        raise DataFileError(f"{_ANSWERS}: falta la lista «respuestas».")
    return found


def get_ready_answer(answer_id: str) -> ReadyAnswer:
    """The answer with this id; NotFoundError names all there are."""
    answers = ready_answers()
    if answer_id not in answers:
        raise NotFoundError(
            f"No hay una plantilla «{answer_id}». Las plantillas son: {', '.join(answers)}."
        )
    return answers[answer_id]


def get_discard_reason(reason_id: str) -> DiscardReason:
    """The reason with this id; NotFoundError names all there are."""
    reasons = discard_reasons()
    if reason_id not in reasons:
        raise NotFoundError(
            f"No hay un motivo «{reason_id}». Los motivos son: {', '.join(reasons)}."
        )
    return reasons[reason_id]


def _text(name: str) -> str:
    try:
        return shipped_text(name)
    except (OSError, UnicodeDecodeError) as problem:
        raise DataFileError(f"{name}: no se puede leer ({problem}).") from problem


def _read(name: str, text: str) -> dict[str, object]:
    try:
        data = parse_yaml(text)
    except yaml.YAMLError as problem:
        raise DataFileError(f"{name}: no es YAML ({problem}).") from problem
    if not isinstance(data, dict):
        raise DataFileError(f"{name}: debe tener líneas de la forma «nombre: valor».")
    return data


def _rows(name: str, text: str, part: str) -> list[dict[str, object]]:
    rows = _read(name, text).get(part) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataFileError(f"{name}: en «{part}» va una lista de bloques con sus campos.")
    return rows


def _texts(data: dict[str, object], part: str) -> dict[str, str]:
    texts = data.get(part)
    if not isinstance(texts, dict) or not all(isinstance(t, str) and t for t in texts.values()):
        raise DataFileError(f"{_NOTICES}: en «{part}» debe haber una frase para cada nombre.")
    return {str(name): text.strip() for name, text in texts.items()}


def same_names(part: str, found: Iterable[str], wanted: Iterable[str]) -> None:
    """Refuse a part of the file that lacks one of the names, or has one more."""
    missing, unknown = set(wanted) - set(found), set(found) - set(wanted)
    if missing:
        raise DataFileError(f"{_NOTICES}: en «{part}» falta {', '.join(sorted(missing))}.")
    if unknown:
        raise DataFileError(f"{_NOTICES}: en «{part}» sobra {', '.join(sorted(unknown))}.")


def _check_holds(where: str, text: str, *, may: set[str], must: set[str]) -> None:
    try:
        fields = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        raise DataFileError(f"{_NOTICES}: {where}: hay una llave sin cerrar.") from None
    if fields - may:
        raise DataFileError(f"{_NOTICES}: {where}: no se conoce {{{min(fields - may)}}}.")
    if must - fields:
        raise DataFileError(f"{_NOTICES}: {where}: falta {{{min(must - fields)}}}.")
