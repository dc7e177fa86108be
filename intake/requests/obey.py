"""Having the domain do what a conversation asked for."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos.commands import CallClosed
from intake.errors import CallClosedError, NotFoundError, RefusedError
from intake.listening.commands import Refused
from intake.requests.commands import Command, Result
from intake.requests.handlers import all_handlers
from intake.requests.request import Means, Request
from intake.store.models import Person


async def obey(
    session: AsyncSession, command: Command, person: Person, means: Means, *, now: datetime
) -> Result:
    """Do it in the present transaction. A no of the domain comes back as Refused, in its words.

    That a call is closed is a result of its own, because the conversation goes on otherwise.
    """
    handler = all_handlers()[type(command)]
    try:
        return await handler(command, Request(session, person, means, now))
    except CallClosedError as closed:
        return CallClosed(str(closed))
    except (RefusedError, NotFoundError) as refusal:
        return Refused(str(refusal))
