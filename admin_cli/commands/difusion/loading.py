"""What the commands of mass messages share: reading a draft, and one whole from the database."""

import asyncio
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.difusion import links, sheet
from admin_cli.commands.difusion.audience import Wanted
from admin_cli.commands.difusion.sheet import BroadcastSheet
from admin_cli.terminal import output
from admin_cli.terminal.dates import in_lima
from admin_cli.terminal.runner import Desk, look_up
from intake.concursos import concursos
from intake.errors import RefusedError
from intake.figures.effect import effect_of
from intake.figures.progress import progress_of
from intake.kinds import NOT_BEGUN
from intake.localfiles import read_text, why
from intake.outreach import broadcasts
from intake.outreach.audience import BroadcastLimits
from intake.outreach.broadcasts import BroadcastDraft
from intake.outreach.rules import mass_text
from intake.settings import Settings
from intake.store.models import Broadcast, Operator

_LARGEST = 20_000


def limits(settings: Settings) -> BroadcastLimits:
    """Give what holds for every mass message here."""
    return BroadcastLimits(settings.channels, settings.mass_weekly)


def text_of(text: str, file: Path | None) -> str:
    """Read the message, which was typed or is in a file."""
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


def draft(
    text: str, wanted: Wanted, concurso: str, *, again: bool, unchecked: bool
) -> BroadcastDraft:
    """Prepare what was asked for; its links are tried before anything is kept."""

    async def query(session: AsyncSession, _: datetime) -> BroadcastDraft:
        whom = await wanted.read(session)
        call = (await concursos.get_concurso(session, concurso)).id if concurso else None
        return BroadcastDraft(text, whom, call, again)

    asked = look_up(query)
    if not unchecked and (problems := asyncio.run(links.broken(mass_text.links(text)))):
        said = "\n".join(problems)
        raise RefusedError(f"{said}\nCorríjalo, o repita con --sin-revisar-enlaces si está bien.")
    return asked


def view(number: int) -> BroadcastSheet:
    """Read one mass message whole."""
    known = limits(Settings.load())

    async def query(session: AsyncSession, now: datetime) -> BroadcastSheet:
        return await _sheet(session, await broadcasts.get(session, number), known, now)

    return look_up(query)


def views() -> list[BroadcastSheet]:
    """Read all of them, the last one first."""
    known = limits(Settings.load())

    async def query(session: AsyncSession, now: datetime) -> list[BroadcastSheet]:
        rows = await broadcasts.list_all(session)
        return [await _sheet(session, row, known, now) for row in rows]

    return look_up(query)


async def _sheet(
    session: AsyncSession, row: Broadcast, known: BroadcastLimits, now: datetime
) -> BroadcastSheet:
    """All there is to show of it; whom it would reach only until it begins."""
    is_ahead = row.state in NOT_BEGUN
    return BroadcastSheet(
        row=row,
        made_by=await session.get_one(Operator, row.created_by_id),
        approved_by=(
            await session.get_one(Operator, row.approved_by_id) if row.approved_by_id else None
        ),
        count=await broadcasts.count(session, row, known, now) if is_ahead else None,
        progress=await progress_of(session, row),
        effect=await effect_of(session, row),
    )


async def start_of(desk: Desk, wanted: datetime | None) -> datetime:
    """Say when it would go: at the hour that was typed or now, and within decent hours."""
    at = max(in_lima(wanted), desk.now) if wanted else desk.now
    return desk.settings.mass_hours.next_after(at)


def show_draft(number: int) -> None:
    """Show what was prepared, and say what comes next."""
    sheet.show(view(number))
    output.talk(
        f"\nNada se envió. Véalo en su teléfono con: ayni difusion probar {number}\n"
        f"Luego otra cuenta de la Secretaría Técnica: ayni difusion aprobar {number} --enviar"
    )
