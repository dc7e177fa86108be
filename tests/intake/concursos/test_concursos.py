"""A concurso: what it lacks, who may publish it, for whom it is, and when it closes."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import calling, concursos
from intake.concursos.calling import Terms
from intake.errors import NotFoundError, RefusedError
from intake.kinds import Actor, AcuerdoSubject, Applicant, ConcursoState, Role
from intake.store.db import Database
from intake.store.models import Acuerdo, Concurso, Operator
from intake.words.calendar import LIMA
from tests.conftest import NOW
from tests.factories import a_necesidad, a_person, an_operator
from tests.intake.casting import a_concurso
from tests.intake.steps import an_acuerdo

OPENS = NOW + timedelta(days=1)
CLOSES = NOW + timedelta(days=40)
WHOLE = Terms(
    title="Agua segura",
    challenge="Que cada familia tenga agua segura.",
    applicants=(Applicant.COMUNIDAD,),
    stages=("Revisión",),
    criteria=("Impacto",),
    contact="la Secretaría Técnica",
    opens_at=OPENS,
    closes_at=CLOSES,
    bases_url="https://www.gob.pe/midis",
)
BASES = b"%PDF-1.7 las bases"


async def ana(session: AsyncSession, role: Role = Role.SECRETARIA_TECNICA) -> Operator:
    return await an_operator(session, NOW, role=role)


async def ready(session: AsyncSession, by: Operator) -> Concurso:
    """All it needs, but the acuerdo."""
    concurso = await calling.create(session, WHOLE, by=by, now=NOW)
    necesidad = await a_necesidad(session, NOW)
    necesidad.prioritised_at = NOW
    code = concurso.code
    await calling.attach_need(session, code, necesidad.necesidad_id, by=by, now=NOW)
    await calling.set_bases(session, code, "bases.pdf", BASES, by=by, now=NOW)
    return concurso


async def approves(session: AsyncSession, concurso: Concurso, by: Operator) -> Acuerdo:
    return await an_acuerdo(session, NOW, None, by, subject=AcuerdoSubject.BASES, concurso=concurso)


async def test_a_criterion_typed_twice_counts_once_and_blanks_not_at_all(
    database: Database,
) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        terms = replace(
            WHOLE,
            criteria=("Impacto", " impacto ", " ", "Viabilidad"),
            applicants=(Applicant.ONG, Applicant.ONG),
        )
        concurso = await calling.create(session, terms, by=by, now=NOW)
    assert concurso.criteria == ["Impacto", "Viabilidad"]
    assert concurso.applicants == ["ong"]


async def test_a_call_is_never_without_a_title(database: Database) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        with pytest.raises(RefusedError, match="título"):
            await calling.create(session, replace(WHOLE, title="  "), by=by, now=NOW)
        concurso = await calling.create(session, WHOLE, by=by, now=NOW)
        code = concurso.code
        with session.no_autoflush, pytest.raises(RefusedError, match="título"):
            await calling.change(session, code, Terms(title=""), by=by, now=NOW)
        session.expire_all()


async def test_a_bare_draft_says_all_that_it_lacks(database: Database) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        bare = Terms(title="Agua", opens_at=OPENS, closes_at=CLOSES)
        concurso = await calling.create(session, bare, by=by, now=NOW)
        lacks = " ".join(await calling.missing(session, concurso, NOW))
        assert concurso.code == "2026-01"
    for what in ("reto", "necesidad", "postular", "etapas", "criterios", "bases", "15.c"):
        assert what in lacks


async def test_it_is_published_with_the_acuerdo_that_approved_its_bases(
    database: Database,
) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        concurso = await ready(session, by)
        code = concurso.code
        with pytest.raises(RefusedError, match=r"15\.c"):
            await calling.publish(session, code, "X", by=by, now=NOW)
        plan = await an_acuerdo(session, NOW, None, by, subject=AcuerdoSubject.COMUNICACIONES)
        bases = await approves(session, concurso, by)
        with pytest.raises(RefusedError, match="no aprueba las bases"):
            await calling.publish(session, code, plan.code, by=by, now=NOW)
        luis = await ana(session, Role.EQUIPO_TECNICO)
        with pytest.raises(RefusedError, match="Secretaría"):
            await calling.publish(session, code, bases.code, by=luis, now=NOW)
        await calling.publish(session, code, bases.code, by=by, now=NOW)
        assert (concurso.state, concurso.acuerdo) == (ConcursoState.PUBLICADO, bases.code)

        other = await ready(session, by)
        with pytest.raises(RefusedError, match=r"no nombra el concurso 2026-02"):
            await calling.publish(session, other.code, bases.code, by=by, now=NOW)


async def test_art_15c_bases_that_changed_after_their_acuerdo_need_another(
    database: Database,
) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        concurso = await ready(session, by)
        code = concurso.code
        first = await approves(session, concurso, by)
        assert first.digest == hashlib.sha256(BASES).hexdigest()
        await calling.set_bases(session, code, "bases.pdf", BASES + b" 2", by=by, now=NOW)
        with pytest.raises(RefusedError, match="El archivo de las bases cambió"):
            await calling.publish(session, code, first.code, by=by, now=NOW)
        assert any("15.c" in each for each in await calling.missing(session, concurso, NOW))
        second = await approves(session, concurso, by)
        await calling.publish(session, code, second.code, by=by, now=NOW)
        assert concurso.acuerdo == second.code


async def test_art_15c_a_link_alone_is_no_bases_that_can_be_approved(database: Database) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        concurso = await calling.create(session, WHOLE, by=by, now=NOW)
        lacks = " ".join(await calling.missing(session, concurso, NOW))
        assert "el archivo de las bases" in lacks
        with pytest.raises(RefusedError, match="no tiene el archivo"):
            await approves(session, concurso, by)


async def test_only_a_prioritised_necesidad_is_attached_and_once(database: Database) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        concurso = await calling.create(session, WHOLE, by=by, now=NOW)
        code = concurso.code
        necesidad = await a_necesidad(session, NOW)
        with pytest.raises(RefusedError, match=r"14\.a"):
            await calling.attach_need(session, code, necesidad.necesidad_id, by=by, now=NOW)
        necesidad.prioritised_at = NOW
        await calling.attach_need(session, code, necesidad.necesidad_id, by=by, now=NOW)
        assert await concursos.needs_of(session, concurso) == [necesidad]
        with pytest.raises(RefusedError, match="ya es del concurso"):
            await calling.attach_need(session, code, necesidad.necesidad_id, by=by, now=NOW)
        with pytest.raises(NotFoundError):
            await calling.attach_need(session, code, 99, by=by, now=NOW)


async def test_what_was_published_does_not_change_and_only_closes_later(
    database: Database,
) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        concurso = await a_concurso(session, NOW)
        code = concurso.code
        with pytest.raises(RefusedError, match="ya no cambian"):
            await calling.change(session, code, Terms(title="Otro"), by=by, now=NOW)
        sooner, later = concurso.closes_at - timedelta(days=1), concurso.closes_at + timedelta(1)
        with pytest.raises(RefusedError, match="después"):
            await calling.extend(session, code, sooner, "Lluvias", by=by, now=NOW)
        with pytest.raises(RefusedError, match="por qué"):
            await calling.extend(session, code, later, " ", by=by, now=NOW)
        await calling.extend(session, code, later, "Lluvias", by=by, now=NOW)
        assert concurso.closes_at == later
        await calling.cancel(session, code, "Se anuló", by=by, now=NOW)
        assert not concursos.is_open(concurso, NOW)
        with pytest.raises(RefusedError):
            await calling.cancel(session, code, "Otra vez", by=by, now=NOW)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"share": 130}, "porcentaje"),
        ({"fund": 100, "ceiling": 200}, "tope"),
        ({"months": 0}, "mayores que cero"),
        ({"bases_url": "http://x.pe"}, "https"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    database: Database, given: dict[str, Any], reason: str
) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        code = (await calling.create(session, WHOLE, by=by, now=NOW)).code
        with pytest.raises(RefusedError, match=reason):
            await calling.change(session, code, Terms(**given), by=by, now=NOW)


async def test_the_bases_are_a_pdf_or_docx(database: Database) -> None:
    async with database.transaction() as session:
        by = await ana(session)
        concurso = await calling.create(session, WHOLE, by=by, now=NOW)
        code = concurso.code
        for name, content in (("bases.exe", b"%PDF"), ("bases.pdf", b"hola")):
            with pytest.raises(RefusedError, match="no es un PDF"):
                await calling.set_bases(session, code, name, content, by=by, now=NOW)
        await calling.set_bases(session, code, "bases.pdf", b"%PDF-1.7 x", by=by, now=NOW)
        assert concurso.bases_name == "bases.pdf"


def test_it_closes_at_the_instant_of_lima_and_not_a_moment_later() -> None:
    closing = datetime(2027, 2, 13, 0, 0, tzinfo=LIMA)
    concurso = Concurso(
        state=ConcursoState.PUBLICADO, opens_at=NOW, closes_at=closing, applicants=[], ubigeos=[]
    )
    assert concursos.is_open(concurso, closing - timedelta(microseconds=1))
    assert not concursos.is_open(concurso, closing)
    assert concursos.is_open(concurso, NOW)
    assert not concursos.is_open(concurso, NOW - timedelta(microseconds=1))


async def test_people_see_what_is_open_and_concerns_them(database: Database) -> None:
    async with database.transaction() as session:
        everywhere = await a_concurso(session, NOW)
        puno = await a_concurso(session, NOW, open_for=timedelta(days=5))
        puno.ubigeos = ["21"]
        officials = await a_concurso(session, NOW)
        officials.applicants = ["municipalidad"]
        await a_concurso(session, NOW, state=ConcursoState.BORRADOR)
        await a_concurso(session, NOW, open_for=timedelta(0))
        person = await a_person(session, NOW)

        async def seen() -> list[Concurso]:
            return await concursos.open_for(session, person, NOW)

        assert await seen() == [puno, everywhere, officials]
        person.ubigeo = "080101"
        assert await seen() == [everywhere, officials]
        person.ubigeo, person.actor = "210607", Actor.CIUDADANIA
        assert await seen() == [puno, everywhere]


async def test_a_code_that_is_nobodys_says_which_there_are(database: Database) -> None:
    async with database.transaction() as session:
        await a_concurso(session, NOW)
        assert (await concursos.get_concurso(session, " 2026-1 ")).number == 1
        with pytest.raises(NotFoundError, match="2026-01"):
            await concursos.get_concurso(session, "2026-9")
        with pytest.raises(NotFoundError):
            await concursos.get_concurso(session, "hola")
