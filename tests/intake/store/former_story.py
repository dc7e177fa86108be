"""A story as versions before the typed journal wrote it into their tables."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tests.conftest import NOW
from tests.intake.store.migrating import put

FORMER = {"0010": ("necesidades", "fichas"), "0011": ("need_groups", "necesidades")}
"""What the tables of groups and of necesidades were called."""
CODES = {1: "7R4C6H", 2: "K7F3M6", 3: "P4D9RA", 4: "XQ2W7Z"}
STATES = {1: "priorizacion", 2: "descartado", 3: "priorizacion", 4: "priorizacion"}
TOLD = {
    "kind": "problema",
    "text": "No hay agua",
    "ubigeo": "210607",
    "place_text": "",
    "affected": "todos",
    "actor": "ciudadania",
}
ANSWERS = {"idea": "Un pozo", "plazo": "6"}
STORY: list[dict[str, Any]] = [
    {"verb": "contar", "aporte_id": 1, "person_id": 1, "after": TOLD},
    {
        "verb": "corregir",
        "aporte_id": 1,
        "person_id": 1,
        "before": {"text": "No hay agua"},
        "after": {"text": "No hay agua hace un mes"},
    },
    {
        "verb": "admitir",
        "aporte_id": 1,
        "operator_id": 1,
        "note": "Agua segura",
        "before": {"state": "recibido"},
        "after": {"state": "priorizacion"},
    },
    {"verb": "responder", "aporte_id": 1, "operator_id": 1, "note": "Vamos el lunes."},
    {
        "verb": "opinar",
        "aporte_id": 1,
        "person_id": 1,
        "note": "no le sirvió",
        "after": {"sirvio": False, "respuesta": "derivar"},
    },
    {
        "verb": "descartar",
        "aporte_id": 2,
        "operator_id": 1,
        "note": "ya_resuelto",
        "before": {"state": "recibido"},
        "after": {"state": "descartado"},
    },
    {"verb": "agregar", "aporte_id": 1, "person_id": 2, "note": "Somos cuarenta"},
    {
        "verb": "necesidad quitar",
        "operator_id": 1,
        "note": "1: Agua segura",
        "after": {"necesidad": 1, "aportes": [CODES[3], CODES[4]], "avisados": 0},
    },
    {
        "verb": "necesidad unir",
        "operator_id": 1,
        "note": "1: Agua segura",
        "after": {"necesidad": 1, "aportes": [CODES[4]], "avisados": 0},
    },
    {
        "verb": "votacion votar",
        "operator_id": 1,
        "note": "Priorizar agua",
        "after": {"sesion": 1, "en contra": 4},
    },
    {"verb": "acuerdo no-priorizar", "operator_id": 1, "note": "punto 1"},
    {
        "verb": "necesidad no priorizar",
        "operator_id": 1,
        "note": "Menos demanda",
        "after": {"necesidad": 1, "paso": 1, "acuerdo": None},
    },
    {
        "verb": "postular",
        "person_id": 2,
        "note": "postulación TTTTTT",
        "after": {"answers": ANSWERS},
    },
    {
        "verb": "concurso ampliar",
        "operator_id": 1,
        "note": "concurso 2026-01: por las lluvias",
        "after": {"titulo": "Agua"},
    },
    {"verb": "operador rol", "operator_id": 1, "note": "luis", "after": {"role": "asesor"}},
    {"verb": "fuente crear", "operator_id": 1, "note": "SSS-SSS Radio Taraco"},
    {"verb": "difusion crear", "operator_id": 1, "note": "difusión 9"},
    {"verb": "ver", "aporte_id": 1, "operator_id": 1, "after": {"casos": [CODES[1]]}},
    {"verb": "derivar", "aporte_id": 1, "operator_id": 1, "undone_by_id": 20},
    {"verb": "deshacer", "aporte_id": 1, "operator_id": 1, "note": "derivar"},
]


def entry(id_: int, told: dict[str, Any]) -> dict[str, Any]:
    """A whole row of the former journal."""
    nobody = {"operator_id": None, "person_id": None, "aporte_id": None, "undone_by_id": None}
    said: dict[str, Any] = {"note": "", "before": {}, "after": {}}
    return {"id": id_, "at": NOW + timedelta(minutes=id_)} | nobody | said | told


def fill(connection: sa.Connection, former: str) -> None:
    """The story and whom and what it is about, as the former version left them."""
    groups, taken_up = FORMER[former]
    put_people(connection)
    put(connection, groups, id=1, created_at=NOW)
    empty = dict.fromkeys(
        ("source", "affected", "location", "causes", "evidence", "programmes"), ""
    )
    put(
        connection,
        taken_up,
        necesidad_id=1,
        title="Agua segura",
        origin="aportes",
        stage="priorizacion",
        process="M08.05.01.02",
        created_at=NOW,
        created_by_id=1,
        updated_at=NOW,
        **empty,
    )
    step = {"stage": "priorizacion", "process": "M08.05.01.02", "documents": []}
    put(
        connection,
        "necesidad_moves",
        id=1,
        necesidad_id=1,
        at=NOW,
        operator_id=1,
        reason="Menos demanda",
        verdict="no_priorizada",
        **step,
    )
    put_sitting(connection)
    put_call(connection)
    for id_, told in reversed(list(enumerate(STORY, 1))):  # what undid another is there before it
        put(connection, "journal", **entry(id_, told))
    put(connection, "opinions", aporte_id=1, person_id=1, helped=False, at=NOW)
    put(connection, "reopenings", aporte_id=3, person_id=1, facts="Otra vez", at=NOW)
    if connection.dialect.name == "postgresql":
        for table in ("journal", groups):
            counter = sa.func.pg_get_serial_sequence(table, "id")
            connection.execute(sa.select(sa.func.setval(counter, 100)))


def put_people(connection: sa.Connection) -> None:
    for id_, name in ((1, "ana"), (2, "luis")):
        put(
            connection,
            "operators",
            id=id_,
            username=name,
            name=name.title(),
            role="secretaria_tecnica",
            is_active=True,
            created_at=NOW,
        )
        put(connection, "people", id=id_, channel="web", address=str(id_), created_at=NOW)
    for id_, code in CODES.items():
        put(
            connection,
            "aportes",
            id=id_,
            code=code,
            author_id=1,
            kind="problema",
            text="No hay agua hace un mes",
            place_text="",
            affected="todos",
            actor="ciudadania",
            state=STATES[id_],
            needs_interpreter=False,
            restricted=False,
            created_at=NOW,
            updated_at=NOW,
            answer_by=NOW.date(),
        )
        put(connection, "followers", aporte_id=id_, person_id=1, joined_at=NOW)


def put_sitting(connection: sa.Connection) -> None:
    put(
        connection,
        "sesiones",
        id=1,
        year=2026,
        number=1,
        kind="ordinaria",
        scheduled_at=NOW,
        place="Lima",
        state="cerrada",
        convened_at=NOW,
        convened_by_id=1,
        quorum=4,
        opened_at=NOW,
        closed_at=NOW,
    )
    put(
        connection,
        "agenda_items",
        id=1,
        sesion_id=1,
        station="orden_del_dia",
        position=1,
        title="Priorizar agua",
        points="",
        necesidad_id=1,
        summary="",
        is_approved=False,
        voted_at=NOW,
    )


def put_call(connection: sa.Connection) -> None:
    lists: dict[str, list[str]] = {
        name: [] for name in ("applicants", "ubigeos", "stages", "criteria")
    }
    texts = dict.fromkeys(("challenge", "partner", "who", "contact", "bases_url", "bases_name"), "")
    put(
        connection,
        "concursos",
        id=1,
        year=2026,
        number=1,
        title="Agua",
        opens_at=NOW,
        closes_at=NOW,
        state="publicado",
        created_at=NOW,
        **lists,
        **texts,
    )
    put(
        connection,
        "applications",
        id=1,
        code="TTTTTT",
        concurso_id=1,
        person_id=2,
        answers=ANSWERS,
        state="enviada",
        started_at=NOW,
        updated_at=NOW,
        outcome="",
    )
    put(connection, "sources", id=1, code="SSSSSS", kind="radio", name="Radio", created_at=NOW)
