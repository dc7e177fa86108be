"""The agenda of a session, each rule under the article of the Manual that gives it."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grupo import agenda, convening
from intake.grupo.agenda import Point
from intake.kinds import Station
from intake.store.models import Operator
from tests.intake.sitting import a_call, a_sitting


async def test_art_19f_points_go_by_the_stations_of_the_manual(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    for title, station in (
        ("Prioridades", Station.ORDEN_DEL_DIA),
        ("Acta de octubre", Station.ACTA_ANTERIOR),
        ("Criterios", Station.ORDEN_DEL_DIA),
    ):
        await agenda.add_item(session, meeting.id, Point(title, station), by=ana, now=now)
    titles = [item.title for item in await agenda.list_agenda(session, meeting.id)]
    assert titles == ["Acta de octubre", "Prioridades", "Criterios"]


async def test_tuo_109_4_outside_of_the_agenda_only_what_all_who_are_there_agree_on(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now)
    point = Point("Algo nuevo")
    with pytest.raises(RefusedError, match=r"109\.4"):
        await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    added = await agenda.add_item(session, meeting.id, point, all_agree=True, by=ana, now=now)
    assert added.position == 1


async def test_a_point_about_what_is_not_there_is_refused(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    for point in (Point("Uno", necesidad_id=99), Point("Otro", criteria_set_id=99)):
        with pytest.raises(NotFoundError):
            await agenda.add_item(session, meeting.id, point, by=ana, now=now)


async def test_what_changes_after_the_programme_went_out_must_go_out_again(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    point = Point("Prioridades", points="Cuáles", minutes=10)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    await convening.circulate(session, meeting.id, by=ana, now=now)
    await agenda.add_item(session, meeting.id, replace(point, title="Otro"), by=ana, now=now)
    assert meeting.papers_at is None
    await convening.circulate(session, meeting.id, by=ana, now=now)
    await agenda.change_item(
        session, meeting.id, 2, title="Otro más", points=None, minutes=None, by=ana, now=now
    )
    assert meeting.papers_at is None
    assert (await agenda.get_item(session, meeting.id, 2)).title == "Otro más"


async def test_a_wrong_point_is_gone_before_the_programme_goes_out_and_stays_after_it(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    point = Point("Prioridades", points="Cuáles", minutes=10)
    for _ in range(2):
        await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    with pytest.raises(RefusedError, match="por qué"):
        await agenda.remove_item(session, meeting.id, 2, " ", by=ana, now=now)
    _, gone = await agenda.remove_item(session, meeting.id, 2, "Repetido", by=ana, now=now)
    assert gone
    assert len(await agenda.list_agenda(session, meeting.id)) == 1
    await convening.circulate(session, meeting.id, by=ana, now=now)
    item, gone = await agenda.remove_item(session, meeting.id, 1, "Se aplaza", by=ana, now=now)
    assert (gone, item.untreated) == (False, "Se aplaza")
    assert await agenda.list_agenda(session, meeting.id) == [item]
    assert meeting.papers_at == now
