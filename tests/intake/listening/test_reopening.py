"""A closed aporte is reopened once, by whoever is behind it."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.ids import Code
from intake.kinds import AporteState
from intake.listening import reopening, submissions
from intake.listening.commands import Join, ListMine, Reopen
from intake.reading import tagging
from intake.store.models import Aporte, Person
from intake.triage.actions import perform
from intake.triage.actions.derivar import Derivar
from intake.triage.actions.descartar import Descartar
from intake.triage.actions.fusionar import Fusionar
from intake.words.calendar import lima_date
from tests.factories import a_person, an_aporte, an_operator
from tests.intake.listening.told import author


async def reopen(session: AsyncSession, aporte: Aporte, person: Person, now: datetime) -> str:
    command = Reopen(aporte.code, "Pasó algo más")
    return await reopening.reopen(session, command, person, answer_days=30, now=now)


async def test_a_closed_aporte_is_reopened_once_with_a_new_deadline(
    session: AsyncSession, now: datetime
) -> None:
    aporte, by = await an_aporte(session, now), await an_operator(session, now)
    person = await author(session, aporte)
    before = aporte.answer_by
    await perform(session, Descartar("ya_resuelto"), Code(aporte.code), by=by, now=now)
    await reopen(session, aporte, person, now)
    assert aporte.state is AporteState.RECIBIDO
    assert aporte.answer_by != before
    assert await reopening.list_reopened(session, limit=5) == [(aporte.code, now)]
    await perform(session, Descartar("ya_resuelto"), Code(aporte.code), by=by, now=now)
    with pytest.raises(RefusedError, match="una vez"):
        await reopen(session, aporte, person, now)


async def test_whoever_joined_sees_the_new_deadline_of_what_was_opened_again(
    session: AsyncSession, now: datetime
) -> None:
    aporte, by = await an_aporte(session, now), await an_operator(session, now)
    joined = await a_person(session, now)
    command = Join(aporte.code, "", (), "1", "1")
    await submissions.join(session, command, joined, answer_days=30, now=now)
    await perform(session, Descartar("ya_resuelto"), Code(aporte.code), by=by, now=now)
    later = now + timedelta(days=90)
    await reopen(session, aporte, joined, later)
    (mine,) = (await submissions.list_mine(session, ListMine(), joined)).aportes
    assert mine.answer_by == aporte.answer_by > lima_date(later)


async def test_what_is_told_of_an_open_aporte_is_kept_and_uses_nothing_up(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now)
    person = await author(session, aporte)
    await reopen(session, aporte, person, now)
    assert aporte.state is AporteState.RECIBIDO
    assert await reopening.list_reopened(session, limit=5) == []
    assert await tagging.added_words(session, aporte.id) == ["Pasó algo más"]


async def test_only_who_is_behind_it_may_reopen(session: AsyncSession, now: datetime) -> None:
    aporte = await an_aporte(session, now)
    with pytest.raises(NotFoundError):
        await reopen(session, aporte, await a_person(session, now), now)


async def test_whoever_joined_or_was_merged_reopens_the_root(
    session: AsyncSession, now: datetime
) -> None:
    by = await an_operator(session, now)
    root, merged = await an_aporte(session, now), await an_aporte(session, now)
    await perform(session, Fusionar(Code(root.code)), Code(merged.code), by=by, now=now)
    await perform(session, Derivar("Municipalidad"), Code(root.code), by=by, now=now)
    await reopen(session, merged, await author(session, merged), now)
    assert root.state is AporteState.RECIBIDO
    assert merged.state is AporteState.FUSIONADO
