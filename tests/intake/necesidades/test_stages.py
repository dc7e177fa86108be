"""A necesidad through the four stages: in their order, with a reason, and told."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import AcuerdoSubject, AporteState, Role, Verdict
from intake.necesidades.stages import decline, prioritise
from intake.store.models import JournalEntry, Necesidad, NeedGroup, Operator
from intake.words.codes import spoken
from tests.factories import a_necesidad, a_person, an_aporte, an_operator
from tests.intake.steps import an_acuerdo, told_of


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Of the Secretaría Técnica."""
    return await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)


async def test_art_14a_an_acuerdo_prioritises_and_everybody_behind_hears_it_once(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    maria = await a_person(session, now)
    one, other = await an_aporte(session, now, author=maria), await an_aporte(session, now)
    merged = await an_aporte(session, now)
    necesidad = await a_necesidad(session, now, aportes=[one, other], by=ana)
    merged.state, merged.merged_into_id = AporteState.FUSIONADO, other.id
    await session.flush()
    acuerdo = await an_acuerdo(session, now, necesidad.necesidad_id, ana)

    move = await prioritise(
        session, necesidad.necesidad_id, acuerdo_id=acuerdo.id, by=ana, reason="Urge", now=now
    )

    told = await told_of(session, move)
    assert necesidad.prioritised_at == now
    assert (move.acuerdo_id, necesidad.process) == (acuerdo.id, "M08.05.01.02")
    assert set(told) == {maria.id, other.author_id, merged.author_id}
    assert spoken(merged.code) in told[merged.author_id]
    entry = await session.scalar(sa.select(JournalEntry).order_by(JournalEntry.id.desc()))
    assert entry is not None
    assert (entry.verb, entry.after["necesidad"], entry.after["avisados"]) == (
        "necesidad priorizar",
        necesidad.necesidad_id,
        3,
    )


async def test_art_14a_only_an_approved_acuerdo_on_this_necesidad_prioritises_it(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    necesidad, other = await a_necesidad(session, now), await a_necesidad(session, now)
    id_ = necesidad.necesidad_id
    wrong = [
        await an_acuerdo(session, now, other.necesidad_id, ana),
        await an_acuerdo(session, now, id_, ana, subject=AcuerdoSubject.OTRO),
        await an_acuerdo(session, now, id_, ana, is_approved=False),
    ]
    for acuerdo in wrong:
        with pytest.raises(RefusedError, match="Manual, art"):
            await prioritise(session, id_, acuerdo_id=acuerdo.id, by=ana, reason="x", now=now)
    with pytest.raises(NotFoundError):
        await prioritise(session, id_, acuerdo_id=999, by=ana, reason="x", now=now)
    assert necesidad.prioritised_at is None


async def test_prioritised_already_without_ficha_or_joined_it_is_refused(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    necesidad, joined, target = [await a_necesidad(session, now) for _ in range(3)]
    candidate = NeedGroup(created_at=now)
    session.add(candidate)
    joined.joined_into_id, necesidad.prioritised_at = target.necesidad_id, now
    await session.flush()

    for id_, why in (
        (necesidad.necesidad_id, "ya está priorizada"),
        (joined.necesidad_id, "se juntó"),
        (candidate.id, "todavía no tomó"),
    ):
        with pytest.raises(RefusedError, match=why):
            await prioritise(session, id_, acuerdo_id=1, by=ana, reason="x", now=now)


async def test_art_25i_only_the_secretaria_notes_what_the_grupo_decides(
    session: AsyncSession, now: datetime
) -> None:
    necesidad, luis = await a_necesidad(session, now), await an_operator(session, now)
    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await prioritise(
            session, necesidad.necesidad_id, acuerdo_id=1, by=luis, reason="x", now=now
        )


async def test_what_was_not_prioritised_is_told_kindly_and_may_be_proposed_again(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    aporte = await an_aporte(session, now)
    necesidad: Necesidad = await a_necesidad(session, now, aportes=[aporte])
    id_ = necesidad.necesidad_id
    no = AcuerdoSubject.NO_PRIORIZAR
    seen = await an_acuerdo(session, now, id_, ana, subject=no, is_approved=False)
    approved = await an_acuerdo(session, now, id_, ana, subject=no)
    with pytest.raises(RefusedError, match="se aprobó"):
        await decline(session, id_, acuerdo_id=approved.id, by=ana, reason="Hay otras", now=now)
    move = await decline(session, id_, acuerdo_id=seen.id, by=ana, reason="Hay otras", now=now)

    told = (await told_of(session, move))[aporte.author_id]
    assert "por este motivo: «Hay otras»." in told
    assert "Tu voz no se pierde" in told
    assert move.verdict is Verdict.NO_PRIORIZADA
    assert necesidad.prioritised_at is None
    with pytest.raises(RefusedError, match="ya se anotó"):
        await decline(session, id_, acuerdo_id=seen.id, by=ana, reason="Hay otras", now=now)
    again = await an_acuerdo(session, now, id_, ana)
    await prioritise(session, id_, acuerdo_id=again.id, by=ana, reason="Ahora sí", now=now)
    assert necesidad.prioritised_at == now
