"""`ayni reindexar`: the index of alike aportes, made again from their texts."""

from datetime import datetime

from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, a_command
from admin_cli.terminal.runner import Desk, act, run
from intake.sameness import indexing
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import record
from intake.store.models import Operator
from intake.store.verbs import Verb

app = a_command()
_BATCH = 200


@app.command()
def rebuild(como: AsOption = None) -> None:
    """Vuelve a hacer el índice con que se hallan los aportes parecidos.

    Hace falta después de una versión que lo pida. No cambia ningún aporte; el bot puede seguir
    atendiendo. Si se corta, se repite.

    \b
    Ejemplo:
      ayni reindexar
    """

    total = act(como, _begin)
    done = run(lambda desk: _rebuild(desk, total))
    output.talk(f"Aportes reindexados: {done}.")


async def _begin(session: AsyncSession, by: Operator, now: datetime) -> int:
    """How many there are, once it is written down who begins."""
    access.check(by, Grant.MANTENIMIENTO)
    total = await indexing.count_indexed(session)
    record(session, Verb.REINDEXAR, now=now, operator_id=by.id, note=f"{total} aportes")
    return total


async def _rebuild(desk: Desk, total: int) -> int:
    """Each batch is a transaction of its own: meanwhile the bot waits."""
    done, last = 0, 0
    with Progress(console=output.talking_console()) as bar:
        task = bar.add_task("Reindexando…", total=total)
        while True:
            async with desk.database.transaction() as session:
                batch = await indexing.reindex(session, after=last, limit=_BATCH)
            done += batch.count
            bar.update(task, completed=done)
            if batch.last is None:
                return done
            last = batch.last
