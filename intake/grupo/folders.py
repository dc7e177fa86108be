"""The folder of a session: its papers and its acta, all in one place (Manual, art. 25.i).

A paper is never changed: what comes under the same name is its next version. Once the session
closed the folder is sealed: only the Secretaría Técnica adds to it, saying why.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import PaperKind
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import About, record
from intake.store.models import Meeting, MeetingPaper, Operator
from intake.store.operators import check_acts, check_secretaria
from intake.store.reader import Reader
from intake.store.verbs import Verb
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class Paper:
    """What is put into a folder, and what it is. `reason`: why, once the folder is sealed."""

    name: str
    content: bytes
    kind: PaperKind = PaperKind.DOCUMENTO
    reason: str = ""


def is_sealed(meeting: Meeting) -> bool:
    """Whether the session is over."""
    return meeting.state.is_over


async def check_may_keep(
    session: AsyncSession, meeting: Meeting, paper: Paper, by: Operator
) -> None:
    """RefusedError where `by` may not add this to the folder as it stands; content is not read.

    The acta is written after the session: the first one needs no further reason.
    """
    if paper.kind is PaperKind.ACTA and not is_sealed(meeting):
        raise RefusedError(
            f"La sesión {meeting.id} no se ha cerrado: el acta es de lo que pasó en ella (Manual, "
            f"art. 19.g). Ciérrela antes con: ayni sesion cerrar {meeting.id}"
        )
    if not is_sealed(meeting):
        check_acts(by, "Guardar en la carpeta de una sesión")
        return
    check_secretaria(by, "Agregar a la carpeta de una sesión que terminó (Manual, art. 25.i)")
    is_first_acta = paper.kind is PaperKind.ACTA and await _has_no_acta(session, meeting.id, paper)
    if not is_first_acta and not clean(paper.reason):
        raise RefusedError(
            f"La carpeta de la sesión {meeting.id} está sellada: lo que se agrega queda como una "
            "versión más, con su motivo (--motivo «…»); lo de antes no se borra."
        )


async def _has_no_acta(session: AsyncSession, meeting_id: int, paper: Paper) -> bool:
    """None yet, but for the same one in another format: `acta.docx` beside `acta.pdf`."""
    names = await session.scalars(
        sa.select(MeetingPaper.name).where(
            MeetingPaper.meeting_id == meeting_id, MeetingPaper.kind == PaperKind.ACTA
        )
    )
    own = PurePath(_name_of(paper))
    return all(name != own.name and PurePath(name).stem == own.stem for name in names)


async def keep_paper(
    session: AsyncSession, meeting: Meeting, paper: Paper, *, by: Operator, now: datetime
) -> MeetingPaper:
    """Put a file into the folder: the first of its name, or the next version of it.

    The very same file again is the version that is there already.
    """
    access.check(by, Grant.DOCUMENTOS)
    name, reason = _name_of(paper), clean(paper.reason)
    if not name or not paper.content:
        raise RefusedError("El archivo no tiene nombre o está vacío.")
    last = await _last(session, meeting.id, name)
    digest = hashlib.sha256(paper.content).hexdigest()
    if last is not None and last.digest == digest and last.kind is paper.kind:
        return last
    await check_may_keep(session, meeting, paper, by)
    row = MeetingPaper(
        meeting_id=meeting.id,
        name=name,
        version=last.version + 1 if last else 1,
        kind=paper.kind,
        content=paper.content,
        digest=digest,
        reason=reason,
        added_at=now,
        added_by_id=by.id,
    )
    session.add(row)
    await session.flush()
    record(
        session,
        Verb.SESION_CARPETA,
        About(meeting_id=meeting.id),
        now=now,
        operator_id=by.id,
        note=f"{meeting.code} {name}, versión {row.version}" + (f": {reason}" if reason else ""),
        after={"sesion": meeting.id, "clase": row.kind.value, "sha256": digest},
    )
    return row


async def list_papers(session: AsyncSession, meeting_id: int) -> list[MeetingPaper]:
    """All versions of the papers, by name, the newest of each first."""
    query = sa.select(MeetingPaper).where(MeetingPaper.meeting_id == meeting_id)
    rows = await session.scalars(query.order_by(MeetingPaper.name, MeetingPaper.version.desc()))
    return list(rows)


async def read_papers(
    session: AsyncSession, meeting: Meeting, reader: Reader
) -> list[MeetingPaper]:
    """The papers with what is in them, to be copied out: who did is written down."""
    reader.check(Grant.CARPETAS)
    papers = await list_papers(session, meeting.id)
    reader.wrote(session, f"archivos de la carpeta de la sesión {meeting.id}: {len(papers)}")
    return papers


def is_whole(paper: MeetingPaper) -> bool:
    """Whether its content is still that of its digest."""
    return hashlib.sha256(paper.content).hexdigest() == paper.digest


def _name_of(paper: Paper) -> str:
    return clean(paper.name, 160).replace("/", "-")


async def _last(session: AsyncSession, meeting_id: int, name: str) -> MeetingPaper | None:
    found: MeetingPaper | None = await session.scalar(
        sa.select(MeetingPaper)
        .where(MeetingPaper.meeting_id == meeting_id, MeetingPaper.name == name)
        .order_by(MeetingPaper.version.desc())
        .limit(1)
    )
    return found
