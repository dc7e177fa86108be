"""Which criteria hold: proposed by the Secretaría Técnica, in force by an acuerdo alone."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import DataFileError, NotFoundError, RefusedError
from intake.kinds import Role
from intake.necesidades import criteria
from intake.necesidades.rules.criteria import builtin_text
from intake.store.models import CriteriaSet, JournalEntry, Operator
from tests.factories import an_operator

HEAVIER = builtin_text().replace("peso: 20", "peso: 25", 1).replace("peso: 15", "peso: 10", 1)


async def ana(session: AsyncSession, now: datetime) -> Operator:
    return await an_operator(session, now, role=Role.SECRETARIA_TECNICA)


async def test_before_any_acuerdo_those_of_the_program_hold_marked_as_not_approved(
    session: AsyncSession, now: datetime
) -> None:
    await criteria.propose(session, HEAVIER, by=await ana(session, now), reason="Más voz", now=now)

    found = await criteria.in_force(session)

    assert (found.version, found.approved_at) == (None, None)
    assert found.label == "los del programa, sin aprobar"


async def test_art_25_a_only_the_secretaria_tecnica_proposes(
    session: AsyncSession, now: datetime
) -> None:
    for role in set(Role) - {Role.SECRETARIA_TECNICA}:
        by = await an_operator(session, now, role=role)
        with pytest.raises(RefusedError, match=r"25\.a"):
            await criteria.propose(session, HEAVIER, by=by, reason="Porque sí", now=now)


async def test_art_15_b_a_proposal_holds_once_it_is_approved_and_the_newest_approval_counts(
    session: AsyncSession, now: datetime
) -> None:
    by = await ana(session, now)
    one = await criteria.propose(session, HEAVIER, by=by, reason="Más voz", now=now)
    other = await criteria.propose(session, builtin_text(), by=by, reason="Volver", now=now)
    await criteria.approve(session, other.id, now=now)

    await criteria.approve(session, one.id, now=now + timedelta(days=1))
    found = await criteria.in_force(session)

    assert found.version == one.id
    assert found.label == f"versión {one.id}, aprobada"
    assert found.criteria.weights["demanda"] == 25
    with pytest.raises(RefusedError, match="ya está aprobada"):
        await criteria.approve(session, one.id, now=now)


async def test_a_proposal_is_journaled_with_its_reason_and_weights(
    session: AsyncSession, now: datetime
) -> None:
    by = await ana(session, now)
    row = await criteria.propose(session, HEAVIER, by=by, reason="Más voz", now=now)
    await session.flush()

    entry = (await session.scalars(sa.select(JournalEntry))).one()

    assert (entry.verb, entry.operator_id) == ("criterios proponer", by.id)
    assert entry.after["version"] == row.id
    assert entry.after["pesos"]["demanda"] == 25


async def test_what_waits_or_holds_already_a_wrong_file_and_no_reason_are_refused(
    session: AsyncSession, now: datetime
) -> None:
    by = await ana(session, now)
    row = await criteria.propose(session, HEAVIER, by=by, reason="Más voz", now=now)

    with pytest.raises(RefusedError, match="ya está propuesto"):
        await criteria.propose(session, HEAVIER, by=by, reason="Otra vez", now=now)
    await criteria.approve(session, row.id, now=now)
    with pytest.raises(RefusedError, match="ya rigen"):
        await criteria.propose(session, HEAVIER + "\n# igual\n", by=by, reason="Otra", now=now)
    with pytest.raises(RefusedError, match="--motivo"):
        await criteria.propose(session, builtin_text(), by=by, reason=" ", now=now)
    with pytest.raises(DataFileError):
        await criteria.propose(session, "criterios: 1", by=by, reason="Una", now=now)
    with pytest.raises(NotFoundError, match="ayni criterios listar"):
        await criteria.get_version(session, 99)


async def test_an_approved_file_that_this_version_cannot_read_is_said_and_not_replaced_in_silence(
    session: AsyncSession, now: datetime
) -> None:
    by = await ana(session, now)
    session.add(
        CriteriaSet(
            text="criterios: []", reason="x", proposed_at=now, proposed_by_id=by.id, approved_at=now
        )
    )
    await session.flush()

    with pytest.raises(DataFileError, match="propóngalo otra vez"):
        await criteria.in_force(session)
