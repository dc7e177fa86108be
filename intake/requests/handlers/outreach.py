"""Coming in by a poster, a radio spot or a link."""

from intake.outreach import arrivals
from intake.outreach.commands import Arrive, Arrived
from intake.requests.request import Request


async def arrive(command: Arrive, request: Request) -> Arrived:
    """What brought them is kept, and shown to them."""
    return await arrivals.arrive(request.session, command.code, request.person, now=request.now)
