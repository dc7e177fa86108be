"""Who reads: what queries leave out for whom, and what they write down."""

import inspect
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import applications, call_questions, evaluation
from intake.errors import RefusedError
from intake.grouping import demand
from intake.grupo import folders
from intake.grupo.folders import Paper
from intake.ids import Code
from intake.kinds import AporteState, ApplicationState, Role
from intake.listening import reopening
from intake.listening.commands import Reopen
from intake.necesidades import suggestions
from intake.store import access, operators
from intake.store.access import Grant
from intake.store.models import Aporte, JournalEntry, Person
from intake.store.reader import Reader, reader
from intake.store.verbs import LOOKING, Verb
from intake.triage import cases, queue
from intake.triage.queue import Filter, list_cases
from tests.factories import a_person, a_reader, an_aporte, an_operator
from tests.intake.casting import a_concurso
from tests.intake.concursos.applied import applied
from tests.intake.sitting import a_call

ROOT = Path(access.__file__).parents[2]


@pytest.fixture
def no_reserved(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the Equipo Técnico read words, and not the reserved ones."""
    known = dict(access.grants())
    alone = frozenset({Role.SECRETARIA_TECNICA})
    known[Grant.RESERVADOS] = replace(known[Grant.RESERVADOS], roles=alone)
    monkeypatch.setattr(access, "grants", lambda: known)


async def two_cases(session: AsyncSession, now: datetime) -> tuple[Aporte, Aporte]:
    plain, reserved = await an_aporte(session, now), await an_aporte(session, now)
    reserved.restricted, reserved.text = True, "Le pegan cada noche"
    await session.flush()
    return plain, reserved


async def readings(session: AsyncSession) -> list[JournalEntry]:
    await session.flush()
    query = sa.select(JournalEntry).where(JournalEntry.verb == LOOKING)
    return list(await session.scalars(query.order_by(JournalEntry.id)))


@pytest.mark.parametrize(
    "query",
    [
        cases.get_case,
        cases.open_case,
        cases.attachments_of,
        cases.contents_of,
        cases.history,
        queue.list_cases,
        applications.get_application,
        applications.list_applications,
        evaluation.table,
        evaluation.results,
        call_questions.waiting,
        demand.list_candidates,
        demand.open_necesidad,
        demand.members_of,
        suggestions.suggest,
        folders.read_papers,
    ],
)
def test_no_query_for_words_or_applicants_goes_without_a_reader(query: Callable[..., Any]) -> None:
    (proof,) = [
        each for each in inspect.signature(query).parameters.values() if each.annotation is Reader
    ]
    assert proof.default is inspect.Parameter.empty


def test_nobody_else_makes_a_reader() -> None:
    makers = [
        str(path.relative_to(ROOT))
        for package in ("intake", "admin_cli", "bot")
        for path in (ROOT / package).rglob("*.py")
        if re.search(r"\bReader\(", path.read_text("utf-8"))
        and path.relative_to(ROOT).parts[:2] != ("intake", "reading")  # its Reader reads messages
    ]
    assert makers == ["intake/store/reader.py"]


async def test_an_account_out_of_use_reads_nothing(session: AsyncSession, now: datetime) -> None:
    by = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
    seen = reader(by, now)
    by.is_active = False

    with pytest.raises(RefusedError, match="desactivada"):
        reader(by, now)
    assert not any(seen.may(grant) for grant in Grant)


@pytest.mark.parametrize("role", [Role.GRUPO_TRABAJO, Role.ASESOR, Role.AUDITOR])
async def test_who_may_not_read_words_is_told_who_may(
    session: AsyncSession, now: datetime, role: Role
) -> None:
    plain, _ = await two_cases(session, now)
    reader = await a_reader(session, now, role=role)

    for asked in (
        list_cases(session, Filter(), reader),
        cases.get_case(session, Code(plain.code), reader),
        cases.open_case(session, plain, reader),
        cases.contents_of(session, plain, reader),
        suggestions.suggest(session, 1, reader),
        call_questions.waiting(session, reader),
    ):
        with pytest.raises(RefusedError, match="Pueden: Secretaría Técnica, Equipo Técnico"):
            await asked
    assert await readings(session) == []


@pytest.mark.usefixtures("no_reserved")
async def test_words_of_a_reserved_case_need_their_own_grant(
    session: AsyncSession, now: datetime
) -> None:
    plain, reserved = await two_cases(session, now)
    team, chief = (
        await a_reader(session, now),
        await a_reader(session, now, role=Role.SECRETARIA_TECNICA),
    )
    with pytest.raises(RefusedError, match="reservado"):
        await cases.get_case(session, Code(reserved.code), team)
    with pytest.raises(RefusedError, match="reservado"):
        await cases.attachments_of(session, reserved, team)
    assert await cases.get_case(session, Code(reserved.code), chief) is reserved

    rows = {row.aporte.code: row.aporte for row in await list_cases(session, Filter(), team)}
    assert rows[plain.code].text
    hidden = rows[reserved.code]
    assert (hidden.text, hidden.place_text) == ("", "")
    (row,) = await readings(session)
    assert row.after == {"casos": [plain.code]}
    await session.flush()
    kept = await session.scalar(sa.select(Aporte.text).where(Aporte.id == hidden.id))
    assert kept == "Le pegan cada noche", "what is hidden from one is lost to nobody"


@pytest.mark.usefixtures("no_reserved")
async def test_the_journal_leaves_out_what_people_wrote_for_whoever_may_not_read_it(
    session: AsyncSession, now: datetime
) -> None:
    for each in await two_cases(session, now):
        each.state = AporteState.DESCARTADO
        person = await session.get_one(Person, each.author_id)
        told = Reopen(each.code, "Ahora somos cuarenta")
        await reopening.reopen(session, told, person, answer_days=30, now=now)
    notes = {}
    for role in (Role.AUDITOR, Role.EQUIPO_TECNICO, Role.SECRETARIA_TECNICA):
        acts = await cases.history(session, await a_reader(session, now, role=role))
        found = [act.content for act in acts if act.entry.verb is Verb.REABRIR]
        notes[role] = [content.note for content in found]
        assert [content.after for content in found] == [{"state": "recibido"}] * 2

    assert notes == {
        Role.AUDITOR: ["", ""],
        Role.EQUIPO_TECNICO: ["Ahora somos cuarenta", ""],
        Role.SECRETARIA_TECNICA: ["Ahora somos cuarenta"] * 2,
    }


@pytest.mark.parametrize("role", [Role.GRUPO_TRABAJO, Role.ASESOR])
async def test_an_application_is_read_without_who_applies(
    session: AsyncSession, now: datetime, role: Role
) -> None:
    concurso, person = await a_concurso(session, now), await a_person(session, now)
    own = await applied(session, concurso, person)
    own.state, whole = ApplicationState.ENVIADA, dict(own.answers)
    await session.flush()
    team, adviser = await a_reader(session, now), await a_reader(session, now, role=role)

    (seen,) = await applications.list_applications(session, concurso, adviser)
    assert set(whole) - set(seen.answers) == {"nombre", "contacto"}
    (seen,) = await applications.list_applications(session, concurso, team)
    assert seen.answers == whole, "what was hidden from one is lost to nobody"
    assert [row.after["casos"] for row in await readings(session)] == [[own.code]] * 2
    with pytest.raises(RefusedError, match="leer postulaciones"):
        await applications.get_application(
            session, own.code, await a_reader(session, now, role=Role.AUDITOR)
        )


async def test_an_auditor_puts_nothing_into_the_folder_of_a_session(
    session: AsyncSession, now: datetime
) -> None:
    ana = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
    meeting = await a_call(session, ana, now)
    await folders.keep_paper(session, meeting, Paper("lista.docx", b"firmada"), by=ana, now=now)

    for role in (Role.AUDITOR, Role.ASESOR, Role.GRUPO_TRABAJO):
        by = await an_operator(session, now, role=role)
        with pytest.raises(RefusedError, match="guardarlos en la carpeta"):
            await folders.keep_paper(session, meeting, Paper("lista.docx", b"otra"), by=by, now=now)
    (paper,) = await folders.read_papers(session, meeting, reader(ana, now))
    assert paper.content == b"firmada"
    (row,) = await readings(session)
    assert (row.operator_id, row.note) == (ana.id, "archivos de la carpeta de la sesión 1: 1")


async def test_reading_needs_an_account(session: AsyncSession, now: datetime) -> None:
    await an_operator(session, now, username="ana")
    for name in ("", None):
        with pytest.raises(RefusedError, match="--como"):
            await operators.get_acting(session, name)
