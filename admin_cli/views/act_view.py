"""How an entry of the journal looks: on a line, and as JSON."""

from collections.abc import Callable, Mapping, Sequence

from admin_cli.terminal import words
from admin_cli.terminal.output import Json
from intake.store.verbs import Verb
from intake.triage.actions import all_actions
from intake.triage.cases import Act
from intake.words.codes import spoken
from intake.words.identifiers import masked


def act_line(act: Act, own_code: str = "", *, said: Callable[[str], str] = masked) -> str:
    """Write one entry of the journal on a line; it names the case where that is not `own_code`.

    `said`: how the words in it are shown; without personal data, unless somebody gave a reason.
    """
    entry = act.entry
    by_person = entry.person_id and entry.verb is not Verb.SEGUNDA_LECTURA
    who = act.username or ("la persona" if by_person else "el sistema")
    named = f" {spoken(act.code)}" if act.code and act.code != own_code else ""
    note = f": {words.shortened(said(act.content.note), 100)}" if act.content.note else ""
    undone = " (deshecho)" if entry.undone_by_id else ""
    return f"{words.moment(entry.at)}  {who}  {words.verb(entry.verb)}{named}{note}{undone}"


def act_json(act: Act, *, said: Callable[[str], str] = masked) -> dict[str, Json]:
    """Give one entry of the journal for other programs."""
    entry = act.entry
    return {
        "id": entry.id,
        "cuando": entry.at.isoformat(),
        "operador": act.username,
        "persona": entry.person_id is not None,
        "accion": entry.verb,
        "codigo": spoken(act.code) if act.code else None,
        "nota": said(act.content.note),
        "antes": _shown(act.content.before, said),
        "despues": _shown(act.content.after, said),
        "deshecho_por": entry.undone_by_id,
        "es_triaje": entry.verb in all_actions(),
    }


def _shown(value: Json, said: Callable[[str], str]) -> Json:
    """What changed, with the words that people wrote as they are shown, however deep."""
    if isinstance(value, str):
        return said(value)
    if isinstance(value, Mapping):
        return {name: _shown(each, said) for name, each in value.items()}
    return [_shown(each, said) for each in value] if isinstance(value, Sequence) else value
