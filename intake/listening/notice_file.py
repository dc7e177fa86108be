"""The file of sentences that the Lab edits: read, and found right."""

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from intake.datafiles import lab_text, read_mapping
from intake.errors import DataFileError
from intake.kinds import AporteState, Stage
from intake.store.outgoing import Deed

_NOTICES = "notices.yaml"
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
class Sentences:
    """The file, read and found right."""

    notices: Mapping[str, str]
    states: Mapping[AporteState, str]
    stages: Mapping[str, str]
    """By stage, and PRIORITISED."""
    processes: Mapping[str, str]
    """By code of level 3: what is being done, to be put after a colon."""
    buttons: Mapping[Deed, str]


@cache
def sentences() -> Sentences:
    """The Lab's sentences."""
    return read_sentences(lab_text(_NOTICES))


def read_sentences(text: str) -> Sentences:
    """The sentences in a file like notices.yaml; DataFileError names the one that was spoilt."""
    data = read_mapping(_NOTICES, text)
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
