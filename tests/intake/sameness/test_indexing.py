"""The index of alike aportes follows what happens to them."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Role
from intake.listening import submissions
from intake.listening.commands import Withdraw
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.sameness import matching, postings
from intake.store.models import Aporte, AporteTag, Operator, Person
from intake.store.models.posting import StoredTelling, Term
from intake.triage.actions.descartar import Descartar
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.etiquetar import Etiquetar
from intake.triage.actions.interprete import Interprete
from tests.factories import a_person, an_aporte, an_operator
from tests.intake.listening.retagged import FILE, imported, retag_all
from tests.intake.listening.submitted import SUBMIT, correction_of, submit
from tests.intake.triage.actions.cases import act


async def topics(session: AsyncSession, case: Aporte) -> str | None:
    """As the index has them; None where it does not have the case."""
    return await session.scalar(
        sa.select(StoredTelling.topics).where(StoredTelling.aporte_id == case.id)
    )


async def found(session: AsyncSession, text: str = SUBMIT.text) -> list[int]:
    return [
        candidate.id
        for candidate, _ in await matching.evidences(session, text, "210607", "problema")
    ]


async def counts(session: AsyncSession) -> dict[int, int]:
    return {row[0]: row[1] for row in await session.execute(sa.select(Term.key, Term.df))}


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Of the Secretaría Técnica."""
    return await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)


@pytest.fixture
async def case(session: AsyncSession, now: datetime) -> Aporte:
    """Told in the chat."""
    receipt = await submit(session, await a_person(session, now), now)
    return await submissions.get_aporte(session, receipt.code)


async def test_what_is_told_is_indexed_with_its_priorities(
    session: AsyncSession, case: Aporte
) -> None:
    assert await topics(session, case) == "agua_saneamiento"


async def test_a_correction_is_indexed_with_the_priorities_of_its_new_words(
    session: AsyncSession, case: Aporte, now: datetime
) -> None:
    await submissions.correct(
        session,
        correction_of(case.code, "En la posta de salud no hay médico ni medicinas"),
        await session.get_one(Person, case.author_id),
        vocabulary=Vocabulary.builtin(),
        now=now,
    )

    assert await topics(session, case) == "salud"
    assert await found(session, "la posta no tiene médico") == [case.id]


async def test_the_index_follows_an_operators_priorities_and_their_undoing(
    session: AsyncSession, case: Aporte, ana: Operator, now: datetime
) -> None:
    before = await counts(session)
    await act(session, Etiquetar(("+salud", "-agua_saneamiento")), case, ana, now)
    assert await topics(session, case) == "salud"

    await act(session, Deshacer(), case, ana, now)
    assert await topics(session, case) == "agua_saneamiento"
    assert await counts(session) == before


async def test_what_is_discarded_leaves_and_comes_back_when_that_is_undone(
    session: AsyncSession, case: Aporte, ana: Operator, now: datetime
) -> None:
    before = await counts(session)
    await act(session, Descartar(motivo="reclamo"), case, ana, now)
    assert await topics(session, case) is None
    assert (await counts(session), await found(session)) == ({}, [])

    await act(session, Deshacer(), case, ana, now)
    assert (await counts(session), await found(session)) == (before, [case.id])


async def test_what_its_author_took_back_leaves(
    session: AsyncSession, case: Aporte, now: datetime
) -> None:
    author = await session.get_one(Person, case.author_id)
    await submissions.withdraw(session, Withdraw(case.code), author, now=now)

    assert (await topics(session, case), await counts(session)) == (None, {})


async def test_what_needs_an_interpreter_is_indexed_without_the_machines_priorities(
    session: AsyncSession, ana: Operator, now: datetime
) -> None:
    case = await an_aporte(session, now, text="Manam unu kanchu, agua potable")
    await tagging.retag(session, case, Vocabulary.builtin())
    await postings.index(session, case.id, case.text, case.ubigeo, ["agua_saneamiento"])
    await act(session, Interprete(necesita=True), case, ana, now)
    marked = await topics(session, case)
    await act(session, Deshacer(), case, ana, now)

    stands = await session.scalars(
        sa.select(AporteTag.priority).where(AporteTag.accepted.is_(True))
    )
    assert marked is not None
    assert (await topics(session, case) or "").split() == sorted(stands)


async def test_new_priorities_for_the_queue_reach_the_index(
    session: AsyncSession, case: Aporte, ana: Operator, now: datetime
) -> None:
    await retag_all(session, await imported(session, ana, now, FILE), now)

    assert await topics(session, case) == "agua"
