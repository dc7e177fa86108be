"""The folder of a session and its acta, under the articles of the Manual that ask for them."""

import hashlib
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo import closing, folders
from intake.grupo.folders import Paper
from intake.kinds import PaperKind, Role
from intake.store.models import JournalEntry, Operator
from tests.factories import an_operator
from tests.intake.sitting import a_call, a_sitting


async def test_art_25j_the_acta_is_due_within_three_working_days(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now)  # on Thursday 3; 8 and 9 December are holidays
    closed_at = meeting.scheduled_at
    await closing.close(session, meeting.id, by=ana, now=closed_at)
    with pytest.raises(RefusedError, match=r"art\. 25\.i"):
        await closing.send_acta(session, meeting.id, by=ana, now=closed_at)
    acta = Paper("firmada.pdf", b"acta", PaperKind.ACTA)
    await folders.keep_paper(session, meeting, acta, by=ana, now=closed_at)
    _, in_time = await closing.send_acta(
        session, meeting.id, by=ana, now=closed_at + timedelta(days=7)
    )
    _, late = await closing.send_acta(
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
    await closing.close(session, meeting.id, by=ana, now=now)
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
    await closing.close(session, meeting.id, by=ana, now=now)
    with pytest.raises(RefusedError, match=r"art\. 25\.i"):
        await closing.send_acta(session, meeting.id, by=ana, now=now)
    signed = Paper("escaneado 3.pdf", b"x", PaperKind.ACTA)
    await folders.keep_paper(session, meeting, signed, by=ana, now=now)
    with pytest.raises(RefusedError, match="sellada"):
        await folders.keep_paper(
            session, meeting, Paper("escaneado 3.pdf", b"y", PaperKind.ACTA), by=ana, now=now
        )
    _, in_time = await closing.send_acta(session, meeting.id, by=ana, now=now)
    assert in_time
