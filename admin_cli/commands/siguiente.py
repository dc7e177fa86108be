"""`ayni siguiente`: takes the free case that must be answered soonest, and shows it."""

from admin_cli.terminal import output, words
from admin_cli.terminal.options import AsOption, PlaceOption, PriorityOption, a_command
from admin_cli.terminal.runner import Desk, run
from admin_cli.views import case_view
from intake.errors import RefusedError
from intake.places.rules.areas import prefixes_of
from intake.reading import taxonomy
from intake.sameness.scorecards import chosen
from intake.triage.actions import perform
from intake.triage.actions.tomar import Tomar
from intake.triage.cases import get_case, open_case
from intake.triage.queue import Filter, next_case
from intake.words.codes import spoken

app = a_command()


@app.command()
def command(
    region: PlaceOption = "",
    prioridad: PriorityOption = "",
    como: AsOption = None,
) -> None:
    """Toma el caso libre que vence primero y lo muestra.

    \b
    Ejemplo:
      ayni siguiente --region puno --como ana
    """

    async def work(desk: Desk) -> None:
        scorecard = chosen(desk.settings)  # a wrong one is said before a case is taken
        places = prefixes_of(words.known_districts(), region=region) if region else ()
        async with desk.database.transaction() as session:
            by = await desk.acting(session, como)
            priority = await taxonomy.get_id(session, prioridad)
            code = await next_case(session, Filter(priority=priority, places=places))
            if code is None:
                raise RefusedError("No queda ningún caso libre con ese filtro. ¡Buen trabajo!")
            await perform(session, Tomar(), code, by=by, now=desk.now)
        async with desk.database.transaction() as session:
            reader = await desk.reading_as(session, como)
            case = await get_case(session, code, reader)
            file = await open_case(session, case, reader, scorecard=scorecard)
        case_view.show(file, now=desk.now)
        output.talk(
            f"\n{spoken(code)} queda a su cargo. Para devolverlo: ayni soltar {spoken(code)}"
        )

    run(work)
