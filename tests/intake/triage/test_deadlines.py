"""Answers that are owed: late ones first, counted in working days of Lima."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.necesidades import district_summary
from intake.triage import deadlines
from tests.factories import a_necesidad, an_aporte


async def test_what_is_late_comes_before_what_is_near_and_the_rest_is_left_out(
    session: AsyncSession, now: datetime
) -> None:
    days = (date(2026, 11, 27), date(2026, 11, 20), date(2026, 12, 20), date(2026, 11, 23))
    aportes = [await an_aporte(session, now) for _ in days]
    for aporte, day in zip(aportes, days, strict=True):
        aporte.answer_by = day
    closed = await an_aporte(session, now, state=AporteState.DERIVADO)
    closed.answer_by = date(2026, 11, 20)
    await session.flush()

    owed = await deadlines.list_owed(session, now=now)
    counted = await deadlines.count_owed(session, now=now)

    assert [each.code for each in owed] == [aportes[n].code for n in (1, 3, 0)]
    assert [each.is_late for each in owed] == [True, False, False]
    assert (counted.late, counted.soon) == (1, 2)
    assert sum((await deadlines.count_by_day(session, now=now)).values()) == 3


async def test_only_of_one_place(session: AsyncSession, now: datetime) -> None:
    for ubigeo in ("210607", "050101"):
        aporte = await an_aporte(session, now, ubigeo=ubigeo)
        aporte.answer_by = date(2026, 11, 20)
    await session.flush()
    owed = await deadlines.list_owed(session, now=now, places=("21",))
    assert [each.ubigeo for each in owed] == ["210607"]


async def test_a_district_is_summed_up_without_anybodys_words(
    session: AsyncSession, now: datetime
) -> None:
    here = [await an_aporte(session, now) for _ in range(3)]
    there = await an_aporte(session, now, ubigeo="050101")
    await a_necesidad(session, now, aportes=[here[0], there])

    found = await district_summary.summarise(session, "210607")

    assert (found.people, found.aportes, found.waiting) == (3, 3, 2)
    assert [(need.title, need.other_districts) for need in found.needs] == [
        ("Agua segura en comunidades altoandinas", 1)
    ]
    assert "No tenemos agua potable hace un mes" not in repr(found)
