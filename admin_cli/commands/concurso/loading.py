"""What the commands of concursos share: saving a draft, and one whole from the database."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.concurso import sheet
from admin_cli.commands.concurso.sheet import ConcursoSheet
from admin_cli.terminal import output
from admin_cli.terminal.runner import act, look_up
from intake.concursos import calling, concursos
from intake.concursos.calling import Terms
from intake.kinds import ConcursoState
from intake.store.models import Application, Concurso, ConcursoQuestion


def save(terms: Terms, code: str, como: str | None) -> Concurso:
    """Keep a new draft or, where a code is given, change what was said of that one."""
    if code:
        return act(
            como, lambda session, by, now: calling.change(session, code, terms, by=by, now=now)
        )
    return act(como, lambda session, by, now: calling.create(session, terms, by=by, now=now))


def view(code: str) -> tuple[ConcursoSheet, datetime]:
    """Read one concurso whole; the instant is that at which it was so."""

    async def query(session: AsyncSession, now: datetime) -> tuple[ConcursoSheet, datetime]:
        concurso = await concursos.get_concurso(session, code)
        return await _view(session, concurso, now), now

    return look_up(query)


async def views(session: AsyncSession, now: datetime) -> tuple[list[ConcursoSheet], datetime]:
    """Read all of them, the newest first."""
    rows = await concursos.list_all(session)
    return [await _view(session, row, now) for row in rows], now


def show(code: str, *, as_json: bool = False) -> None:
    """Show one concurso on the screen."""
    found, now = view(code)
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
