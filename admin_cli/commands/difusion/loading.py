"""What the commands of mass messages share: reading a draft, and one whole from the database."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.difusion import links, sheet
from admin_cli.commands.difusion.audience import Wanted
from admin_cli.commands.difusion.sheet import BroadcastSheet
from admin_cli.terminal import output
from admin_cli.terminal.options import in_lima
from admin_cli.terminal.runner import Desk, run
from intake.concursos import concursos
from intake.errors import RefusedError
from intake.figures.broadcasts import Progress, effect_of, progress_of
from intake.kinds import NOT_BEGUN
from intake.localfiles import read_text, why
from intake.outreach import broadcasts
from intake.outreach.audience import BroadcastLimits
from intake.outreach.broadcasts import BroadcastDraft
from intake.outreach.rules import mass_text
from intake.store.models import Broadcast, Operator

_LARGEST = 20_000


def limits(desk: Desk) -> BroadcastLimits:
    """What holds for every mass message here."""
    return BroadcastLimits(desk.settings.channels, desk.settings.mass_weekly)


def text_of(text: str, file: Path | None) -> str:
    """The message, typed or in a file."""
    if bool(text) == bool(file):
        raise RefusedError("Dé el mensaje con --texto o con --archivo, uno de los dos.")
    if file is None:
        return text
    try:
        if file.stat().st_size > _LARGEST:
            raise RefusedError(f"{file} es muy grande para un mensaje.")
        return read_text(file)
    except OSError as problem:
        raise RefusedError(f"No se pudo leer {file}: {why(problem)}.") from None


async def draft(
    desk: Desk, text: str, wanted: Wanted, concurso: str, *, again: bool, unchecked: bool
) -> BroadcastDraft:
    """What was asked for; its links are tried first."""
    whom = await wanted.read(desk)
    if not unchecked and (problems := await links.broken(mass_text.links(text))):
        said = "\n".join(problems)
        raise RefusedError(f"{said}\nCorríjalo, o repita con --sin-revisar-enlaces si está bien.")
    call = None
    if concurso:
        async with desk.database.reading() as session:
            call = (await concursos.get_concurso(session, concurso)).id
    return BroadcastDraft(text, whom, call, again)


async def read(desk: Desk, number: int) -> BroadcastSheet:
    """One, whole."""
    async with desk.database.reading() as session:
        return await view(session, await broadcasts.get(session, number), desk)


async def view(session: AsyncSession, row: Broadcast, desk: Desk) -> BroadcastSheet:
    """All there is to show of it; whom it would reach only until it begins."""
    is_ahead = row.state in NOT_BEGUN
    return BroadcastSheet(
        row=row,
        made_by=await session.get_one(Operator, row.created_by_id),
        approved_by=(
            await session.get_one(Operator, row.approved_by_id) if row.approved_by_id else None
        ),
        count=await broadcasts.count(session, row, limits(desk), desk.now) if is_ahead else None,
        progress=await progress_of(session, row),
        effect=await effect_of(session, row),
    )


async def progress(desk: Desk, number: int) -> tuple[Broadcast, Progress]:
    """How far it is."""
    async with desk.database.reading() as session:
        row = await broadcasts.get(session, number)
        return row, await progress_of(session, row)


async def start_of(desk: Desk, wanted: datetime | None) -> datetime:
    """When it would go: at what was typed or now, and within decent hours."""
    at = max(in_lima(wanted), desk.now) if wanted else desk.now
    return desk.settings.mass_hours.next_after(at)


async def approve(desk: Desk, number: int, starts_at: datetime, username: str | None) -> Broadcast:
    """The second person's yes."""
    async with desk.database.transaction() as session:
        by = await desk.acting(session, username)
        return await broadcasts.approve(
            session, number, starts_at, limits(desk), by=by, now=desk.now
        )


Act = Callable[..., Awaitable[object]]


async def act(desk: Desk, verb: Act, number: int, username: str | None) -> None:
    """Pause, resume or cancel it."""
    async with desk.database.transaction() as session:
        await verb(session, number, by=await desk.acting(session, username), now=desk.now)


def show_draft(number: int) -> None:
    """What was prepared, and what comes next."""
    sheet.show(run(lambda desk: read(desk, number)))
    output.talk(
        f"\nNada se envió. Véalo en su teléfono con: ayni difusion probar {number}\n"
        f"Luego otra cuenta de la Secretaría Técnica: ayni difusion aprobar {number} --enviar"
    )
