"""Sessions of the Grupo de Trabajo, each rule under the article of the Manual that gives it."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grupo import agenda, attendance, folders, meetings, seats
from intake.grupo.agenda import Point
from intake.grupo.attendance import Present
from intake.grupo.folders import Paper
from intake.kinds import MeetingKind, MeetingState, PaperKind, Role, Station
from intake.store.models import JournalEntry, Operator, SeatHolder
from tests.factories import an_operator
from tests.intake.sitting import SEATS, a_call, a_circulated_call, a_sitting


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Of the Secretaría Técnica."""
    return await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)


async def test_art_23d_only_the_secretaria_tecnica_calls_for_the_chair(
    session: AsyncSession, now: datetime
) -> None:
    luis = await an_operator(session, now)
    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await a_call(session, luis, now)


async def test_art_19b_an_extraordinary_session_is_called_three_days_ahead(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    with pytest.raises(RefusedError, match=r"art\. 19\.b"):
        await a_call(session, ana, now, days=2, kind=MeetingKind.EXTRAORDINARIA)
    called = await a_call(session, ana, now, days=3, kind=MeetingKind.EXTRAORDINARIA)
    assert called.code == "AYNI-GT-2026-SE01"


async def test_art_25d_an_ordinary_session_leaves_a_week_for_its_papers(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    with pytest.raises(RefusedError, match=r"art\. 25\.d"):
        await a_call(session, ana, now, days=6)
    meeting = await a_call(session, ana, now, days=7)
    point = Point("Prioridades", points="Cuáles y por qué", minutes=30)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    _, in_time = await meetings.circulate(session, meeting.id, by=ana, now=now)
    _, later = await meetings.circulate(session, meeting.id, by=ana, now=now + timedelta(days=1))
    assert (in_time, later) == (True, False)


async def test_art_25c_nothing_is_circulated_without_an_agenda(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    with pytest.raises(RefusedError, match="agenda"):
        await meetings.circulate(session, meeting.id, by=ana, now=now)


async def test_art_25c_the_programme_says_what_is_discussed_and_for_how_long(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    await agenda.add_item(session, meeting.id, Point("Prioridades"), by=ana, now=now)
    with pytest.raises(RefusedError, match=r"art\. 25\.c"):
        await meetings.circulate(session, meeting.id, by=ana, now=now)
    await agenda.change_item(
        session, meeting.id, 1, points="Cuáles y por qué", minutes=30, by=ana, now=now
    )
    _, in_time = await meetings.circulate(session, meeting.id, by=ana, now=now)
    assert in_time


async def test_art_19a_there_is_one_ordinary_session_a_month(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    first = await a_call(session, ana, now)
    with pytest.raises(RefusedError, match=r"art\. 19\.a"):
        await a_call(session, ana, now, days=12)
    await a_call(session, ana, now, days=12, kind=MeetingKind.EXTRAORDINARIA)
    next_month = await a_call(session, ana, now, days=45)
    first.state = MeetingState.SIN_QUORUM
    await session.flush()
    again = await a_call(session, ana, now, days=12)
    assert [first.number, next_month.number, again.number] == [1, 1, 2]


async def test_art_19c_half_plus_one_make_quorum_and_it_holds_to_the_end(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now, present=4)
    assert (meeting.quorum, meeting.state) == (4, MeetingState.INSTALADA)
    await attendance.leave(session, meeting.id, SEATS[3], by=ana, now=meeting.scheduled_at)
    closed = await meetings.close(session, meeting.id, by=ana, now=meeting.scheduled_at)
    assert closed.state is MeetingState.CERRADA


async def test_art_19e_the_second_list_comes_fifteen_minutes_later_and_ends_the_call(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    at, few = meeting.scheduled_at, Present(SEATS[:3])
    with pytest.raises(RefusedError, match=r"art\. 19\.e"):
        await attendance.call_roll(session, meeting.id, few, by=ana, now=at - timedelta(minutes=1))
    first = await attendance.call_roll(session, meeting.id, few, by=ana, now=at)
    assert first.state is MeetingState.CONVOCADA
    with pytest.raises(RefusedError, match="15 minutos"):
        await attendance.call_roll(session, meeting.id, few, roll=2, by=ana, now=at)
    late = at + timedelta(minutes=15)
    second = await attendance.call_roll(session, meeting.id, few, roll=2, by=ana, now=late)
    assert (second.present, second.state) == (3, MeetingState.SIN_QUORUM)


async def test_art_19e_whoever_comes_to_the_second_list_counts(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    at = meeting.scheduled_at
    await attendance.call_roll(session, meeting.id, Present(SEATS[:3]), by=ana, now=at)
    found = await attendance.call_roll(
        session, meeting.id, Present(SEATS[3:4]), roll=2, by=ana, now=at + timedelta(minutes=15)
    )
    assert (found.present, found.state) == (4, MeetingState.INSTALADA)


async def test_art_19d_a_second_call_is_held_with_those_who_come(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    point = Point("Prioridades", points="Cuáles", minutes=10)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    await meetings.circulate(session, meeting.id, by=ana, now=now)
    later = meeting.scheduled_at + timedelta(days=1)
    with pytest.raises(RefusedError, match=r"art\. 19\.d"):
        await meetings.convene_again(session, meeting.id, later, by=ana, now=now)
    late = meeting.scheduled_at + timedelta(minutes=20)
    nobody = Present(())
    await attendance.call_roll(session, meeting.id, nobody, roll=2, by=ana, now=late)
    again = await meetings.convene_again(session, meeting.id, later, by=ana, now=late)
    with pytest.raises(RefusedError, match="ya tiene su segunda convocatoria"):
        await meetings.convene_again(session, meeting.id, later, by=ana, now=late)
    found = await attendance.call_roll(
        session, again.id, Present(SEATS[:2]), by=ana, now=again.scheduled_at
    )
    assert found.state is MeetingState.INSTALADA
    assert again.papers_at == now, "programme and papers are those of the first call"
    assert [item.title for item in await agenda.list_agenda(session, again.id)] == ["Prioridades"]


async def test_art_16_an_alternate_is_named_in_writing_and_comes_where_the_holder_does_not(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    at, since = meeting.scheduled_at, date(2026, 1, 1)
    with pytest.raises(RefusedError, match=r"art\. 16"):
        await attendance.call_roll(
            session, meeting.id, Present(SEATS[:3], SEATS[3:4]), by=ana, now=at
        )
    with pytest.raises(RefusedError, match="comunicación"):
        await seats.name_holder(
            session,
            SEATS[3],
            "Alterna",
            is_alternate=True,
            document="",
            since=since,
            by=ana,
            now=now,
        )
    await seats.name_holder(
        session,
        SEATS[3],
        "Alterna",
        is_alternate=True,
        document="Memorando 1",
        since=since,
        by=ana,
        now=now,
    )
    with pytest.raises(RefusedError, match="solo si no puede el titular"):
        await attendance.call_roll(
            session, meeting.id, Present(SEATS[:4], SEATS[3:4]), by=ana, now=at
        )
    found = await attendance.call_roll(
        session, meeting.id, Present(SEATS[:3], SEATS[3:4]), by=ana, now=at
    )
    assert found.present == 4
    people = await attendance.list_attendance(session, meeting.id)
    assert [each.name for each in people if each.is_alternate] == ["Alterna"]


async def test_art_12_whoever_follows_takes_the_seat_the_day_after(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    for name, since in (("Primera", date(2026, 1, 1)), ("Segunda", date(2026, 6, 1))):
        await seats.name_holder(
            session, "opi", name, is_alternate=False, document="", since=since, by=ana, now=now
        )
    before, after = date(2026, 5, 31), date(2026, 6, 1)
    names = [
        held.titular.name
        for day in (before, after)
        if (held := (await seats.held_on(session, day))["opi"]).titular
    ]
    assert names == ["Primera", "Segunda"]


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


async def test_art_19h_guests_are_noted_without_a_seat(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now, present=4)
    await attendance.invite(session, meeting.id, "Programa Juntos", by=ana, now=now)
    people = await attendance.list_attendance(session, meeting.id)
    assert [each.name for each in people if each.seat is None] == ["Programa Juntos"]


async def test_art_25j_the_acta_is_due_within_three_working_days(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now)  # on Thursday 3; 8 and 9 December are holidays
    closed_at = meeting.scheduled_at
    await meetings.close(session, meeting.id, by=ana, now=closed_at)
    with pytest.raises(RefusedError, match=r"art\. 25\.i"):
        await meetings.send_acta(session, meeting.id, by=ana, now=closed_at)
    acta = Paper("firmada.pdf", b"acta", PaperKind.ACTA)
    await folders.keep_paper(session, meeting, acta, by=ana, now=closed_at)
    _, in_time = await meetings.send_acta(
        session, meeting.id, by=ana, now=closed_at + timedelta(days=7)
    )
    _, late = await meetings.send_acta(
        session, meeting.id, by=ana, now=closed_at + timedelta(days=8)
    )
    assert (in_time, late) == (True, False)


async def test_art_25i_each_session_has_a_folder_and_a_paper_of_the_same_name_is_its_next_version(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    luis = await an_operator(session, now)
    for content in (b"uno", b"dos", b"dos"):
        paper = Paper("informe.docx", content)
        await folders.keep_paper(session, meeting, paper, by=luis, now=now)
    found = await folders.list_papers(session, meeting.id)
    assert [(each.version, each.content) for each in found] == [(2, b"dos"), (1, b"uno")]
    assert found[0].digest == hashlib.sha256(b"dos").hexdigest()
    with pytest.raises(RefusedError, match="vacío"):
        await folders.keep_paper(session, meeting, Paper("nada.pdf", b""), by=ana, now=now)
    auditor = await an_operator(session, now, role=Role.AUDITOR)
    with pytest.raises(RefusedError, match="no puede"):
        await folders.keep_paper(session, meeting, Paper("x.pdf", b"x"), by=auditor, now=now)


async def test_art_25i_the_folder_of_a_closed_session_is_sealed(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now)
    first = Paper("informe.pdf", b"uno")
    await folders.keep_paper(session, meeting, first, by=ana, now=now)
    await meetings.close(session, meeting.id, by=ana, now=now)
    entry = await session.scalar(sa.select(JournalEntry).order_by(JournalEntry.id.desc()))
    assert entry is not None
    assert entry.after["carpeta"] == {"informe.pdf, versión 1": hashlib.sha256(b"uno").hexdigest()}
    luis = await an_operator(session, now)
    for by, reason, why in (
        (luis, "Faltaba", "Secretaría Técnica"),
        (ana, " ", "sellada"),
    ):
        with pytest.raises(RefusedError, match=why):
            await folders.keep_paper(
                session, meeting, Paper("informe.pdf", b"dos", reason=reason), by=by, now=now
            )
    late = Paper("informe.pdf", b"dos", reason="Faltaba el anexo")
    await folders.keep_paper(session, meeting, late, by=ana, now=now)
    second, kept = await folders.list_papers(session, meeting.id)
    assert (second.version, second.reason, kept.content) == (2, "Faltaba el anexo", b"uno")
    assert folders.is_whole(kept)
    kept.content = b"otra cosa"
    assert not folders.is_whole(kept)


async def test_art_25j_a_draft_and_the_acta_of_another_session_are_no_acta_of_this_one(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now)
    for name, kind in (
        ("acta anterior.pdf", PaperKind.DOCUMENTO),
        ("acta.docx", PaperKind.BORRADOR_ACTA),
    ):
        paper = Paper(name, b"x", kind)
        await folders.keep_paper(session, meeting, paper, by=ana, now=now)
    with pytest.raises(RefusedError, match="no se ha cerrado"):
        await folders.keep_paper(
            session, meeting, Paper("acta.pdf", b"x", PaperKind.ACTA), by=ana, now=now
        )
    await meetings.close(session, meeting.id, by=ana, now=now)
    with pytest.raises(RefusedError, match=r"art\. 25\.i"):
        await meetings.send_acta(session, meeting.id, by=ana, now=now)
    signed = Paper("escaneado 3.pdf", b"x", PaperKind.ACTA)
    await folders.keep_paper(session, meeting, signed, by=ana, now=now)
    with pytest.raises(RefusedError, match="sellada"):
        await folders.keep_paper(
            session, meeting, Paper("escaneado 3.pdf", b"y", PaperKind.ACTA), by=ana, now=now
        )
    _, in_time = await meetings.send_acta(session, meeting.id, by=ana, now=now)
    assert in_time


async def test_arts_19b_and_25cd_no_list_is_passed_before_the_programme_went_out(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    everybody = Present(SEATS)
    with pytest.raises(RefusedError, match=r"no se ha difundido.*25\.c-d"):
        await attendance.call_roll(session, meeting.id, everybody, by=ana, now=meeting.scheduled_at)
    assert meeting.state is MeetingState.CONVOCADA


async def test_what_changes_after_the_programme_went_out_must_go_out_again(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_call(session, ana, now)
    point = Point("Prioridades", points="Cuáles", minutes=10)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    await meetings.circulate(session, meeting.id, by=ana, now=now)
    await agenda.add_item(session, meeting.id, replace(point, title="Otro"), by=ana, now=now)
    assert meeting.papers_at is None
    await meetings.circulate(session, meeting.id, by=ana, now=now)
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
    await meetings.circulate(session, meeting.id, by=ana, now=now)
    item, gone = await agenda.remove_item(session, meeting.id, 1, "Se aplaza", by=ana, now=now)
    assert (gone, item.untreated) == (False, "Se aplaza")
    assert await agenda.list_agenda(session, meeting.id) == [item]
    assert meeting.papers_at == now


async def test_a_seat_without_a_name_is_not_noted_as_present(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_circulated_call(session, ana, now)
    await session.execute(sa.delete(SeatHolder).where(SeatHolder.seat == SEATS[0]))
    with pytest.raises(RefusedError, match=f"quién ocupa el asiento «{SEATS[0]}».*113"):
        await attendance.call_roll(
            session, meeting.id, Present(SEATS), by=ana, now=meeting.scheduled_at
        )


@pytest.mark.parametrize("quorum", [1, 3])
async def test_art_19c_a_quorum_of_less_than_more_than_half_is_refused(
    session: AsyncSession, now: datetime, ana: Operator, quorum: int
) -> None:
    at = now + timedelta(days=10)
    with pytest.raises(RefusedError, match=r"AYNI_QUORUM.*art\. 19\.c"):
        await meetings.convene(
            session, MeetingKind.ORDINARIA, at, "Lima", quorum=quorum, by=ana, now=now
        )
