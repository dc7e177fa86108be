"""How an entry of the journal looks: on a line, and as JSON."""

from admin_cli.terminal import words
from admin_cli.terminal.output import Json
from intake.store.verbs import Verb
from intake.triage.actions import all_actions
from intake.triage.cases import Act
from intake.words.codes import spoken


def act_line(act: Act, own_code: str = "") -> str:
    """Write one entry of the journal on a line; it names the case where that is not `own_code`."""
    entry = act.entry
    by_person = entry.person_id and entry.verb is not Verb.SEGUNDA_LECTURA
    who = act.username or ("la persona" if by_person else "el sistema")
    named = f" {spoken(act.code)}" if act.code and act.code != own_code else ""
    note = f": {words.shortened(act.content.note, 100)}" if act.content.note else ""
    undone = " (deshecho)" if entry.undone_by_id else ""
    return f"{words.moment(entry.at)}  {who}  {words.verb(entry.verb)}{named}{note}{undone}"


def act_json(act: Act) -> dict[str, Json]:
    """Give one entry of the journal for other programs."""
    entry = act.entry
    return {
        "id": entry.id,
        "cuando": entry.at.isoformat(),
        "operador": act.username,
        "persona": entry.person_id is not None,
        "accion": entry.verb,
        "codigo": spoken(act.code) if act.code else None,
        "nota": act.content.note,
        "antes": act.content.before,
        "despues": act.content.after,
        "deshecho_por": entry.undone_by_id,
        "es_triaje": entry.verb in all_actions(),
    }
