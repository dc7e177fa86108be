"""What the commands of concursos share: saving a draft, and one whole from the database."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.concurso import sheet
from admin_cli.commands.concurso.options import terms_of
from admin_cli.commands.concurso.sheet import ConcursoSheet
from admin_cli.terminal import output
from admin_cli.terminal.runner import Desk, run
from intake.concursos import call_questions, calling, concursos
from intake.kinds import ConcursoState
from intake.store.models import Application, Concurso, ConcursoQuestion


async def save(
    desk: Desk,
    places: list[str] | None,
    typed: dict[str, object],
    code: str,
    username: str | None,
) -> str:
    """A new draft, or the one with this code changed; its code."""
    terms = await terms_of(desk, places, **typed)
    async with desk.database.transaction() as session:
        by = await desk.acting(session, username)
        if code:
            concurso = await calling.change(session, code, terms, by=by, now=desk.now)
        else:
            concurso = await calling.create(session, terms, by=by, now=desk.now)
        return concurso.code


async def view(desk: Desk, code: str) -> tuple[ConcursoSheet, datetime]:
    """One, whole."""
    async with desk.database.reading() as session:
        concurso = await concursos.get_concurso(session, code)
        return await _view(session, concurso, desk.now), desk.now


async def views(desk: Desk) -> tuple[list[ConcursoSheet], datetime]:
    """All of them, the newest first."""
    async with desk.database.reading() as session:
        rows = await concursos.list_all(session)
        return [await _view(session, row, desk.now) for row in rows], desk.now


async def questions(
    desk: Desk, username: str | None, *, answered: bool
) -> tuple[list[tuple[ConcursoQuestion, Concurso]], datetime]:
    """What waits for an answer, or what has one."""
    async with desk.database.transaction() as session:
        reader = await desk.reading_as(session, username)
        return await call_questions.waiting(session, reader, answered=answered), desk.now


def show(code: str, *, as_json: bool = False) -> None:
    """One on the screen."""
    found, now = run(lambda desk: view(desk, code))
    if as_json:
        output.show_json(sheet.to_json(found, now))
    else:
        sheet.show(found, now)


async def _view(session: AsyncSession, concurso: Concurso, now: datetime) -> ConcursoSheet:
    is_draft = concurso.state is ConcursoState.BORRADOR
    counted = await session.execute(
        sa.select(Application.state, sa.func.count())
        .where(Application.concurso_id == concurso.id)
        .group_by(Application.state)
    )
    waiting = await session.scalar(
        sa.select(sa.func.count()).where(
            ConcursoQuestion.concurso_id == concurso.id, ConcursoQuestion.answer.is_(None)
        )
    )
    return ConcursoSheet(
        concurso=concurso,
        needs=await concursos.needs_of(session, concurso),
        lacks=await calling.missing(session, concurso, now) if is_draft else [],
        applications={row[0]: row[1] for row in counted},
        questions=waiting or 0,
    )
