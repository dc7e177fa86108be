"""The folder of a session: its papers and its acta, all in one place (Manual, art. 25.i)."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import access
from intake.access import Grant, Reader
from intake.errors import RefusedError
from intake.models import Operator, Sesion, SessionPaper
from intake.rules.text import clean
from intake.sessions import journal


async def keep_paper(
    session: AsyncSession, sesion: Sesion, name: str, content: bytes, *, by: Operator, now: datetime
) -> SessionPaper:
    """Put a file into the folder of the session (art. 25.i); one of that name is replaced."""
    access.check(by, Grant.DOCUMENTOS)
    name = clean(name, 160).replace("/", "-")
    if not name or not content:
        raise RefusedError("El archivo no tiene nombre o está vacío.")
    paper = await session.scalar(
        sa.select(SessionPaper).where(
            SessionPaper.sesion_id == sesion.id, SessionPaper.name == name
        )
    )
    if paper is None:
        paper = SessionPaper(sesion_id=sesion.id, name=name, content=content)
        session.add(paper)
    paper.content, paper.added_at, paper.added_by_id = content, now, by.id
    await session.flush()
    journal(session, "carpeta", sesion, by, now, note=name)
    return paper


async def list_papers(session: AsyncSession, sesion_id: int) -> list[SessionPaper]:
    """By name."""
    query = sa.select(SessionPaper).where(SessionPaper.sesion_id == sesion_id)
    return list(await session.scalars(query.order_by(SessionPaper.name)))


async def read_papers(session: AsyncSession, sesion: Sesion, reader: Reader) -> list[SessionPaper]:
    """The same with what is in them, to be copied out: who did is written down."""
    reader.check(Grant.CARPETAS)
    papers = await list_papers(session, sesion.id)
    reader.wrote(session, f"archivos de la carpeta de la sesión {sesion.id}: {len(papers)}")
    return papers
