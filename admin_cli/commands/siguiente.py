"""`ayni siguiente`: takes the free case that must be answered soonest, and shows it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from admin_cli.terminal.options import AsOption, PlaceOption, PriorityOption, a_command
from admin_cli.terminal.runner import act, read
from admin_cli.views import case_view
from intake.errors import RefusedError
from intake.ids import Code
from intake.places.rules.areas import prefixes_of
from intake.reading import taxonomy
from intake.sameness.scorecards import chosen
from intake.settings import Settings
from intake.store.models import Operator
from intake.store.reader import Reader
from intake.triage.actions import perform
from intake.triage.actions.tomar import Tomar
from intake.triage.cases import CaseFile, get_case, open_case
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

    scorecard = chosen(Settings.load())  # a wrong one is said before a case is taken

    async def take(session: AsyncSession, by: Operator, now: datetime) -> Code:
        places = prefixes_of(words.known_districts(), region=region) if region else ()
        priorities = await taxonomy.get_ids(session, prioridad)
        code = await next_case(session, Filter(priorities=priorities, places=places))
        if code is None:
            raise RefusedError("No queda ningún caso libre con ese filtro. ¡Buen trabajo!")
        await perform(session, Tomar(), code, by=by, now=now)
        return code

    async def query(session: AsyncSession, reader: Reader) -> tuple[CaseFile, datetime]:
        case = await get_case(session, code, reader)
        return await open_case(session, case, reader, scorecard=scorecard), reader.now

    code = act(como, take)
    file, now = read(como, query)
    case_view.show(file, now=now)
    output.talk(f"\n{spoken(code)} queda a su cargo. Para devolverlo: ayni soltar {spoken(code)}")
