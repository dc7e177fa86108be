"""`ayni reindexar`: the index of alike aportes, made again from their texts."""

from rich.progress import Progress

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, a_command
from admin_cli.terminal.runner import Desk, run
from intake.sameness import indexing
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import record
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

    async def work(desk: Desk) -> int:
        async with desk.database.transaction() as session:
            by = await desk.acting(session, como)
            access.check(by, Grant.MANTENIMIENTO)
            total = await indexing.count_indexed(session)
            note = f"{total} aportes"
            record(session, Verb.REINDEXAR, now=desk.now, operator_id=by.id, note=note)
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

    output.talk(f"Aportes reindexados: {run(work)}.")
