"""What a database kept before the true record is carried into it, on each engine."""

import hashlib
from typing import Any

import sqlalchemy as sa

from intake.grupo.folders import is_whole, list_papers
from intake.kinds import PaperKind
from intake.necesidades.decisions import decisions_of
from intake.papers.wording import decision_in_words
from intake.store.db import Database
from intake.store.models import Concurso, Follower, NecesidadMove
from tests.conftest import NOW
from tests.intake.store.migrating import bring_to, put
from tests.running import closing

ROWS: list[tuple[str, dict[str, Any]]] = [
    (
        "operators",
        {
            "id": 1,
            "username": "ana",
            "name": "Ana",
            "role": "secretaria_tecnica",
            "is_active": True,
            "created_at": NOW,
        },
    ),
    ("people", {"id": 1, "channel": "web", "address": "1", "created_at": NOW}),
    (
        "aportes",
        {
            "id": 1,
            "code": "7R4C6H",
            "author_id": 1,
            "kind": "problema",
            "text": "Agua",
            "place_text": "",
            "affected": "",
            "actor": "ciudadania",
            "state": "priorizacion",
            "needs_interpreter": False,
            "restricted": False,
            "created_at": NOW,
            "updated_at": NOW,
            "answer_by": NOW.date(),
        },
    ),
    ("followers", {"aporte_id": 1, "person_id": 1, "joined_at": NOW}),
    ("necesidades", {"id": 1, "created_at": NOW}),
    (
        "fichas",
        {
            "necesidad_id": 1,
            "title": "Agua segura",
            "origin": "aportes",
            "source": "",
            "affected": "",
            "location": "",
            "causes": "",
            "evidence": "",
            "programmes": "",
            "stage": "priorizacion",
            "process": "M08.05.01.02",
            "created_at": NOW,
            "created_by_id": 1,
            "updated_at": NOW,
        },
    ),
    *(
        (
            "necesidad_moves",
            {
                "id": id_,
                "necesidad_id": 1,
                "at": NOW,
                "operator_id": 1,
                "stage": "priorizacion",
                "process": "M08.05.01.02",
                "reason": reason,
                "documents": [],
            },
        )
        for id_, reason in ((1, "Se estudió"), (2, "Menos demanda"))
    ),
    (
        "journal",
        {
            "id": 1,
            "at": NOW,
            "operator_id": 1,
            "verb": "necesidad no priorizar",
            "note": "Menos demanda",
            "before": {},
            "after": {"necesidad": 1, "paso": 2, "acuerdo": None},
        },
    ),
    (
        "sesiones",
        {
            "id": 1,
            "year": 2026,
            "number": 1,
            "kind": "ordinaria",
            "scheduled_at": NOW,
            "place": "Lima",
            "state": "cerrada",
            "convened_at": NOW,
            "convened_by_id": 1,
            "quorum": 4,
            "opened_at": NOW,
            "closed_at": NOW,
        },
    ),
    *(
        (
            "session_papers",
            {
                "sesion_id": 1,
                "name": name,
                "content": name.encode(),
                "added_at": NOW,
                "added_by_id": 1,
            },
        )
        for name in ("Acta firmada.pdf", "convocatoria.docx", "informe.pdf")
    ),
    (
        "concursos",
        {
            "id": 1,
            "year": 2026,
            "number": 1,
            "title": "Agua",
            "challenge": "",
            "partner": "",
            "applicants": [],
            "who": "",
            "ubigeos": [],
            "stages": [],
            "criteria": [],
            "contact": "",
            "opens_at": NOW,
            "closes_at": NOW,
            "bases_name": "bases.pdf",
            "bases": b"%PDF",
            "bases_url": "",
            "state": "borrador",
            "created_at": NOW,
        },
    ),
]
"""A session that closed, its folder, a necesidad that was voted down, a draft call."""


def fill(connection: sa.Connection) -> None:
    for table, values in ROWS:
        put(connection, table, **values)


async def test_verdicts_papers_and_bases_are_carried(blank_url: str) -> None:
    async with closing(Database(blank_url)) as database:
        async with database.engine.execution_options(ayni_writes=True).begin() as connection:
            await connection.run_sync(bring_to, "0006")
            await connection.run_sync(fill)
            await connection.run_sync(bring_to, "head")
        async with database.transaction() as session:
            verdicts = await session.scalars(
                sa.select(NecesidadMove.verdict).order_by(NecesidadMove.id)
            )
            assert list(verdicts) == [None, "no_priorizada"]
            said = decision_in_words((await decisions_of(session, [1]))[1], is_prioritised=False)
            papers = await list_papers(session, 1)
            bases = await session.scalar(sa.select(Concurso.bases_digest))
            assert await session.scalar(sa.select(Follower.answer_by)) is None
    assert said == (
        "No priorizada sin un acuerdo con código, el 23 de noviembre de 2026. "
        "Motivo: Menos demanda."
    )
    assert [(each.name, each.version, each.kind) for each in papers] == [
        ("Acta firmada.pdf", 1, PaperKind.ACTA),
        ("convocatoria.docx", 1, PaperKind.CONVOCATORIA),
        ("informe.pdf", 1, PaperKind.DOCUMENTO),
    ]
    assert all(is_whole(each) for each in papers)
    assert bases == hashlib.sha256(b"%PDF").hexdigest()
